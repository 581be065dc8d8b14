import { quotedSheet } from './a1.ts';
import type { Document } from './document.ts';
import type { Sheet } from './sheet.ts';

/** Why a sheet cannot have that name, or undefined (Excel: "Rename a worksheet"). */
export function sheetNameProblem(document: Document, name: string, except?: Sheet): string | undefined {
  if (name === '' || name.length > 31 || /[\\/?*[\]:]/u.test(name) || name.startsWith("'") || name.endsWith("'")) {
    return 'invalid';
  }
  const there = document.book.sheet(name);
  return there === undefined || there === except ? undefined : 'taken';
}

/** Adds a sheet at the end. */
export function addSheet(document: Document, name: string): void {
  document.restructure((file) => file.NewSheet(name).error);
}

export function deleteSheet(document: Document, { name }: Sheet): void {
  mentions(document, name, '#REF!');
  document.restructure((file) => file.DeleteSheet(name).error);
}

export function moveSheet(document: Document, { name }: Sheet, position: number): void {
  const { sheets } = document.book;
  const others = sheets.filter((sheet) => sheet.name !== name);
  const next = others[position];
  document.restructure((file) => {
    if (next !== undefined) {
      return file.MoveSheet(name, next.name).error;
    }
    const last = others.at(-1)?.name ?? name;
    return file.MoveSheet(name, last).error ?? file.MoveSheet(last, name).error;
  });
}

/** Gives a sheet another name, in formulas and charts too. */
export function renameSheet(document: Document, { name }: Sheet, newName: string): void {
  mentions(document, name, `${quotedSheet(newName)}!`);
  document.restructure((file) => file.SetSheetName(name, newName).error);
  const { archive } = document.book;
  for (const part of archive.names()) {
    if (/\/charts\/[^/]*\.xml$/u.test(part)) {
      archive.put(
        part,
        archive
          .text(part)
          .replaceAll(
            /(<(?:\w+:)?f>)([^<]*)(?=<)/gu,
            (_, tag: string, text: string) =>
              tag + replaceMention(text, name, `${quotedSheet(newName).replaceAll('&', '&amp;')}!`),
          ),
      );
    }
  }
}

function mentions(document: Document, name: string, replacement: string): void {
  for (const sheet of document.book.sheets) {
    for (const { row, column, cell } of sheet.cells()) {
      const formula = cell.formula === undefined ? undefined : replaceMention(cell.formula, name, replacement);
      if (formula !== cell.formula) {
        sheet.put(row, column, { ...cell, formula, source: undefined });
      }
    }
  }
  document.changed();
}

/** Replaces `Name!` and `'Name'!` outside of texts. A reference to what was deleted is `#REF!` as a whole. */
function replaceMention(formula: string, name: string, replacement: string): string {
  return formula.replaceAll(
    /"(?:[^"]|"")*"|(?:'((?:[^']|'')+)'|([\p{L}_][\p{L}\p{N}_.]*))!(\$?[A-Z]{1,3}\$?\d*(?::\$?[A-Z]{1,3}\$?\d*)?)?/giu,
    (whole, quoted?: string, plain?: string, cells = '') => {
      const mentioned = quoted?.replaceAll("''", "'").replaceAll('&amp;', '&') ?? plain;
      if (mentioned?.toLowerCase() !== name.toLowerCase()) {
        return whole;
      }
      return replacement === '#REF!' ? replacement : `${replacement}${cells}`;
    },
  );
}
