import type * as vscode from 'vscode';
import { FileVersions } from '../../../workbook/folder/fileVersions.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import { GridFile } from './gridFile.ts';
import { fileKey } from './openTexts.ts';
import type { FileServices } from './services.ts';

/** The files of cells that somebody asked for. */
export class GridFiles {
  readonly #services: FileServices;
  readonly #changed: (uri: vscode.Uri) => void;
  readonly #files = new Map<string, GridFile>();

  /** @param changed told of a file that should be read again. */
  constructor(services: FileServices, changed: (uri: vscode.Uri) => void) {
    this.#services = services;
    this.#changed = changed;
  }

  of(uri: vscode.Uri, workbook: OpenWorkbook): GridFile {
    const known = this.find(uri);
    return known?.workbook === workbook ? known : this.#put(uri, workbook, new FileVersions(this.#services.clock));
  }

  find(uri: vscode.Uri): GridFile | undefined {
    return this.#files.get(fileKey(uri));
  }

  in(workbook: OpenWorkbook): readonly GridFile[] {
    return [...this.#files.values()].filter((file) => file.workbook === workbook);
  }

  /** What is known of a file, and what its editor shows, is that of another one from now on. */
  move(from: vscode.Uri, to: vscode.Uri): void {
    const file = this.find(from);
    this.forget(from);
    if (file !== undefined) {
      this.#put(to, file.workbook, file.versions);
    }
  }

  forget(uri: vscode.Uri): void {
    this.#files.delete(fileKey(uri));
  }

  #put(uri: vscode.Uri, workbook: OpenWorkbook, versions: FileVersions): GridFile {
    const file = new GridFile({ uri, workbook, versions }, this.#services, () => this.#changed(uri));
    this.#files.set(fileKey(uri), file);
    return file;
  }
}
