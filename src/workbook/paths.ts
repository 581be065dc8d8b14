/** What has cells, and is a file of rows. */
type GridGroup = 'worksheets' | 'tables' | 'names';
export type WorkbookGroup = GridGroup | 'charts';

export interface GridPath {
  readonly kind: 'grid';
  readonly folder: string;
  readonly group: GridGroup;
  readonly name: string;
  /** Name of the sheet, for a name that belongs to one. */
  readonly sheet?: string;
}

export interface ChartPath {
  readonly kind: 'chart';
  readonly folder: string;
  /** Name of the sheet. */
  readonly sheet: string;
  readonly chart: string;
}

/** A place below the folders of the open workbooks. */
export type WorkbookPath =
  | { readonly kind: 'root' }
  | { readonly kind: 'workbook'; readonly folder: string }
  | { readonly kind: 'group'; readonly folder: string; readonly group: WorkbookGroup }
  | { readonly kind: 'chartSheet'; readonly folder: string; readonly sheet: string }
  | GridPath
  | ChartPath;

const gridEnd = '.csv';
const chartEnd = '.png';

/** What `path`, decoded as a URI's path, stands for; `undefined` when nothing has such a path. */
export function parseWorkbookPath(path: string): WorkbookPath | undefined {
  const [start, ...segments] = path.split('/');
  if (start !== '') {
    return undefined;
  }
  const [folderText = '', group = '', ...rest] = segments;
  if (folderText === '') {
    return segments.length <= 1 ? { kind: 'root' } : undefined;
  }
  const folder = decoded(folderText);
  if (segments.length === 1) {
    return { kind: 'workbook', folder };
  }
  if (!isGroup(group)) {
    return undefined;
  }
  if (rest.length === 0) {
    return { kind: 'group', folder, group };
  }
  return group === 'charts' ? chartPath(folder, rest) : gridPath(folder, group, rest);
}

/** The path of which {@link parseWorkbookPath} makes the same, to be encoded as a URI's path. */
export function workbookPathText(path: WorkbookPath): string {
  return `/${segmentsOf(path).join('/')}`;
}

function segmentsOf(path: WorkbookPath): readonly string[] {
  switch (path.kind) {
    case 'root':
      return [];
    case 'workbook':
      return [encoded(path.folder)];
    case 'group':
      return [encoded(path.folder), path.group];
    case 'chartSheet':
      return [encoded(path.folder), 'charts', encoded(path.sheet)];
    case 'chart':
      return [encoded(path.folder), 'charts', encoded(path.sheet), encoded(path.chart) + chartEnd];
    case 'grid':
      return [encoded(path.folder), path.group, gridName(path) + gridEnd];
  }
}

function gridName({ group, name, sheet }: GridPath): string {
  if (group !== 'names') {
    return encoded(name);
  }
  const parts = sheet === undefined ? [name] : [sheet, name];
  return parts.map((part) => encoded(part).replaceAll('!', escapeOf)).join('!');
}

function gridPath(folder: string, group: GridGroup, [file = '', ...more]: readonly string[]): GridPath | undefined {
  const text = withoutEnd(file, gridEnd);
  if (text === undefined || more.length > 0) {
    return undefined;
  }
  if (group !== 'names' || !text.includes('!')) {
    return { kind: 'grid', folder, group, name: decoded(text) };
  }
  // Names have none themselves, sheets may.
  const at = text.lastIndexOf('!');
  const [sheet, name] = [text.slice(0, at), text.slice(at + 1)];
  return sheet === '' || name === ''
    ? undefined
    : { kind: 'grid', folder, group, name: decoded(name), sheet: decoded(sheet) };
}

function chartPath(
  folder: string,
  [sheetText = '', file, ...more]: readonly string[],
): Extract<WorkbookPath, { kind: 'chart' | 'chartSheet' }> | undefined {
  const sheet = decoded(sheetText);
  if (sheet === '' || more.length > 0) {
    return undefined;
  }
  if (file === undefined) {
    return { kind: 'chartSheet', folder, sheet };
  }
  const chart = withoutEnd(file, chartEnd);
  return chart === undefined ? undefined : { kind: 'chart', folder, sheet, chart: decoded(chart) };
}

function withoutEnd(file: string, end: string): string | undefined {
  return file.length > end.length && file.endsWith(end) ? file.slice(0, -end.length) : undefined;
}

function isGroup(text: string): text is WorkbookGroup {
  return text === 'worksheets' || text === 'tables' || text === 'names' || text === 'charts';
}

/** A name as a segment: without what separates segments, and without the dots and spaces at its ends that systems drop. */
function encoded(name: string): string {
  return name.replaceAll(/[%/\\]|^[. ]|[. ]$/gu, escapeOf);
}

/** Undoes what {@link workbookPathText} encodes, and nothing else: people type names with a percent sign too. */
function decoded(text: string): string {
  return text.replaceAll(/%(?:2[015EF]|5C)/giu, (code) => String.fromCodePoint(Number.parseInt(code.slice(1), 16)));
}

function escapeOf(character: string): string {
  return `%${character.codePointAt(0)?.toString(16).toUpperCase()}`;
}
