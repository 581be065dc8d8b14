import { isAbort } from '../../../base/abort.ts';
import { UnexpectedAnswerError } from '../../../graph/errors.ts';
import type { NamedItem } from '../../../graph/workbook/names.ts';
import { workbookRefusal } from '../../../graph/workbook/refusal.ts';
import type { AllContents } from '../../../workbook/contents/allContents.ts';
import type { Outline } from '../../../workbook/contents/outline.ts';
import { WorkbookError } from '../../../workbook/errors.ts';
import type { SheetRef } from '../../../workbook/files/source.ts';
import type { WorkbookGroup } from '../../../workbook/paths.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { RowOf, WorkbookRow } from '../rows.ts';
import { isUsable } from '../standing.ts';

type Rows = readonly WorkbookRow[];

interface Place {
  readonly key: string;
  readonly parent: WorkbookRow | undefined;
}

/**
 * The rows of open workbooks: the same object for as long as what it stands for is there, and loaded once, also what
 * could not be loaded: VS Code asks for rows whenever it draws anything about them anew, and a request to the service
 * keeps a session alive.
 */
export class RowTree {
  readonly #contents: AllContents;
  readonly #signal: AbortSignal;
  readonly #rows = new Map<string, WorkbookRow>();
  readonly #places = new WeakMap<WorkbookRow, Place>();
  readonly #children = new WeakMap<WorkbookRow, Promise<Rows>>();
  readonly #empty = new WeakSet<WorkbookRow>();
  readonly #emptied: (row: WorkbookRow) => void;

  /** @param signal aborts the loading. @param emptied told when there turned out to be nothing below a row. */
  constructor(contents: AllContents, signal: AbortSignal, emptied: (row: WorkbookRow) => void) {
    this.#contents = contents;
    this.#signal = signal;
    this.#emptied = emptied;
  }

  workbook(workbook: OpenWorkbook): WorkbookRow {
    return this.#row(undefined, '', { kind: 'workbook', workbook });
  }

  parentOf(row: WorkbookRow): WorkbookRow | undefined {
    return this.#places.get(row)?.parent;
  }

  /** The same for as long as the row is. */
  idOf(row: WorkbookRow): string {
    return this.#places.get(row)?.key ?? '';
  }

  /** Whether there turned out to be nothing below it. */
  isEmpty(row: WorkbookRow): boolean {
    return this.#empty.has(row);
  }

  /** Never rejects: what cannot be listed is a row that says why. */
  async childrenOf(row: WorkbookRow): Promise<Rows> {
    if (!isUsable(row.workbook)) {
      return [];
    }
    const children = this.#children.get(row) ?? this.#load(row);
    this.#children.set(row, children);
    return children;
  }

  /** What is in a workbook is loaded again when it is asked for. */
  forget(workbook: OpenWorkbook): void {
    for (const row of this.#rows.values()) {
      if (row.workbook === workbook) {
        this.#children.delete(row);
        this.#empty.delete(row);
      }
    }
  }

  /** Nobody asks for this workbook any more. */
  drop(workbook: OpenWorkbook): void {
    for (const [key, row] of this.#rows) {
      if (row.workbook === workbook) {
        this.#rows.delete(key);
      }
    }
  }

  async #load(row: WorkbookRow): Promise<Rows> {
    try {
      const rows = await this.#below(row);
      if (rows.length === 0) {
        this.#empty.add(row);
        this.#emptied(row);
      }
      return rows;
    } catch (error) {
      // With the workbook, or with everything, its rows go as well.
      const isGone = isAbort(error) || (error instanceof WorkbookError && error.code === 'closed');
      return isGone ? [] : [this.#problem(row, error)];
    }
  }

  async #below(row: WorkbookRow): Promise<Rows> {
    const { workbook } = row;
    const contents = this.#contents.of(workbook);
    if (row.kind === 'workbook') {
      const outline = await contents.load(this.#signal);
      return groupsIn(outline).map((group) => this.#row(row, group, { kind: 'group', workbook, group }));
    }
    if (row.kind === 'group') {
      return this.#inGroup(row);
    }
    if (row.kind === 'chartSheet') {
      const { sheet } = row;
      const charts = await contents.charts(sheet, this.#signal);
      return charts.map((chart) => this.#row(row, chart.id, { kind: 'chart', workbook, sheet, chart }));
    }
    return [];
  }

  async #inGroup(row: RowOf<'group'>): Promise<Rows> {
    const { workbook, group } = row;
    const { sheets, tables, names } = await this.#contents.of(workbook).load(this.#signal);
    switch (group) {
      case 'worksheets':
        return sheets.map((sheet) => this.#row(row, sheet.id, { kind: 'sheet', workbook, sheet }));
      case 'tables':
        return tables.map((table) => this.#row(row, table.id, { kind: 'table', workbook, table }));
      case 'names':
        return names.map((name) => this.#name(row, name, sheets));
      case 'charts':
        return this.#chartSheets(row, sheets);
    }
  }

  #name(parent: WorkbookRow, name: NamedItem, sheets: readonly SheetRef[]): WorkbookRow {
    const sheet = sheets.find(({ id }) => id === name.sheetId);
    const { workbook } = parent;
    return this.#row(parent, `${name.sheetId ?? ''}!${name.name}`, {
      kind: 'name',
      workbook,
      name,
      ...(sheet && { sheet: { id: sheet.id, name: sheet.name } }),
    });
  }

  /** The sheets that have charts; one whose charts cannot be listed says so, and the others are there. */
  async #chartSheets(parent: WorkbookRow, sheets: readonly SheetRef[]): Promise<Rows> {
    const { workbook } = parent;
    const rows: WorkbookRow[] = [];
    for (const { id, name } of sheets) {
      const sheet = { id, name };
      try {
        const charts = await this.#contents.of(workbook).charts(sheet, this.#signal);
        rows.push(...(charts.length === 0 ? [] : [this.#row(parent, id, { kind: 'chartSheet', workbook, sheet })]));
      } catch (error) {
        if (!isAboutOne(error)) {
          throw error;
        }
        rows.push(this.#problem(parent, error, sheet));
      }
    }
    return rows;
  }

  #problem(parent: WorkbookRow, error: unknown, sheet?: SheetRef): WorkbookRow {
    const { workbook } = parent;
    const row: WorkbookRow = { kind: 'problem', workbook, error, ...(sheet && { sheet }) };
    return this.#row(parent, `problem ${sheet?.id ?? ''}`, row);
  }

  #row(parent: WorkbookRow | undefined, name: string, row: WorkbookRow): WorkbookRow {
    const key = parent === undefined ? row.workbook.opened.id : `${this.idOf(parent)}/${row.kind}/${name}`;
    const kept = Object.assign(this.#rows.get(key) ?? row, row);
    this.#rows.set(key, kept);
    this.#places.set(kept, { key, parent });
    return kept;
  }
}

/** Every workbook has a sheet; whether it has charts costs a request for each. */
function groupsIn({ tables, names }: Outline): readonly WorkbookGroup[] {
  return [
    'worksheets',
    ...(tables.length > 0 ? (['tables'] as const) : []),
    ...(names.length > 0 ? (['names'] as const) : []),
    'charts',
  ];
}

/** Whether the service could not answer for one thing, and may for others. */
function isAboutOne(error: unknown): boolean {
  return error instanceof UnexpectedAnswerError || workbookRefusal(error)?.action === 'stop';
}
