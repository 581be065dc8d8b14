import { type Area, parseArea, parseReference } from './a1.ts';
import { Archive, attribute, children, descend, type Element, ownText, relationsOf } from './archive.ts';
import { readRows, readSharedStrings, replaceRows, type SharedFormula } from './cellXml.ts';
import { attributeOf } from './xmlText.ts';
import { Sheet, type Visibility } from './sheet.ts';
import { Styles } from './styles.ts';
import { type Table, readTable, tableXml } from './tables.ts';

export interface DefinedName {
  readonly name: string;
  /** Without the equals sign. */
  readonly refersTo: string;
  readonly visible: boolean;
  /** The sheet that it is known in; everywhere when undefined. */
  readonly sheet: string | undefined;
}

const CONTENT_TYPES = '[Content_Types].xml';
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A workbook in memory, read from its bytes and written back to them. */
export class Book {
  readonly archive: Archive;
  readonly sheets: readonly Sheet[];
  readonly names: readonly DefinedName[];
  readonly tables: Table[];
  readonly styles: Styles;
  /** Formulas are calculated only when somebody asks. */
  readonly manual: boolean;
  /** Cells whose formula is written out in another one; the calculation fills them in. */
  readonly shared: readonly { readonly sheet: Sheet; readonly cells: readonly SharedFormula[] }[];
  readonly #workbookPart: string;
  readonly #stylesPart: string | undefined;

