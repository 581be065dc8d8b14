/** What a number format makes of a number: a date (with or without a time), a time of day alone, or a number. */
export type FormatKind = 'date' | 'clock' | 'number';

/** The format of a cell that nobody has given one, and that of a cell that takes all input for text. */
export const generalFormat = 'General';
export const textFormat = '@';

/**
 * What a number format shows. Source: ECMA-376 part 1, 18.8.31 (number formats), for what is literal and which letters
 * stand for parts of dates. Elapsed times, such as `[h]:mm`, are amounts, not dates.
 */
export function kindOfFormat(format: string): FormatKind {
  const known = kinds.get(format);
  if (known !== undefined) {
    return known;
  }
  const kind = readFormat(format);
  if (kinds.size < mostKnown) {
    kinds.set(format, kind);
  }
  return kind;
}

/** A sheet has many cells and few formats. */
const kinds = new Map<string, FormatKind>();
const mostKnown = 1000;

function readFormat(format: string): FormatKind {
  const [positive = ''] = format.replaceAll(/"[^"]*"?|\\.|[_*]./gu, '').split(';');
  if (/\[(?:h+|m+|s+)\]/iu.test(positive)) {
    return 'number';
  }
  const parts = positive.replaceAll(/\[[^\]]*\]|am\/pm|a\/p/giu, '');
  const hasClock = /[hs]/iu.test(parts);
  // An `m` beside hours or seconds can be minutes.
  if (/[yd]/iu.test(parts) || (/m/iu.test(parts) && !hasClock)) {
    return 'date';
  }
  return hasClock ? 'clock' : 'number';
}
