import assert from 'node:assert/strict';
import { GraphError, UnexpectedAnswerError } from '../../src/graph/errors.ts';
import { OperationError } from '../../src/graph/workbook/operation.ts';
import { TransportError } from '../../src/graph/transport.ts';
import { WorkbookError } from '../../src/workbook/errors.ts';
import { GridError } from '../../src/workbook/files/errors.ts';
import type { FaultSpec, RouteName, WorkbookOption } from '../sim/index.ts';
import type { EngineOptions } from './engine.ts';
import { shownAfter, shownBefore, WorkbookTrial } from './workbookTrial.ts';
import type { Mode, Tamper } from './workbookTrial.ts';
import { useWorkbookWindows } from './workbookWindows.ts';

const minute = 60_000;
/** Not so fast that an idle time could pass on a busy machine. */
const hurry = 40;

/** The same in both modes, or what it is in each. */
type ByMode<T> = T | Readonly<Record<Mode, T>>;

/** A step in the life of a workbook session. */
type Step = 'create' | 'read' | 'write' | 'refresh' | 'close';

export interface WorkbookRow {
  /** What happens. */
  readonly what: string;
  /** `done`, or what the step fails with, as {@link failureOf} says it. */
  readonly ends: ByMode<string>;
  /** Where the workbook stands then; unless given `open` after a step that is done, or that only this request failed. */
  readonly state?: ByMode<string>;
  readonly faults?: readonly FaultSpec[];
  readonly tamper?: Tamper;
  readonly service?: WorkbookOption;
  /** How often the request that is struck was sent. */
  readonly sent: ByMode<number>;
  /** How many sessions were asked for; 1 unless given. */
  readonly sessions?: ByMode<number>;
  /** Sessions of which the client could not know, and that only time ends. */
  readonly orphans?: ByMode<number>;
  /** Whether the cells are written, when that is not what the end says. */
  readonly written?: boolean;
  /** Something was changed in the session before, which a scratch copy can lose. */
  readonly changedBefore?: boolean;
  readonly modes?: readonly Mode[];
  readonly options?: EngineOptions;
}

interface StepPlan {
  /** The request that counts, unless the matrix is about another one. */
  readonly route: RouteName;
  readonly run: (trial: WorkbookTrial) => Promise<void>;
}

const steps: Readonly<Record<Step, StepPlan>> = {
  create: { route: 'createWorkbookSession', run: (trial) => trial.open() },
  read: { route: 'readRange', run: async (trial) => assert.equal(await trial.read(), shownBefore) },
  write: { route: 'writeRange', run: (trial) => trial.write() },
  refresh: { route: 'refreshWorkbookSession', run: (trial) => trial.refresh() },
  close: { route: 'closeWorkbookSession', run: (trial) => trial.close() },
};

/** A test for each row in each mode. @param route of the requests that count. */
export function workbookMatrix(
  title: string,
  step: Step,
  rows: readonly WorkbookRow[],
  route: RouteName = steps[step].route,
): void {
  describe(title, () => {
    for (const row of rows) {
      const modes = row.modes ?? (['persistent', 'scratch'] as const);
      describe(`${row.what} → ${[...new Set(modes.map((mode) => inMode(row.ends, mode)))].join(' or ')}`, () => {
        const started = useWorkbookWindows({ hurry, ...row.options });
        for (const mode of modes) {
          it(mode, () => tried(row, step, route, new WorkbookTrial(started(), mode, row.tamper)));
        }
      });
    }
  });
}

async function tried(row: WorkbookRow, step: Step, route: RouteName, trial: WorkbookTrial): Promise<void> {
  const { mode, sim } = trial;
  const { run } = steps[step];
  await begin(row, step, trial);
  const before = trial.count(route);
  sim.setWorkbooks(row.service ?? {});
  for (const fault of row.faults ?? []) {
    sim.faults.add(fault);
  }
  const end = await run(trial).then(
    () => 'done',
    (error: unknown) => failureOf(error),
  );
  assert.equal(end, inMode(row.ends, mode));
  assert.equal(trial.count(route) - before, inMode(row.sent, mode), 'requests of the step');
  const sessions = row.sessions ?? (route === 'createWorkbookSession' ? row.sent : 1);
  assert.equal(trial.count('createWorkbookSession'), inMode(sessions, mode), 'sessions that were asked for');
  const state = step === 'close' ? 'closed' : step === 'create' && end !== 'done' ? 'not open' : 'open';
  assert.equal(trial.state, inMode(row.state ?? state, mode));
  if (step === 'write' || step === 'read') {
    await assertCells(trial, step === 'write' && (row.written ?? end === 'done'));
  }
  sim.faults.clear();
  sim.setWorkbooks({ openMs: 0, failure: undefined });
  if (step !== 'close') {
    await goesOn(trial, step, end);
  }
  await assertNothingLeft(trial, inMode(row.orphans ?? 0, mode));
}

async function begin({ changedBefore }: WorkbookRow, step: Step, trial: WorkbookTrial): Promise<void> {
  if (step !== 'create') {
    await trial.open();
  }
  if (step === 'write') {
    assert.equal(await trial.read(), shownBefore);
  }
  if (changedBefore === true) {
    await trial.change();
  }
}

/** What is in the file; in a scratch session nothing comes there. */
async function assertCells(trial: WorkbookTrial, written: boolean): Promise<void> {
  if (trial.mode === 'scratch') {
    trial.assertFileUntouched();
    return;
  }
  const expected = written ? { cells: [20, 'Sum', 24], formula: 'B2+B3' } : { cells: [10, null, null], formula: '' };
  assert.deepEqual(await trial.stored(), expected);
}

/** Whatever happened, the same can be done when it is over: at once, or after the workbook was opened again. */
async function goesOn(trial: WorkbookTrial, step: Step, end: string): Promise<void> {
  if (step === 'create') {
    // What the service began comes to its end.
    trial.sim.clock.advance(minute);
  }
  if (trial.state === 'not open') {
    await trial.open();
  } else if (trial.state === 'failed' || trial.state === 'changesLost') {
    await trial.reopen();
  }
  if (step === 'write') {
    await (end === 'done' ? undefined : trial.write());
    assert.equal(await trial.read(), shownAfter);
    await assertCells(trial, true);
  } else {
    assert.equal(await trial.read(), shownBefore);
  }
  await trial.close();
}

async function assertNothingLeft(trial: WorkbookTrial, orphans: number): Promise<void> {
  const { sim } = trial;
  assert.equal(sim.workbookSessions.length, orphans, 'sessions are left at the service');
  sim.clock.advance(8 * minute);
  assert.deepEqual(sim.workbookSessions, []);
  trial.assertNoTokenLogged();
}

function inMode<T extends string | number>(value: ByMode<T>, mode: Mode): T {
  return typeof value === 'object' ? value[mode] : value;
}

/** A failure in a few words, by what it is: ours by its code, the service's with the word `refused`. */
function failureOf(error: unknown): string {
  if (error instanceof WorkbookError) {
    return error.code;
  }
  if (error instanceof GridError) {
    return `${error.problem} ${error.cell ?? ''}`.trim();
  }
  if (error instanceof GraphError) {
    return `refused: ${error.code}`;
  }
  if (error instanceof UnexpectedAnswerError) {
    return `answer: ${error.kind}`;
  }
  if (error instanceof TransportError) {
    return error.failure;
  }
  return error instanceof OperationError
    ? `operation: ${error.problem}`
    : error instanceof Error
      ? error.name
      : 'failed';
}
