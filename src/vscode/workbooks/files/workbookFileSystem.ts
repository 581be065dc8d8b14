import * as vscode from 'vscode';
import { workbookScheme } from '../../../contributions.ts';
import type { GridSource } from '../../../workbook/files/source.ts';
import { parseCsv } from '../../../workbook/grid/csv.ts';
import { parseWorkbookPath } from '../../../workbook/paths.ts';
import type { GridPath, WorkbookPath } from '../../../workbook/paths.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { WorkbookContents } from '../../../workbook/contents/workbookContents.ts';
import { folderOf, workbookOf } from '../resources.ts';
import { registerCellHover } from './cellHover.ts';
import { ChartFiles } from './chartFiles.ts';
import { fileError, notThere } from './fileErrors.ts';
import { listFolder, sheetOf } from './folders.ts';
import type { GridFile } from './gridFile.ts';
import { GridFiles } from './gridFiles.ts';
import { followTexts } from './openTexts.ts';
import type { FileServices } from './services.ts';
import { createSheet, deleteSheet, refuseOthers, renameSheet, requireSheetPath } from './sheetFiles.ts';
import { TabHolds } from './tabHolds.ts';
import { WorkbookEvents } from './workbookEvents.ts';

type Inner = Exclude<WorkbookPath, { kind: 'root' }>;

interface Place {
  readonly path: Inner;
  readonly workbook: OpenWorkbook;
  readonly contents: WorkbookContents;
}

/** Open workbooks as folders: sheets, tables and names as CSV, charts as pictures. */
export class WorkbookFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #services: FileServices;
  readonly #ended = new AbortController();
  readonly #events: WorkbookEvents;
  readonly #grids: GridFiles;
  readonly #charts: ChartFiles;
  readonly #owned: readonly { dispose(): void }[];

  constructor(services: FileServices) {
    this.#services = services;
    this.#grids = new GridFiles(services, (uri) => this.#events.changed(uri));
    this.#charts = new ChartFiles(services.clock);
    this.#events = new WorkbookEvents(services, this.#grids, this.#charts, this.#ended.signal);
    this.#owned = [
      this.#events,
      new TabHolds(services.workbooks),
      registerCellHover((uri) => this.#grids.find(uri)?.versions.shown?.snapshot),
      followTexts({
        settled: (uri, text) => this.#grids.find(uri)?.settled(text),
        closed: (uri) => this.#grids.find(uri)?.versions.closed(),
      }),
    ];
  }

  get onDidChangeFile(): vscode.Event<vscode.FileChangeEvent[]> {
    return this.#events.onDidChangeFile;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return worded(async () => {
      const place = await this.#place(uri);
      const folder = { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      switch (place?.path.kind) {
        case 'grid': {
          const { file } = await this.#grid(uri, { ...place, path: place.path });
          return { type: vscode.FileType.File, ctime: 0, ...file.stamp };
        }
        case 'chart': {
          const { path, workbook, contents } = place;
          if ((await contents.chart(path, this.#signal)) === undefined) {
            throw notThere(uri);
          }
          return this.#charts.stat(uri, workbook, contents, path);
        }
        case 'chartSheet':
          if (sheetOf(await place.contents.load(this.#signal), place.path.sheet) === undefined) {
            throw notThere(uri);
          }
          return folder;
        case 'group':
        case 'workbook':
        case undefined:
          return folder;
      }
    });
  }

  readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return worded(async () => {
      const place = await this.#place(uri);
      if (place === undefined) {
        return this.#services.workbooks.list.map(({ opened }) => [opened.folder, vscode.FileType.Directory]);
      }
      const { path, contents } = place;
      if (path.kind === 'grid' || path.kind === 'chart') {
        throw vscode.FileSystemError.FileNotADirectory(uri);
      }
      return listFolder(path, contents, this.#signal);
    });
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return worded(async () => {
      const place = await this.#place(uri);
      if (place?.path.kind === 'grid') {
        const { file, source } = await this.#grid(uri, { ...place, path: place.path });
        return new TextEncoder().encode(await file.read(source));
      }
      if (place?.path.kind === 'chart') {
        return this.#charts.read(uri, place.workbook, place.contents, place.path);
      }
      throw vscode.FileSystemError.FileIsADirectory(uri);
    });
  }

  writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    return worded(async () => {
      const text = textOf(content);
      const place = await this.#placeOf(uri);
      const { path, workbook, contents } = place;
      const source = path.kind === 'grid' ? await contents.source(path, this.#signal) : undefined;
      if (source !== undefined) {
        if (!overwrite) {
          throw vscode.FileSystemError.FileExists(uri);
        }
        await this.#grids.of(uri, workbook).save(text, source);
        return;
      }
      if (!create) {
        throw notThere(uri);
      }
      const { name } = requireSheetPath(path);
      // Before there is a sheet without it.
      parseCsv(text);
      const { id, name: given } = await createSheet(place, name);
      if (text !== '') {
        await this.#grids.of(uri, workbook).save(text, { kind: 'sheet', sheet: { id, name: given } });
      }
    });
  }

  createDirectory(): Promise<void> {
    return worded(async () => refuseOthers());
  }

  delete(uri: vscode.Uri): Promise<void> {
    return worded(async () => {
      const place = await this.#placeOf(uri);
      await deleteSheet(place, uri, requireSheetPath(place.path).name);
      this.#grids.forget(uri);
    });
  }

  rename(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    return worded(async () => {
      const place = await this.#placeOf(from);
      const [before, after] = [requireSheetPath(place.path), requireSheetPath(parseWorkbookPath(to.path))];
      if (workbookOf(to, [place.workbook]) === undefined) {
        refuseOthers();
      }
      await renameSheet(place, from, before.name, after.name);
      this.#grids.move(from, to);
    });
  }

  dispose(): void {
    this.#ended.abort();
    for (const each of this.#owned) {
      each.dispose();
    }
  }

  get #signal(): AbortSignal {
    return this.#ended.signal;
  }

  async #grid(
    uri: vscode.Uri,
    { path, workbook, contents }: Omit<Place, 'path'> & { readonly path: GridPath },
  ): Promise<{ readonly file: GridFile; readonly source: GridSource }> {
    const source = await contents.source(path, this.#signal);
    if (source === undefined) {
      throw notThere(uri);
    }
    return { file: this.#grids.of(uri, workbook), source };
  }

  async #placeOf(uri: vscode.Uri): Promise<Place> {
    const place = await this.#place(uri);
    return place ?? refuseOthers();
  }

  /** `undefined` for the folder of all workbooks. @throws {vscode.FileSystemError} */
  async #place(uri: vscode.Uri): Promise<Place | undefined> {
    const path = uri.scheme === workbookScheme ? parseWorkbookPath(uri.path) : undefined;
    if (path === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    if (path.kind === 'root') {
      return undefined;
    }
    const { workbooks, restored, contents } = this.#services;
    if (workbookOf(uri, workbooks.list) === undefined) {
      await restored();
    }
    const workbook = workbookOf(uri, workbooks.list);
    if (workbook === undefined) {
      throw vscode.FileSystemError.FileNotFound(
        vscode.l10n.t('{0} is not open any more. Open it with Open Workbook Session...', folderOf(uri) ?? ''),
      );
    }
    return { path, workbook, contents: contents.of(workbook) };
  }
}

async function worded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error);
  }
}

function textOf(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw vscode.FileSystemError.Unavailable(
      vscode.l10n.t('This text is not in UTF-8. Choose Save with Encoding and UTF-8, then save again.'),
    );
  }
}