  /** @throws Error when the bytes are no workbook */
  constructor(bytes: Uint8Array) {
    const archive = Archive.open(bytes);
    this.archive = archive;
    const main = [...archive.relations('').values()].find(({ kind }) => kind === 'officeDocument')?.part;
    if (main === undefined || !archive.has(main)) {
      throw new Error('there is no workbook in this archive');
    }
    this.#workbookPart = main;
    const workbook = archive.xml(main);
    const relations = archive.relations(main);
    const partOf = (kind: string): string | undefined =>
      [...relations.values()].find((each) => each.kind === kind)?.part;
    this.#stylesPart = partOf('styles');
    this.styles = new Styles(this.#stylesPart === undefined ? '' : archive.text(this.#stylesPart));
    this.manual = attribute(descend(workbook, 'calcPr'), 'calcMode') === 'manual';
    const strings = readSharedStrings(archive.text(partOf('sharedStrings') ?? ''));
    const shared: { sheet: Sheet; cells: SharedFormula[] }[] = [];
    this.sheets = children(descend(workbook, 'sheets'), 'sheet').flatMap((element) => {
      const relation = relations.get(attribute(element, 'id'));
      if (relation?.kind !== 'worksheet') {
        return [];
      }
      const { rows, shared: cells } = readRows(archive.text(relation.part), strings);
      const sheet = new Sheet({
        id: sheetId(element),
        name: attribute(element, 'name'),
        visibility: visibilityOf(attribute(element, 'state')),
        part: relation.part,
        rows,
      });
      shared.push({ sheet, cells });
      return [sheet];
    });
    this.shared = shared;
    this.tables = this.sheets.flatMap((sheet) => tablesOf(archive, sheet));
    const names = children(descend(workbook, 'sheets'), 'sheet').map((element) => attribute(element, 'name'));
    this.names = children(descend(workbook, 'definedNames'), 'definedName').flatMap((element) =>
      readName(element, names),
    );
  }

  /** By id or name; case does not matter. */
  sheet(idOrName: string): Sheet | undefined {
    const wanted = idOrName.toLowerCase();
    return this.sheets.find(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
  }

  /** By id or name; case does not matter. */
  table(idOrName: string, among: readonly Table[] = this.tables): Table | undefined {
    const wanted = idOrName.toLowerCase();
    return among.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  }

  name(name: string, sheet?: Sheet): DefinedName | undefined {
    const found = this.names.filter((each) => each.name.toLowerCase() === name.toLowerCase());
    return found.find((each) => each.sheet === sheet?.name) ?? found.find((each) => each.sheet === undefined);
  }

  /** The sheet and the area of an address, a name or a table; undefined when it is none of these. */
  resolve(text: string, sheet?: Sheet): { sheet: Sheet; area: Area } | undefined {
    const plain = parseArea(text);
    if (plain !== undefined && sheet !== undefined) {
      return { sheet, area: plain };
    }
    const table = this.table(text);
    if (table !== undefined) {
      return { sheet: table.sheet, area: table.area };
    }
    const reference = parseReference(this.name(text, sheet)?.refersTo ?? text);
    const there = reference?.sheet === undefined ? sheet : this.sheet(reference.sheet);
    return reference === undefined || there === undefined ? undefined : { sheet: there, area: reference.area };
  }

  show(sheet: Sheet, visibility: Visibility): void {
    sheet.visibility = visibility;
    const state =
      visibility === 'Visible' ? '' : ` state="${visibility.charAt(0).toLowerCase()}${visibility.slice(1)}"`;
    const xml = this.archive
      .text(this.#workbookPart)
      .replaceAll(/<sheet\b[^>]*>/gu, (element) =>
        attributeOf(element, 'name') === sheet.name
          ? element.replace(/\sstate="[^"]*"/u, '').replace(/^<sheet/u, `<sheet${state}`)
          : element,
      );
    this.archive.put(this.#workbookPart, xml);
  }

  /** The bytes of the file as it is now. */
  toBytes(): Uint8Array {
    for (const sheet of this.sheets) {
      if (sheet.changed) {
        this.archive.put(sheet.part, replaceRows(this.archive.text(sheet.part), sheet.rows));
        sheet.changed = false;
        this.#dropCalculationChain();
      }
    }
    for (const table of this.tables) {
      this.archive.put(table.part, tableXml(this.archive.text(table.part), table));
    }
    if (this.styles.changed) {
      this.archive.put(this.#stylesPart ?? this.#addStyles(), this.styles.xml);
      this.styles.changed = false;
    }
    return this.archive.toBytes();
  }

  /** Excel makes a new one; a wrong one would make it repair the file. */
  #dropCalculationChain(): void {
    const relations = relationsOf(this.#workbookPart);
    const chain = [...this.archive.relations(this.#workbookPart).values()].find(({ kind }) => kind === 'calcChain');
    if (chain !== undefined) {
      this.archive.remove(chain.part);
      this.archive.put(
        relations,
        this.archive.text(relations).replace(/<Relationship\b[^>]*\/calcChain"[^>]*?(?:\/>|><\/Relationship>)/u, ''),
      );
      this.archive.put(
        CONTENT_TYPES,
        this.archive.text(CONTENT_TYPES).replace(/<Override\b[^>]*calcChain[^>]*?(?:\/>|><\/Override>)/u, ''),
      );
    }
  }

  #addStyles(): string {
    const part = `${this.#workbookPart.slice(0, this.#workbookPart.lastIndexOf('/') + 1)}styles.xml`;
    const relations = relationsOf(this.#workbookPart);
    const kind = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles';
    this.archive.put(
      relations,
      this.archive
        .text(relations)
        .replace('</Relationships>', `<Relationship Id="rIdStyles" Type="${kind}" Target="/${part}"/></Relationships>`),
    );
    this.archive.put(
      CONTENT_TYPES,
      this.archive
        .text(CONTENT_TYPES)
        .replace('</Types>', `<Override PartName="/${part}" ContentType="${SPREADSHEET}.styles+xml"/></Types>`),
    );
    return part;
  }
}

/** Stays the same while the sheet is renamed or moved; the service's own have this form. */
function sheetId(element: Element): string {
  const number = Number(attribute(element, 'sheetId')).toString(16).toUpperCase().padStart(4, '0');
  return `{00000000-0001-0000-${number}-000000000000}`;
}

function visibilityOf(state: string): Visibility {
  return state === 'hidden' ? 'Hidden' : state === 'veryHidden' ? 'VeryHidden' : 'Visible';
}

function readName(element: Element, sheets: readonly string[]): DefinedName[] {
  const name = attribute(element, 'name');
  const text = ownText(element);
  // Excel's own: print areas, filters.
  if (name.startsWith('_xlnm.') || text === '') {
    return [];
  }
  const local = attribute(element, 'localSheetId');
  const visible = !['1', 'true'].includes(attribute(element, 'hidden'));
  return [{ name, refersTo: text, visible, sheet: local === '' ? undefined : sheets[Number(local)] }];
}

function tablesOf(archive: Archive, sheet: Sheet): Table[] {
  return [...archive.relations(sheet.part).values()]
    .filter(({ kind }) => kind === 'table')
    .flatMap(({ part }) => readTable(archive.xml(part), part, sheet));
}
