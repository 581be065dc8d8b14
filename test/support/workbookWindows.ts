import assert from 'node:assert/strict';
import { systemRandom } from '../../src/base/random.ts';
import type { WorkbookRequest } from '../../src/graph/workbook/channel.ts';
import type { WorkbookFile } from '../../src/workbook/model.ts';
import { OpenWorkbooks } from '../../src/workbook/session/openWorkbooks.ts';
import { useEngine } from './engine.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { MemoryText } from './memoryText.ts';
import { makeWorkbook } from './xlsx.ts';

/** Longest that a window waits at its end: half of it is a limit that HurriedClock takes as real. */
export const shutDownMs = 8000;

/** Reads one cell of the first sheet. */
export function readCell(address: string): WorkbookRequest<unknown> {
  return {
    method: 'GET',
    label: 'workbook range',
    path: `worksheets/Sheet1/range(address='${address}')`,
    query: { $select: 'values' },
    read: (json) => {
      const { values }: { values?: unknown[][] } = Object(json);
      return values?.[0]?.[0];
    },
  };
}

/** Writes one cell of the first sheet. */
export function writeCell(address: string, value: unknown): WorkbookRequest<void> {
  return {
    method: 'PATCH',
    label: 'workbook range',
    path: `worksheets/Sheet1/range(address='${address}')`,
    json: { values: [[value]] },
    repeatable: true,
    read: () => {},
  };
}

/** A window, and what the next one finds of it. */
export interface WorkbookWindow {
  readonly workbooks: OpenWorkbooks;
  readonly records: MemoryText;
}

/** Windows with workbooks in front of one simulator. */
export class WorkbookWindows {
  readonly engine: Engine;
  readonly #windows: WorkbookWindow[] = [];

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Puts a workbook into OneDrive. */
  file(name = 'Budget.xlsx', rows: readonly (readonly (string | number)[])[] = [[1, 2]]): WorkbookFile {
    const { id: itemId, driveId } = this.engine.sim.putItem(`/${name}`, makeWorkbook(rows));
    return { driveId, itemId, name };
  }

  /** @param records of the window before. */
  window(records = new MemoryText()): WorkbookWindow {
    const { engine } = this;
    const workbooks = new OpenWorkbooks(
      {
        client: () => engine.client,
        account: () => 'ada',
        clock: engine.clock,
        random: systemRandom,
        log: engine.log,
      },
      records,
    );
    const window = { workbooks, records };
    this.#windows.push(window);
    return window;
  }

  /** Workbook sessions that are open at the service: `persistent`, `scratch`. */
  get sessions(): string[] {
    return this.engine.sim.workbookSessions.map(({ persistChanges }) => (persistChanges ? 'persistent' : 'scratch'));
  }

  /** How many requests of a kind the service got. */
  count(...routes: Parameters<Engine['requests']>): number {
    return this.engine.requests(...routes).length;
  }

  async end(): Promise<void> {
    await Promise.all(this.#windows.map(({ workbooks }) => workbooks.shutDown(shutDownMs)));
    this.engine.assertClean();
    assert.doesNotMatch(this.engine.log.text, /session=/u, 'the log has the id of a session');
  }
}

/** Gives each test an engine with windows, and checks at its end that nobody misbehaved. */
export function useWorkbookWindows(options: EngineOptions = {}): () => WorkbookWindows {
  let windows: WorkbookWindows;
  // Before the engine ends.
  afterEach(() => windows.end());
  const started = useEngine(options);
  beforeEach(() => {
    windows = new WorkbookWindows(started());
  });
  return () => windows;
}
