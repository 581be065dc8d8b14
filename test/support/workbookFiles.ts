import assert from 'node:assert/strict';
import type { WorkbookChannel } from '../../src/graph/workbook/channel.ts';
import { sendInSession } from '../../src/graph/workbook/send.ts';
import { createWorkbookSession } from '../../src/graph/workbook/session.ts';
import { listTables } from '../../src/graph/workbook/tables.ts';
import { listWorksheets } from '../../src/graph/workbook/worksheets.ts';
import { GridError } from '../../src/workbook/files/errors.ts';
import type { GridProblem } from '../../src/workbook/files/errors.ts';
import { readGrid } from '../../src/workbook/files/readGrid.ts';
import type { GridFile, ReadOptions } from '../../src/workbook/files/readGrid.ts';
import { saveGrid } from '../../src/workbook/files/saveGrid.ts';
import type { SaveReport } from '../../src/workbook/files/saveGrid.ts';
import type { GridSource } from '../../src/workbook/files/source.ts';
import type { StoredWorkbook } from '../sim/workbook/storedWorkbook.ts';
import { useEngine } from './engine.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { sampleWorkbook } from './workbooks.ts';

const never = new AbortController().signal;
const name = '/Book.xlsx';

/** The files of a workbook that the simulator has. */
export class WorkbookFiles {
  readonly engine: Engine;
  #channel: WorkbookChannel | undefined;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** The requests of the session that is open. */
  get channel(): WorkbookChannel {
    if (this.#channel === undefined) {
      throw new Error('no workbook is open');
    }
    return this.#channel;
  }

  /** Opens a workbook in a session. @param content the sample unless other bytes are given. */
  async open(content?: Uint8Array, persistChanges = true): Promise<void> {
    const { client, clock, sim } = this.engine;
    const { id: itemId, driveId } = sim.putItem(name, content ?? (await sampleWorkbook()));
    const workbook = { driveId, itemId };
    const session = await createWorkbookSession(client, workbook, persistChanges, clock, never);
    this.#channel = {
      workbook,
      request: (request, signal) => sendInSession(client, { workbook, session }, request, clock, signal),
    };
    sim.clearRequests();
  }

  async sheet(sheetName: string): Promise<GridSource> {
    const sheet = (await listWorksheets(this.channel, never)).find((each) => each.name === sheetName);
    return { kind: 'sheet', sheet: { id: sheet?.id ?? '', name: sheetName } };
  }

  async table(tableName: string): Promise<GridSource> {
    const table = (await listTables(this.channel, never)).find((each) => each.name === tableName);
    return { kind: 'table', tableId: table?.id ?? '' };
  }

  read(source: GridSource, options: ReadOptions = {}): Promise<GridFile> {
    return readGrid(this.channel, source, options, never);
  }

  /** Reads a file, and saves what the edit makes of it. @param meanwhile what happens between the two. */
  async edit(
    source: GridSource,
    edit: (text: string) => string,
    meanwhile: () => unknown = () => {},
  ): Promise<SaveReport> {
    const { text, snapshot } = await this.read(source);
    await meanwhile();
    return saveGrid(this.channel, snapshot, edit(text), { clock: this.engine.clock }, never);
  }

  /** What is in OneDrive, read by another library. */
  stored(): Promise<StoredWorkbook> {
    return this.engine.sim.workbook(name);
  }
}

/** What an attempt is rejected with: for a cell, and for a sheet where one is given. */
export function problemAt(problem: GridProblem, cell?: string, sheet?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof GridError, String(error));
    assert.deepEqual([error.problem, error.cell], [problem, cell]);
    if (sheet !== undefined) {
      assert.equal(error.sheet, sheet);
    }
    return true;
  };
}

/** Gives each test the files of a workbook. */
export function useWorkbookFiles(options: EngineOptions = {}): () => WorkbookFiles {
  const started = useEngine(options);
  let files: WorkbookFiles;
  beforeEach(() => {
    files = new WorkbookFiles(started());
  });
  return () => files;
}
