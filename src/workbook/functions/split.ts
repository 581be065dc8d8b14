import { FunctionInputError } from './errors.ts';

/** A part of what was typed, without space around it. */
export interface Piece {
  readonly text: string;
  /** Of its first character. */
  readonly position: number;
}

/** `=VLOOKUP("a", B2:C9, 2)` taken apart. */
export interface SplitFunction {
  readonly name: Piece;
  readonly arguments: readonly Piece[];
  /** Position of the parenthesis at the end. */
  readonly end: number;
}

/** Texts and names of sheets in quotes, what separates, what is between, and a quote that nothing closes. */
const tokens = /"(?:[^"]|"")*"|'(?:[^']|'')*'|[(){},;]|[^"'(){},;]+|["']/gu;

/**
 * Takes a typed function apart at commas, or at semicolons when there are no commas, as some languages have it.
 * @throws {FunctionInputError} `syntax`, `nested`.
 */
export function splitFunction(input: string): SplitFunction {
  const start = /^\s*=?\s*/u.exec(input)?.[0].length ?? 0;
  const [head, name] = /^([\p{L}_][\p{L}\p{N}_.]*)\s*\(/u.exec(input.slice(start)) ?? [];
  if (head === undefined || name === undefined) {
    throw new FunctionInputError('syntax', start);
  }
  const first = start + head.length;
  const { separators, end } = scan(input, first);
  const semicolon = separators.find(({ text }) => text === ';');
  if (semicolon !== undefined && separators.some(({ text }) => text === ',')) {
    throw new FunctionInputError('syntax', semicolon.position);
  }
  const rest = pieceOf(input, end + 1, input.length);
  if (rest.text !== '') {
    throw new FunctionInputError('syntax', rest.position);
  }
  const starts = [first, ...separators.map(({ position }) => position + 1)];
  const ends = [...separators.map(({ position }) => position), end];
  const pieces = starts.map((from, index) => pieceOf(input, from, ends[index] ?? end));
  const isEmpty = pieces.length === 1 && pieces[0]?.text === '';
  return { name: { text: name, position: start }, arguments: isEmpty ? [] : pieces, end };
}

/** Rows of the elements of `{1,2;3,4}`, without the braces. */
export function splitArray(text: string): string[][] {
  const rows: string[][] = [['']];
  for (const [token] of text.matchAll(tokens)) {
    const row = rows.at(-1) ?? [];
    if (token === ';') {
      rows.push(['']);
    } else if (token === ',') {
      row.push('');
    } else {
      row.push(`${row.pop()}${token}`);
    }
  }
  return rows.map((row) => row.map((element) => element.trim()));
}

/** What separates arguments, and where they end. */
function scan(input: string, from: number): { separators: Piece[]; end: number } {
  const separators: Piece[] = [];
  let brace: number | undefined;
  for (const { 0: text, index } of input.slice(from).matchAll(tokens)) {
    const position = from + index;
    if (brace !== undefined) {
      if (/^["'(){]$/u.test(text)) {
        throw new FunctionInputError('syntax', position);
      }
      brace = text === '}' ? undefined : brace;
    } else if (text === ')') {
      return { separators, end: position };
    } else if (text === ',' || text === ';') {
      separators.push({ text, position });
    } else if (text === '(') {
      throw nestedAt(input, position);
    } else if (/^["'}]$/u.test(text)) {
      throw new FunctionInputError('syntax', position);
    } else if (text === '{') {
      brace = position;
    }
  }
  throw new FunctionInputError('syntax', brace ?? input.length);
}

function nestedAt(input: string, parenthesis: number): FunctionInputError {
  const [name = ''] = /[\p{L}_][\p{L}\p{N}_.]*\s*$/u.exec(input.slice(0, parenthesis)) ?? [];
  return new FunctionInputError(name === '' ? 'syntax' : 'nested', parenthesis - name.length);
}

function pieceOf(input: string, from: number, to: number): Piece {
  const text = input.slice(from, to);
  return { text: text.trim(), position: from + text.length - text.trimStart().length };
}
