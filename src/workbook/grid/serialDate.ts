/**
 * Dates as Excel holds them: days, with the time as a fraction, in its 1900 date system. Day 1 is the 1st of January
 * 1900, and day 60 the 29th of February of that year, which never was
 * (learn.microsoft.com: "Excel incorrectly assumes that the year 1900 is a leap year").
 */
const dayMs = 86_400_000;
const leapDay = 60;
/** The 31st of December 9999. */
const lastDay = 2_958_465;

/** Digits that Excel keeps of a number. */
const digits = 15;

/** A date, a time of day or both, as ISO 8601 writes them without a zone. */
export interface IsoDate {
  readonly serial: number;
  /** A number format that shows all of it. */
  readonly format: string;
}

/** Whether Excel takes two numbers for the same. */
export function sameNumber(a: number, b: number): boolean {
  return a === b || Number(a.toPrecision(digits)) === Number(b.toPrecision(digits));
}

/**
 * `2026-01-02`, `2026-01-02T08:30:00` or `08:30:00`; fractions of a second to milliseconds.
 * @param clockOnly the time of day is what counts: then the day before the first one is none.
 * @returns `undefined` when no such text says the same number again.
 */
export function isoOfSerial(serial: number, clockOnly: boolean): string | undefined {
  const text = writeSerial(serial, clockOnly);
  const back = text === undefined ? undefined : serialOfIso(text);
  return back !== undefined && sameNumber(back.serial, serial) ? text : undefined;
}

function writeSerial(serial: number, clockOnly: boolean): string | undefined {
  const ms = Math.round(serial * dayMs);
  const day = Math.floor(ms / dayMs);
  const isClock = clockOnly && day === 0;
  if (!isClock && (day < 1 || day > lastDay)) {
    return undefined;
  }
  const [date = '', time = ''] = new Date(epochOf(day) + ms).toISOString().split(/[TZ]/u);
  const short = time.replace(/\.000$/u, '');
  if (isClock) {
    return short;
  }
  return short === '00:00:00' ? date : `${date}T${short}`;
}

/** Milliseconds of what would be day 0, for a day before or after the one that never was. */
function epochOf(day: number): number {
  return Date.UTC(1899, 11, day < leapDay ? 31 : 30);
}

const datePattern = /^(?<date>\d{4}-\d\d-\d\d)(?:T(?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?$/u;
const timePattern = /^\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/u;

/** The number of a date or time as {@link isoOfSerial} writes it, seconds being optional; `undefined` for all else. */
export function serialOfIso(text: string): IsoDate | undefined {
  if (timePattern.test(text)) {
    const ms = Date.parse(`1970-01-01T${text}Z`);
    return isTime(text) ? { serial: ms / dayMs, format: clockFormat(text) } : undefined;
  }
  const { date, time } = datePattern.exec(text)?.groups ?? {};
  if (date === undefined || (time !== undefined && !isTime(time))) {
    return undefined;
  }
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Of a day that there is not, such as the 30th of February, it makes another one or nothing.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, date.length) !== date) {
    return undefined;
  }
  const day = dayOf(midnight);
  if (day < 1) {
    return undefined;
  }
  return time === undefined
    ? { serial: day, format: 'yyyy-mm-dd' }
    : { serial: day + Date.parse(`1970-01-01T${time}Z`) / dayMs, format: `yyyy-mm-dd ${clockFormat(time)}` };
}

function dayOf(midnight: number): number {
  const day = (midnight - epochOf(leapDay + 1)) / dayMs;
  return day > leapDay ? day : day - 1;
}

function isTime(text: string): boolean {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours < 24 && minutes < 60 && seconds < 60;
}

function clockFormat(time: string): string {
  return time.includes('.') ? 'hh:mm:ss.000' : 'hh:mm:ss';
}
