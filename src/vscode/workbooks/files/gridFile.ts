import * as vscode from 'vscode';
import { GridError } from '../../../workbook/files/errors.ts';
import { readGrid, readSnapshot } from '../../../workbook/files/readGrid.ts';
import type { GridSnapshot } from '../../../workbook/files/readGrid.ts';
import { saveGrid } from '../../../workbook/files/saveGrid.ts';
import type { GridSource } from '../../../workbook/files/source.ts';
import type { SavePlan } from '../../../workbook/folder/brokenSaves.ts';
import { isSameText } from '../../../workbook/folder/fileVersions.ts';
import type { FileVersions } from '../../../workbook/folder/fileVersions.ts';
import type { FileStamp, FileVersion } from '../../../workbook/folder/fileVersions.ts';
import { rowsForOverwriting } from '../../../workbook/folder/overwriting.ts';
import { CsvSyntaxError, csvOf, parseCsv } from '../../../workbook/grid/csv.ts';
import type { CsvForm } from '../../../workbook/grid/csv.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { Rows } from '../../../graph/workbook/ranges.ts';
import { showingIfSlow } from '../../slowWork.ts';
import type { TellProgress } from '../../slowWork.ts';
import { nameOf } from '../../uploads/resources.ts';
import { tellingCells } from '../cellProgress.ts';
import { documentOf } from './openTexts.ts';
import type { FileServices } from './services.ts';

/** A file, and what is known of it. */
interface KnownFile {
  readonly uri: vscode.Uri;
  readonly workbook: OpenWorkbook;
  readonly versions: FileVersions;
}

/** A sheet, a table or the range of a name as a file. */
export class GridFile {
  readonly uri: vscode.Uri;
  readonly workbook: OpenWorkbook;
  readonly versions: FileVersions;
  readonly #services: FileServices;
  readonly #changed: () => void;
  #reading: Promise<FileVersion> | undefined;
  #form: CsvForm | undefined;

  /** @param changed whoever shows the file should read it again. */
  constructor({ uri, workbook, versions }: KnownFile, services: FileServices, changed: () => void) {
    this.uri = uri;
    this.workbook = workbook;
    this.versions = versions;
    this.#services = services;
    this.#changed = changed;
  }

  get stamp(): FileStamp {
    return this.versions.stamp(this.#isEdited);
  }

  /** What is in the cells; all who ask meanwhile get the same. */
  async read(source: GridSource): Promise<string> {
    const { fresh } = this.versions;
    if (fresh !== undefined) {
      return fresh.text;
    }
    this.#reading ??= this.#read(source).finally(() => {
      this.#reading = undefined;
    });
    const { text } = await this.#reading;
    if (this.versions.fresh === undefined) {
      // It changed while it was read.
      this.#changed();
    }
    return text;
  }

  /** Writes the cells that differ, and reads all of them again: formulas have other results now. */
  async save(text: string, source: GridSource): Promise<void> {
    const { rows, form } = parseCsv(text);
    const isEdited = this.#isEdited;
    // VS Code saves on demand what has no changes, too.
    const byEditor = isEdited || isSameText(documentOf(this.uri)?.getText() ?? '', text);
    await showingIfSlow(vscode.l10n.t('Saving {0}…', this.#name), (signal, tell) => {
      const save = async (): Promise<void> => {
        const plan = await this.#plan(rows, source, isEdited, signal);
        await this.#services.beforeFirstWrite(this.workbook, plan.snapshot.sheet, signal);
        const base = await this.#write(plan, form, signal, tell);
        const begun = this.versions.changes;
        const file = await readGrid(this.workbook, source, { form, onProgress: tellingCells(tell) }, signal);
        this.#form = form;
        this.versions.saved({ text, rows, base }, file, begun, byEditor);
      };
      return this.#services.contents.of(this.workbook).edit(save, signal);
    });
    if (!byEditor && this.versions.isBehind) {
      this.#changed();
    }
  }

  /** Something in the workbook is another than before. An editor with unsaved changes keeps what they were made to. */
  change(): void {
    this.versions.changed();
    this.#tell();
  }

  /** What was saved here is lost. */
  lose(): void {
    this.versions.lost();
    this.#tell();
  }

  /** An editor has this text, and no unsaved changes. */
  settled(text: string): void {
    this.versions.acknowledged();
    this.versions.shows(text);
    if (this.versions.isBehind) {
      this.#changed();
    }
  }

  #tell(): void {
    if (!this.#isEdited) {
      this.#changed();
    }
  }

  /** VS Code says of what was typed while it saved that it is saved, until something else is typed. */
  get #isEdited(): boolean {
    const document = documentOf(this.uri);
    return document !== undefined && (document.isDirty || !this.versions.knows(document.getText()));
  }

  get #name(): string {
    return nameOf(this.uri);
  }

  #read(source: GridSource): Promise<FileVersion> {
    return showingIfSlow(vscode.l10n.t('Reading {0}…', this.#name), async (signal, tell) => {
      const begun = this.versions.changes;
      const options = { onProgress: tellingCells(tell), ...(this.#form && { form: this.#form }) };
      const version = this.versions.read(await readGrid(this.workbook, source, options, signal), begun);
      // An editor that gets the text which it has already does not tell of it.
      const document = documentOf(this.uri);
      if (document?.isDirty === false) {
        this.versions.shows(document.getText());
      }
      return version;
    });
  }

  async #plan(rows: Rows<string>, source: GridSource, isEdited: boolean, signal: AbortSignal): Promise<SavePlan> {
    const way = this.versions.way(isEdited);
    const { brokenSaves, results } = this.versions;
    const read = (): Promise<GridSnapshot> => readSnapshot(this.workbook, source, signal);
    if (way.kind === 'apart') {
      const plan = { snapshot: way.snapshot, rows: results.without(rows, way.snapshot) };
      return brokenSaves.isEmpty ? plan : brokenSaves.resumed(plan, await read());
    }
    const snapshot = await read();
    const typed = way.shown === undefined ? rows : results.without(rows, way.shown);
    return { snapshot, rows: rowsForOverwriting(typed, snapshot, way.shown) };
  }

  /** @returns what the rows were compared with, with the rows that a table has now. */
  async #write(plan: SavePlan, form: CsvForm, signal: AbortSignal, tell: TellProgress): Promise<GridSnapshot> {
    const { clock, contents } = this.#services;
    const { snapshot, rows } = plan;
    const { brokenSaves } = this.versions;
    const options = { clock, onProgress: tellingCells(tell) };
    try {
      const report = await saveGrid(this.workbook, snapshot, csvOf(rows, form), options, signal);
      if (report.cells + report.rowsAdded + report.rowsDeleted > 0) {
        contents.of(this.workbook).cellsChanged();
      }
      // Until all is read again.
      brokenSaves.note(plan);
      const { area } = snapshot;
      return { ...snapshot, area: { ...area, rowCount: area.rowCount + report.rowsAdded - report.rowsDeleted } };
    } catch (error) {
      if (mayHaveWritten(error)) {
        brokenSaves.note(plan);
        contents.of(this.workbook).cellsChanged();
      }
      if (error instanceof GridError && (error.problem === 'cellChanged' || error.problem === 'shapeChanged')) {
        this.versions.refused();
        this.#changed();
      }
      throw error;
    }
  }
}

function mayHaveWritten(error: unknown): boolean {
  if (error instanceof GridError) {
    return ['refused', 'notKept', 'rowsUncertain'].includes(error.problem);
  }
  return !(error instanceof CsvSyntaxError);
}
