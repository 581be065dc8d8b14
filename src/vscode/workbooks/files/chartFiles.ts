import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import { chartImage } from '../../../graph/workbook/charts.ts';
import { Loaded } from '../../../workbook/contents/loaded.ts';
import type { WorkbookContents } from '../../../workbook/contents/workbookContents.ts';
import type { ChartPath } from '../../../workbook/paths.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { notThere } from './fileErrors.ts';
import { fileKey } from './openTexts.ts';

interface ChartFile {
  readonly uri: vscode.Uri;
  readonly workbook: OpenWorkbook;
  readonly picture: Loaded<Uint8Array>;
  mtime: number;
}

/** Pictures of charts as files, each drawn once for each change of the workbook. */
export class ChartFiles {
  readonly #clock: Clock;
  readonly #files = new Map<string, ChartFile>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  stat(uri: vscode.Uri, workbook: OpenWorkbook, contents: WorkbookContents, path: ChartPath): vscode.FileStat {
    const { mtime, picture } = this.#of(uri, workbook, contents, path);
    const size = picture.known?.byteLength ?? 0;
    return { type: vscode.FileType.File, ctime: 0, mtime, size, permissions: vscode.FilePermission.Readonly };
  }

  read(uri: vscode.Uri, workbook: OpenWorkbook, contents: WorkbookContents, path: ChartPath): Promise<Uint8Array> {
    const { picture } = this.#of(uri, workbook, contents, path);
    return showingIfSlow(vscode.l10n.t('Drawing {0}…', path.chart), (signal) => picture.get(signal));
  }

  /** Cells have other values. @returns the files whose pictures may be others now. */
  changed(workbook: OpenWorkbook): readonly vscode.Uri[] {
    return this.#in(workbook).map((file) => {
      file.picture.forget();
      file.mtime = Math.max(this.#clock.now(), file.mtime + 1);
      return file.uri;
    });
  }

  /** @returns the files that were known. */
  closed(workbook: OpenWorkbook): readonly vscode.Uri[] {
    return this.#in(workbook).map(({ uri }) => {
      this.#files.delete(fileKey(uri));
      return uri;
    });
  }

  #in(workbook: OpenWorkbook): readonly ChartFile[] {
    return [...this.#files.values()].filter((file) => file.workbook === workbook);
  }

  #of(uri: vscode.Uri, workbook: OpenWorkbook, contents: WorkbookContents, path: ChartPath): ChartFile {
    const known = this.#files.get(fileKey(uri));
    if (known?.workbook === workbook) {
      return known;
    }
    const picture = new Loaded(async (signal) => {
      const found = await contents.chart(path, signal);
      if (found === undefined) {
        throw notThere(uri);
      }
      return chartImage(workbook, found.sheet.id, found.chart.id, undefined, signal);
    });
    const file = { uri, workbook, picture, mtime: this.#clock.now() };
    this.#files.set(fileKey(uri), file);
    return file;
  }
}
