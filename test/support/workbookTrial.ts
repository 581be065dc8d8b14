import assert from 'node:assert/strict';
import { systemRandom } from '../../src/base/random.ts';
import { GraphClient } from '../../src/graph/client.ts';
import type { Transport } from '../../src/graph/transport.ts';
import { readGrid } from '../../src/workbook/files/readGrid.ts';
import type { GridFile } from '../../src/workbook/files/readGrid.ts';
import { saveGrid } from '../../src/workbook/files/saveGrid.ts';
import type { WorkbookFile } from '../../src/workbook/model.ts';
import type { OpenWorkbook } from '../../src/workbook/session/openWorkbook.ts';
import type { OpenWorkbooks } from '../../src/workbook/session/openWorkbooks.ts';
import type { RouteName, Simulator } from '../sim/index.ts';
import { writeCell } from './workbookWindows.ts';
import type { WorkbookWindows } from './workbookWindows.ts';

const never = new AbortController().signal;
const source = { kind: 'sheet', sheet: { id: 'Sheet1', name: 'Sheet1' } } as const;
const name = 'Budget.xlsx';

/** What the sheet shows before, and what the trial makes of it: three cells in one block, one of them a formula. */
export const shownBefore = 'Name,Units\nApples,10\nPears,4\n';
export const shownAfter = 'Name,Units\nApples,20\nPears,4\nSum,24\n';
const saved = 'Name,Units\nApples,20\nPears,4\nSum,=B2+B3\n';

/** How a workbook is opened: with changes that are saved, or as a copy. */
export type Mode = 'persistent' | 'scratch';

/** Changes the body of an answer on its way: for what no fault of the simulator does. Made anew for each test. */
export type Tamper = () => (body: string) => string;

/** Changes the first answers that it is anything to. */
export function tampering(times: number, change: (body: string) => string): Tamper {
  return () => {
    let left = times;
    return (body) => {
      const changed = left > 0 ? change(body) : body;
      left -= changed === body ? 0 : 1;
      return changed;
    };
  };
}

/** The file, as who reads its bytes sees it. */
interface StoredCells {
  readonly cells: readonly (string | number | boolean | null)[];
  readonly formula: string;
}

/** One workbook in OneDrive, one window, and what may happen to their requests. */
export class WorkbookTrial {
  readonly mode: Mode;
  readonly sim: Simulator;
  readonly workbooks: OpenWorkbooks;
  readonly #windows: WorkbookWindows;
  readonly #file: WorkbookFile;
  readonly #tokens: string[];
  readonly #eTag: string | undefined;
  #workbook: OpenWorkbook | undefined;
  #read: GridFile | undefined;

  /** @param tamper gets every answer that there is. */
  constructor(windows: WorkbookWindows, mode: Mode, tamper?: Tamper) {
    const { engine } = windows;
    this.mode = mode;
    this.sim = engine.sim;
    this.#windows = windows;
    this.#tokens = [engine.token];
    this.#file = windows.file(name, [
      ['Name', 'Units'],
      ['Apples', 10],
      ['Pears', 4],
    ]);
    this.#eTag = this.sim.item(`/${name}`)?.eTag;
    const { cloud } = engine.client;
    const { governor, clock, log } = engine;
    const transport = tamper === undefined ? engine.transport : tampered(engine.transport, tamper());
    const tokens = {
      getToken: (_: AbortSignal, demand?: object) => Promise.resolve(this.#token(demand !== undefined)),
    };
    engine.client = new GraphClient({
      transport,
      governor,
      clock,
      log,
      random: systemRandom,
      cloud,
      tokens,
      version: '0.0.0',
    });
    ({ workbooks: this.workbooks } = windows.window());
  }

  /** The workbook that is open. */
  get workbook(): OpenWorkbook {
    assert.ok(this.#workbook, 'a workbook is open');
    return this.#workbook;
  }

  /** Where the workbook stands, as its row in the list would say. */
  get state(): string {
    const { state } = this.#workbook ?? {};
    return state?.kind === 'expired' && state.changesLost ? 'changesLost' : (state?.kind ?? 'not open');
  }

  /** How many requests of a kind the service got. */
  count(...routes: readonly RouteName[]): number {
    return this.#windows.count(...routes);
  }

  async open(): Promise<void> {
    this.#workbook = await this.workbooks.open(this.#file, this.mode === 'persistent', never);
  }

  /** Opens the workbook again after somebody was told that it could not go on. */
  reopen(): Promise<void> {
    return this.workbook.reopen(never);
  }

  /** Reads the sheet. A save that follows is compared with what was read. */
  async read(): Promise<string> {
    this.#read = await readGrid(this.workbook, source, {}, never);
    return this.#read.text;
  }

  /** Saves the changed sheet over what was read. */
  async write(): Promise<void> {
    assert.ok(this.#read, 'what is saved was read before');
    await saveGrid(this.workbook, this.#read.snapshot, saved, { clock: this.#windows.engine.clock }, never);
  }

  /** Changes the workbook for the client, by what was there before. */
  change(): Promise<void> {
    return this.workbook.request(writeCell('B1', 'Units'), never);
  }

  refresh(): Promise<void> {
    return this.workbook.refresh(never);
  }

  async close(): Promise<void> {
    await this.workbooks.close(this.workbook, never);
    assert.deepEqual([this.state, this.workbooks.list], ['closed', []]);
  }

  /** What the file in OneDrive holds, read by another library: the changed cells, and the formula of the last one. */
  async stored(): Promise<StoredCells> {
    const workbook = await this.sim.workbook(`/${name}`);
    const cells = ['B2', 'A4', 'B4'].map((cell) => workbook.value('Sheet1', cell));
    return { cells, formula: workbook.formula('Sheet1', 'B4') };
  }

  /** Checks that nobody has written the file. */
  assertFileUntouched(): void {
    assert.equal(this.sim.item(`/${name}`)?.eTag, this.#eTag, 'the file was written');
  }

  assertNoTokenLogged(): void {
    for (const token of this.#tokens) {
      assert.equal(this.#windows.engine.log.text.includes(token), false, 'the log has a token');
    }
  }

  /** The token in use, or a new one in its place when the service does not want it any more. */
  #token(isRejected: boolean): string {
    if (isRejected) {
      this.#tokens.push(this.sim.issueToken());
    }
    return this.#tokens.at(-1) ?? '';
  }
}

function tampered(line: Transport, change: (body: string) => string): Transport {
  return {
    send: async (request, signal) => {
      const response = await line.send(request, signal);
      return { ...response, body: change(response.body) };
    },
    close: () => line.close(),
  };
}
