import { FileType } from 'vscode';
import type { Outline } from '../../../workbook/contents/outline.ts';
import type { WorkbookContents } from '../../../workbook/contents/workbookContents.ts';
import { named } from '../../../workbook/named.ts';
import type { GridPath, WorkbookPath } from '../../../workbook/paths.ts';
import { workbookPathText } from '../../../workbook/paths.ts';

type Entry = [name: string, type: FileType];

/** What is in one folder of an open workbook. */
export async function listFolder(
  path: Extract<WorkbookPath, { kind: 'workbook' | 'group' | 'chartSheet' }>,
  contents: WorkbookContents,
  signal: AbortSignal,
): Promise<Entry[]> {
  if (path.kind === 'workbook') {
    return ['worksheets', 'tables', 'names', 'charts'].map((group): Entry => [group, FileType.Directory]);
  }
  const outline = await contents.load(signal);
  const { folder } = path;
  if (path.kind === 'chartSheet') {
    const sheet = sheetOf(outline, path.sheet);
    const charts = sheet === undefined ? [] : await contents.charts(sheet, signal);
    return charts.map(({ name: chart }) => entry({ kind: 'chart', folder, sheet: path.sheet, chart }));
  }
  if (path.group === 'charts') {
    return chartSheets(folder, outline, contents, signal);
  }
  return gridPaths(folder, outline)
    .filter(({ group }) => group === path.group)
    .map((each) => entry(each));
}

/** Of all files of cells. */
export function gridPaths(folder: string, { sheets, tables, names }: Outline): readonly GridPath[] {
  const kind = 'grid';
  return [
    ...sheets.map(({ name }): GridPath => ({ kind, folder, group: 'worksheets', name })),
    ...tables.map(({ name }): GridPath => ({ kind, folder, group: 'tables', name })),
    ...names.map(({ name, sheetId }): GridPath => {
      const sheet = sheets.find(({ id }) => id === sheetId)?.name;
      return { kind, folder, group: 'names', name, ...(sheet !== undefined && { sheet }) };
    }),
  ];
}

export function sheetOf({ sheets }: Outline, name: string): Outline['sheets'][number] | undefined {
  return named(sheets, name);
}

/** Sheets that have charts, and those of which nobody can tell: their folders say why. */
async function chartSheets(
  folder: string,
  { sheets }: Outline,
  contents: WorkbookContents,
  signal: AbortSignal,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const sheet of sheets) {
    const charts = await contents.charts(sheet, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (charts === undefined || charts.length > 0) {
      entries.push(entry({ kind: 'chartSheet', folder, sheet: sheet.name }));
    }
  }
  return entries;
}

function entry(path: WorkbookPath): Entry {
  const text = workbookPathText(path);
  const type = path.kind === 'grid' || path.kind === 'chart' ? FileType.File : FileType.Directory;
  return [text.slice(text.lastIndexOf('/') + 1), type];
}
