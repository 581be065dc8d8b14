import { absoluteName, quotedSheet } from './a1.ts';
import type { Book } from './book.ts';
import type { Sheet } from './sheet.ts';
import { columnNames, dataArea, type Table } from './tables.ts';

/** Where a formula stands: references to its own row and its own table depend on it. */
interface Place {
  readonly sheet: Sheet;
  readonly row: number;
}

const REFERENCE = /"[^"]*"|([\p{L}_][\p{L}\p{N}_.]*)?\[((?:[^[\]]|\[[^[\]]*\])*)\]/gu;

const LOST = /"[^"]*"|#REF!/gu;
/** The library cannot read `#REF!` in a formula; this gives it. */
const NOWHERE = 'INDIRECT("#")';

/** Writes references to tables, like `Sales[Amount]`, as plain ones; excelize knows no others, nor the error of a lost one. */
export function plainReferences(book: Book, formula: string, place: Place | undefined): string {
  if (!/[[#]/u.test(formula)) {
    return formula;
  }
  return formula
    .replaceAll(LOST, (whole) => (whole === '#REF!' ? NOWHERE : whole))
    .replaceAll(REFERENCE, (whole, name?: string, inside?: string) => {
      const table = name === undefined ? place && tableAt(book, place) : book.table(name);
      return inside === undefined || table === undefined ? whole : (plain(table, inside, place) ?? NOWHERE);
    });
}

function tableAt(book: Book, { sheet, row }: Place): Table | undefined {
  return book.tables.find((table) => table.sheet === sheet && table.area.top <= row && row <= table.area.bottom);
}

function plain(table: Table, inside: string, place: Place | undefined): string | undefined {
  const parts = inside.startsWith('[')
    ? inside.split(/(?<=\])\s*,\s*/u).map((part) => part.replaceAll(/[[\]]/gu, ''))
    : [inside];
  const names = columnNames(table).map((name) => name.toLowerCase());
  let area = dataArea(table);
  for (const part of parts) {
    const ofThisRow = part.startsWith('@');
    const column = part.replace(/^@/u, '').replaceAll(/[[\]]/gu, '').toLowerCase();
    if (column === '#all') {
      area = table.area;
    } else if (column === '#headers') {
      area = { ...table.area, bottom: table.area.top };
    } else if (column !== '#data' && column !== '' && column !== '#this row') {
      const index = names.indexOf(column);
      area =
        index === -1 || area === undefined
          ? undefined
          : { ...area, left: table.area.left + index, right: table.area.left + index };
    }
    if (area !== undefined && place !== undefined && (ofThisRow || column === '#this row')) {
      area = { ...area, top: place.row, bottom: place.row };
    }
  }
  return area === undefined ? undefined : `${quotedSheet(table.sheet.name)}!${absoluteName(area)}`;
}
