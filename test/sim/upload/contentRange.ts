/** The bytes `start` to `end` (inclusive) of `total`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
  readonly total: number;
}

/** Parses `bytes a-b/total`; undefined when it is anything else. `bytes 0--1/0`, sent for empty files, is not one. */
export function parseContentRange(header: string | undefined): ByteRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/u.exec(header ?? '');
  if (match === null) {
    return undefined;
  }
  const [start = NaN, end = NaN, total = NaN] = match.slice(1).map(Number);
  return start <= end && end < total ? { start, end, total } : undefined;
}

export function rangeLength(range: ByteRange): number {
  return range.end - range.start + 1;
}

/** True for the fragment that ends the file. */
export function isLast(range: ByteRange): boolean {
  return range.end === range.total - 1;
}
