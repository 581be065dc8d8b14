import { type CellValue, ExcelError } from './sheet.ts';

/** What Excel makes of something that is entered into a cell. */
export interface Entry {
  readonly value: CellValue;
  readonly formula?: string;
  /** A number format that comes with it, where the cell had none. */
  readonly format?: string;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/u;
const PERCENT = /^[+-]?(?:\d+\.?\d*|\.\d+)\s*%$/u;
const ISO_DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u;
const US_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/u;
const ERRORS = ['#NULL!', '#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#N/A', '#SPILL!', '#CALC!'];
const DAY = 86_400_000;
/** Day 0 of the 1900 system for dates after February 1900. */
const EPOCH = Date.UTC(1899, 11, 30);

/** Reads something as if it was typed, in the culture of the United States; in a cell with the format `@` all is text. */
export function enter(value: string | number | boolean, format: string): Entry {
  if (typeof value !== 'string') {
    return { value };
  }
  if (value === '') {
    return { value: null };
  }
  if (format === '@') {
    return { value };
  }
  if (value.startsWith("'")) {
    return { value: value.slice(1) };
  }
  const trimmed = value.trim();
  if (NUMBER.test(trimmed)) {
    return { value: Number(trimmed) };
  }
  if (/^[=+\-@]./u.test(value)) {
    return { value: null, formula: value.startsWith('=') ? value.slice(1) : value.replace(/^[@+]/u, '') };
  }
  return enterText(value, trimmed);
}

function enterText(value: string, trimmed: string): Entry {
  if (GROUPED.test(trimmed)) {
    return { value: Number(trimmed.replaceAll(',', '')), format: trimmed.includes('.') ? '#,##0.00' : '#,##0' };
  }
  if (PERCENT.test(trimmed)) {
    return { value: Number(trimmed.replace(/\s*%$/u, '')) / 100, format: trimmed.includes('.') ? '0.00%' : '0%' };
  }
  if (/^(?:true|false)$/iu.test(trimmed)) {
    return { value: trimmed.toLowerCase() === 'true' };
  }
  if (ERRORS.includes(trimmed.toUpperCase())) {
    return { value: new ExcelError(trimmed.toUpperCase()) };
  }
  return enterDate(trimmed) ?? { value };
}

function enterDate(text: string): Entry | undefined {
  const iso = ISO_DATE.exec(text);
  if (iso !== null) {
    return date(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  }
  const us = US_DATE.exec(text);
  if (us !== null) {
    return date(Number(us[3]), Number(us[1]), Number(us[2]));
  }
  const time = TIME.exec(text);
  if (time === null || Number(time[1]) > 23 || Number(time[2]) > 59 || Number(time[3] ?? 0) > 59) {
    return undefined;
  }
  const seconds = Number(time[1]) * 3_600 + Number(time[2]) * 60 + Number(time[3] ?? 0);
  return { value: seconds / 86_400, format: time[3] === undefined ? 'h:mm' : 'h:mm:ss' };
}

function date(year: number, month: number, day: number): Entry | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  const isReal = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && year >= 1900;
  return isReal ? { value: (at.getTime() - EPOCH) / DAY, format: 'm/d/yyyy' } : undefined;
}
