import type { CellValue } from '../../graph/workbook/ranges.ts';
import { generalFormat, kindOfFormat, textFormat } from './numberFormat.ts';
import { isoOfSerial, sameNumber, serialOfIso } from './serialDate.ts';

/** What the text of a cell asks for. */
export type CellInput =
  | { readonly kind: 'empty' }
  | { readonly kind: 'formula'; readonly formula: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'date'; readonly serial: number; readonly format: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'text'; readonly text: string };

/** A cell as the service shows it. */
export interface CellState {
  readonly value: CellValue;
  /** Its formula, beginning with `=`, or its value. */
  readonly content: CellValue;
  readonly type: string;
  readonly format: string;
}

/** Errors of Excel (support.microsoft.com: "How to correct … error"). */
const errorCodes = new Set(
  `#BLOCKED! #BUSY! #CALC! #CONNECT! #DIV/0! #EXTERNAL! #FIELD! #GETTING_DATA #N/A #NAME? #NULL! #NUM! #PYTHON! #REF!
  #SPILL! #TIMEOUT! #UNKNOWN! #VALUE!`.split(/\s+/u),
);

/** A text as it comes through an editor, which has one kind of line end for a whole file, and through UTF-8. */
export function editorText(text: string): string {
  return text.replaceAll(/\r\n?/gu, '\n').toWellFormed();
}

/**
 * The text that stands for a cell in a file: its value, not its formula. Text that would be read as something else has
 * an apostrophe before it, as in Excel.
 */
export function textOfCell({ value, type, format }: Omit<CellState, 'content'>): string {
  if (typeof value === 'boolean') {
    return value ? 'TRUE' : 'FALSE';
  }
  if (typeof value === 'number') {
    const kind = kindOfFormat(format);
    return (kind === 'number' ? undefined : isoOfSerial(value, kind === 'clock')) ?? String(value);
  }
  const text = editorText(value);
  return type === 'Error' || !needsApostrophe(text) ? text : `'${text}`;
}

function needsApostrophe(text: string): boolean {
  const { kind } = inputOf(text);
  return /^[=+\-@']/u.test(text) || (kind !== 'text' && kind !== 'empty');
}

/** Reads what somebody wrote into a cell of a file; the reverse of {@link textOfCell}. */
export function inputOf(text: string): CellInput {
  if (text === '') {
    return { kind: 'empty' };
  }
  if (text.startsWith("'")) {
    return { kind: 'text', text: text.slice(1) };
  }
  if (text.startsWith('=') && text.length > 1) {
    return { kind: 'formula', formula: text };
  }
  const value = numberOf(text);
  if (value !== undefined) {
    return { kind: 'number', value };
  }
  const date = serialOfIso(text);
  if (date !== undefined) {
    return { kind: 'date', ...date };
  }
  const upper = text.toUpperCase();
  if (upper === 'TRUE' || upper === 'FALSE') {
    return { kind: 'boolean', value: upper === 'TRUE' };
  }
  return errorCodes.has(upper) ? { kind: 'error', code: upper } : { kind: 'text', text };
}

function numberOf(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text)) {
    return undefined;
  }
  const value = Number(text);
  return Number.isFinite(value) && !losesDigits(text, value) ? value : undefined;
}

/** Whole numbers with more digits than a number can hold are numbers of something, such as of an account. */
function losesDigits(text: string, value: number): boolean {
  const whole = text.replace('+', '');
  return /^-?\d{16,}$/u.test(whole) && String(value) !== whole && BigInt(whole) !== BigInt(value);
}

/** Whether text gets an apostrophe: only where Excel could take it for something else, always, or never. */
export type Apostrophes = 'careful' | 'always' | 'never';

/** What to send to the service for a cell. */
export function contentOf(input: CellInput, apostrophes: Apostrophes = 'careful'): CellValue {
  switch (input.kind) {
    case 'empty':
      return '';
    case 'formula':
      return input.formula;
    case 'date':
      return input.serial;
    case 'error':
      return input.code;
    case 'number':
    case 'boolean':
      return input.value;
    case 'text':
      return apostrophes === 'always' || (apostrophes === 'careful' && couldBeElse(input.text))
        ? `'${input.text}`
        : input.text;
  }
}

/**
 * Whether Excel could take a text for something else, when it is typed into a cell: with a digit in it, it can be a
 * number, a date, a time, a fraction or money in the language of whoever. Words that are no months rule that out.
 */
function couldBeElse(text: string): boolean {
  const start = text.trimStart();
  if (/^[=+\-@'#]/u.test(start) || /^(?:true|false)\s*$/iu.test(start)) {
    return true;
  }
  return /\p{N}/u.test(start) && !/^(?!jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}{4}/iu.test(start);
}

/** The number format that a cell needs before the input can go into it; `undefined` when it keeps the one that it has. */
export function formatFor(input: CellInput, format: string): string | undefined {
  if (input.kind === 'date') {
    return format === generalFormat || format === textFormat ? input.format : undefined;
  }
  // Excel keeps as text whatever goes into a cell of text, formulas too.
  return format === textFormat && input.kind !== 'text' && input.kind !== 'empty' ? generalFormat : undefined;
}

/**
 * Whether a cell holds what was asked for.
 * @param before what was in it: the service may write a formula in another way, but not leave the old one.
 */
export function holds({ value, content }: CellState, input: CellInput, before: CellValue): boolean {
  const isFormula = typeof content === 'string' && content.startsWith('=');
  switch (input.kind) {
    case 'empty':
      return content === '';
    case 'formula':
      return isFormula && (comparable(content) === comparable(input.formula) || content !== before);
    case 'number':
      return !isFormula && typeof value === 'number' && agree(value, input.value);
    case 'date':
      return !isFormula && typeof value === 'number' && sameNumber(value, input.serial);
    case 'boolean':
      return !isFormula && value === input.value;
    case 'error':
      return !isFormula && value === input.code;
    case 'text':
      return typeof value === 'string' && editorText(value) === input.text && (!isFormula || content === value);
  }
}

/** Of fractions Excel may drop what is beyond its digits; of whole numbers every digit counts. */
function agree(kept: number, wanted: number): boolean {
  return Number.isInteger(wanted) ? kept === wanted : sameNumber(kept, wanted);
}

function comparable(formula: string): string {
  return formula.replaceAll(/[\s@]/gu, '').toUpperCase();
}
