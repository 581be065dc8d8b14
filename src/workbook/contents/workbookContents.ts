import { Emitter } from '../../base/event.ts';
import type { Event } from '../../base/event.ts';
import { WorkQueue } from '../../base/queue.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { listCharts } from '../../graph/workbook/charts.ts';
import type { Chart } from '../../graph/workbook/charts.ts';
import type { GridSource, SheetRef } from '../files/source.ts';
import { named } from '../named.ts';
import type { ChartPath, GridPath } from '../paths.ts';
import { Loaded } from './loaded.ts';
import { loadOutline } from './outline.ts';
import type { Outline } from './outline.ts';

/** `outline`: there are other sheets, tables or names than before; `cells`: other values, and so other pictures of charts. */
export type ContentsChange = 'cells' | 'outline';

/** What is in an open workbook: asked for when it is wanted, and kept until somebody says that it changed. */
export class WorkbookContents {
  readonly #channel: WorkbookChannel;
  readonly #outline: Loaded<Outline>;
  /** By the id of the sheet. */
  readonly #charts = new Map<string, Loaded<readonly Chart[]>>();
  readonly #changes = new Emitter<ContentsChange>();
  readonly #edits = new WorkQueue(1);

  constructor(channel: WorkbookChannel) {
    this.#channel = channel;
    this.#outline = new Loaded((signal) => loadOutline(channel, signal));
  }

  /** Somebody said that something changed; nothing is loaded by that. */
  get onDidChange(): Event<ContentsChange> {
    return this.#changes.event;
  }

  /** What was loaded last, even when it changed since. */
  get known(): Outline | undefined {
    return this.#outline.known;
  }

  /** @throws what the channel throws. */
  load(signal: AbortSignal): Promise<Outline> {
    return this.#outline.get(signal);
  }

  /** The charts of one sheet. @throws {GraphError} for a sheet with a chart that the service cannot list, and what the channel throws. */
  charts(sheet: SheetRef, signal: AbortSignal): Promise<readonly Chart[]> {
    const { id } = sheet;
    const known = this.#charts.get(id) ?? new Loaded((loading) => listCharts(this.#channel, id, loading));
    this.#charts.set(id, known);
    return known.get(signal);
  }

  /**
   * Writes cells, in several requests. One after another: cells are found by their addresses, and rows of tables by their
   * number, which the other one may change. Rejects as the work does, or with the signal's reason before its turn.
   */
  edit<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#edits.run(work, signal);
  }

  /** Somebody wrote cells, or had formulas calculated. */
  cellsChanged(): void {
    this.#charts.clear();
    this.#changes.fire('cells');
  }

  /** Sheets, tables or names came, went, or have another name. */
  outlineChanged(): void {
    this.#outline.forget();
    this.#charts.clear();
    this.#changes.fire('outline');
  }

  /** Other people may have changed anything: a session does not tell. */
  refresh(): void {
    this.outlineChanged();
    this.cellsChanged();
  }

  /** The cells behind a file; `undefined` when nothing has its name. Names are compared as Excel does, without case. */
  async source({ group, name, sheet }: GridPath, signal: AbortSignal): Promise<GridSource | undefined> {
    const { sheets, tables, names } = await this.load(signal);
    switch (group) {
      case 'worksheets': {
        const found = named(sheets, name);
        return found && { kind: 'sheet', sheet: { id: found.id, name: found.name } };
      }
      case 'tables': {
        const found = named(tables, name);
        return found && { kind: 'table', tableId: found.id };
      }
      case 'names': {
        const sheetId = sheet === undefined ? undefined : named(sheets, sheet)?.id;
        if (sheet !== undefined && sheetId === undefined) {
          return undefined;
        }
        const found = named(
          names.filter((each) => each.sheetId === sheetId),
          name,
        );
        return found && { kind: 'name', name: found.name, ...(sheetId !== undefined && { sheetId }) };
      }
    }
  }

  /** The chart behind a file, with its sheet; `undefined` when there is none. */
  async chart(path: ChartPath, signal: AbortSignal): Promise<{ sheet: SheetRef; chart: Chart } | undefined> {
    const { sheets } = await this.load(signal);
    const sheet = named(sheets, path.sheet);
    if (sheet === undefined) {
      return undefined;
    }
    const chart = named(await this.charts(sheet, signal), path.chart);
    return chart && { sheet: { id: sheet.id, name: sheet.name }, chart };
  }
}
