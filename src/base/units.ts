/** Numbers taken apart for display. Words, separators and plural forms are the business of whoever shows them. */

export type ByteUnit = 'B' | 'KB' | 'MB' | 'GB' | 'TB';

export interface ByteParts {
  /** Already rounded. */
  readonly value: number;
  readonly unit: ByteUnit;
  /** Digits after the decimal point that are worth showing, also when they are 0. */
  readonly digits: 0 | 1 | 2;
}

const byteUnits: readonly ByteUnit[] = ['B', 'KB', 'MB', 'GB', 'TB'];

/** About three significant digits; one KB is 1024 B, as file managers and OneDrive itself count. */
export function byteParts(bytes: number): ByteParts {
  let value = Math.max(0, bytes);
  let index = 0;
  while (index < byteUnits.length - 1 && roundedTo(value, digitsOf(value, index)) >= 1024) {
    value /= 1024;
    index++;
  }
  const digits = digitsOf(value, index);
  return { value: roundedTo(value, digits), unit: byteUnits[index] ?? 'B', digits };
}

function digitsOf(value: number, unitIndex: number): 0 | 1 | 2 {
  if (unitIndex === 0 || value >= 100) {
    return 0;
  }
  return value >= 10 ? 1 : 2;
}

function roundedTo(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** Whole percent of `total`, rounded down so that 100 means all of it. Nothing of nothing is everything. */
export function wholePercent(done: number, total: number): number {
  if (total <= 0) {
    return 100;
  }
  return Math.min(100, Math.max(0, Math.floor((done / total) * 100)));
}

export interface DurationParts {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** Rounded up to whole seconds: what is left is never shown as nothing. */
export function durationParts(ms: number): DurationParts {
  const all = Math.max(0, Math.ceil(ms / 1000));
  return {
    days: Math.floor(all / 86_400),
    hours: Math.floor(all / 3600) % 24,
    minutes: Math.floor(all / 60) % 60,
    seconds: all % 60,
  };
}
