import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { TransferQueue } from '../../../src/upload/transferQueue.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

interface Task {
  readonly id: number;
  readonly large: boolean;
  readonly abort: AbortController;
  end: () => void;
  outcome: Promise<unknown>;
}

/** A queue with tasks that end when the test says so. */
class Traffic {
  limit: number;
  readonly queue: TransferQueue;
  /** In the order in which they came. */
  waiting: Task[] = [];
  running: Task[] = [];
  /** Names of all that have begun: `s1`, `L2`. */
  readonly started: string[] = [];
  /** Told of each start, when it is in neither list. */
  onStart: (task: Task) => unknown = () => {};
  #count = 0;

  constructor(limit: number) {
    this.limit = limit;
    this.queue = new TransferQueue(() => this.limit);
  }

  get names(): string {
    return this.started.join(' ');
  }

  add(large: boolean): Task {
    this.#count++;
    const task: Task = {
      id: this.#count,
      large,
      abort: new AbortController(),
      end: () => {},
      outcome: Promise.resolve(),
    };
    this.waiting.push(task);
    task.outcome = this.queue.run(() => this.#begin(task), { large }, task.abort.signal);
    task.outcome.catch(() => {});
    return task;
  }

  async end(task: Task): Promise<void> {
    this.running = this.running.filter((other) => other !== task);
    task.end();
    await settle();
  }

  async abandon(task: Task): Promise<void> {
    this.waiting = this.waiting.filter((other) => other !== task);
    task.abort.abort(new Error(`no ${task.id}`));
    await assert.rejects(task.outcome, new RegExp(`no ${task.id}$`, 'u'));
  }

  count(large: boolean): number {
    return this.running.filter((task) => task.large === large).length;
  }

  #begin(task: Task): Promise<void> {
    this.waiting = this.waiting.filter((other) => other !== task);
    this.onStart(task);
    this.running.push(task);
    this.started.push(`${task.large ? 'L' : 's'}${task.id}`);
    return new Promise((resolve) => {
      task.end = resolve;
    });
  }
}

async function traffic(limit: number, kinds: string): Promise<Traffic> {
  const made = new Traffic(limit);
  for (const kind of kinds) {
    made.add(kind === 'L');
  }
  await settle();
  return made;
}

describe('TransferQueue', () => {
  it('runs large ones in all places when no small one waits', async () => {
    assert.equal((await traffic(3, 'LLLL')).names, 'L1 L2 L3');
  });

  it('runs small ones in all places when no large one waits', async () => {
    assert.equal((await traffic(3, 'ssss')).names, 's1 s2 s3');
  });

  it('gives the next place to a small one that came behind large ones', async () => {
    const tasks = await traffic(2, 'LLLLs');
    const [first] = tasks.running;
    assert.ok(first);
    await tasks.end(first);
    assert.equal(tasks.names, 'L1 L2 s5');
  });

  it('gives the next place to a large one when only small ones run', async () => {
    const tasks = await traffic(2, 'ssssL');
    const [first] = tasks.running;
    assert.ok(first);
    await tasks.end(first);
    assert.equal(tasks.names, 's1 s2 L5');
  });

  it('lets small ones go first when there is one place', async () => {
    const tasks = await traffic(1, 'LLss');
    for (let turn = 0; turn < 3; turn++) {
      const [running] = tasks.running;
      assert.ok(running);
      await tasks.end(running);
    }
    assert.equal(tasks.names, 'L1 s3 s4 L2');
  });

  it('asks for the limit whenever a place is given away', async () => {
    const tasks = await traffic(3, 'ssssss');
    tasks.limit = 1;
    for (const task of tasks.running) {
      await tasks.end(task);
    }
    assert.equal(tasks.names, 's1 s2 s3 s4');
    tasks.limit = 2;
    tasks.add(false);
    await settle();
    assert.equal(tasks.names, 's1 s2 s3 s4 s5');
  });

  it('has at least one place', async () => {
    assert.equal((await traffic(0, 'Ls')).names, 'L1');
  });

  it('gives the result or the error of the task, and its place to the next', async () => {
    const queue = new TransferQueue(() => 1);
    const failing = queue.run(() => Promise.reject(new Error('bad')), { large: true }, never);
    const next = queue.run(() => Promise.resolve('good'), { large: true }, never);
    await assert.rejects(failing, /bad/u);
    assert.equal(await next, 'good');
  });

  it('does not begin a task whose signal is aborted', async () => {
    const queue = new TransferQueue(() => 1);
    const begin = (): Promise<void> => assert.fail('it began');
    await assert.rejects(queue.run(begin, { large: false }, AbortSignal.abort(new Error('too late'))), /too late/u);
  });

  it('keeps its rules in any traffic', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), large: fc.boolean() }),
      fc.record({ kind: fc.constantFrom('end' as const, 'abandon' as const), which: fc.nat() }),
      fc.record({ kind: fc.constant('limit' as const), limit: fc.integer({ min: 1, max: 5 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 40 }), async (limit, steps) => {
        const tasks = new Traffic(limit);
        const broken: string[] = [];
        tasks.onStart = (task) => broken.push(...brokenRules(tasks, task));
        for (const current of steps) {
          if (current.kind === 'add') {
            tasks.add(current.large);
          } else if (current.kind === 'limit') {
            // Raised while some wait, it lets several begin at once, in an order of their own.
            tasks.limit = tasks.waiting.length > 0 ? Math.min(tasks.limit, current.limit) : current.limit;
            continue;
          } else {
            const among = current.kind === 'end' ? tasks.running : tasks.waiting;
            const task = among[current.which % Math.max(1, among.length)];
            if (task === undefined) {
              continue;
            }
            await tasks[current.kind](task);
            if (current.kind === 'abandon') {
              continue;
            }
          }
          await settle();
          assert.ok(tasks.waiting.length === 0 || tasks.running.length >= tasks.limit, 'no place stays empty');
        }
        // All the others get their turn.
        for (let [task] = tasks.running; task !== undefined; [task] = tasks.running) {
          await tasks.end(task);
        }
        assert.deepEqual(tasks.waiting, []);
        assert.deepEqual(broken, []);
      }),
    );
  });
});

/** The rules that this start breaks. */
function brokenRules(tasks: Traffic, started: Task): string[] {
  const { limit, waiting, running } = tasks;
  const smallWaits = waiting.some(({ large }) => !large);
  const largeWaits = waiting.some(({ large }) => large);
  const rules = {
    'there is a place': running.length < limit,
    'first come, first served': waiting.every(({ large, id }) => large !== started.large || id > started.id),
    'with one place small ones go first': !(limit === 1 && started.large && smallWaits),
    'one place is left to small ones': !(limit > 1 && started.large && smallWaits) || tasks.count(true) + 1 < limit,
    'one large one may always run': !(limit > 1 && !started.large && largeWaits) || tasks.count(true) > 0,
  };
  return Object.entries(rules).flatMap(([rule, kept]) => (kept ? [] : [rule]));
}
