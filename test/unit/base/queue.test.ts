import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mapConcurrently, WorkQueue } from '../../../src/base/queue.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

/** Tasks that end when the test says so. */
class Tasks {
  readonly started: number[] = [];
  readonly #ends = new Map<number, () => void>();

  task(id: number): () => Promise<number> {
    return () => {
      this.started.push(id);
      return new Promise((resolve) => this.#ends.set(id, () => resolve(id)));
    };
  }

  async end(id: number): Promise<void> {
    this.#ends.get(id)?.();
    await settle();
  }
}

describe('WorkQueue', () => {
  it('runs no more than its limit at a time, in order', async () => {
    const tasks = new Tasks();
    const queue = new WorkQueue(2);
    const results = [1, 2, 3, 4].map((id) => queue.run(tasks.task(id), never));
    await settle();
    assert.deepEqual(tasks.started, [1, 2]);
    await tasks.end(2);
    assert.deepEqual(tasks.started, [1, 2, 3]);
    await tasks.end(1);
    await tasks.end(3);
    await tasks.end(4);
    assert.deepEqual(await Promise.all(results), [1, 2, 3, 4]);
  });

  it('gives the place of a failed task to the next', async () => {
    const queue = new WorkQueue(1);
    const failing = queue.run(() => Promise.reject(new Error('bad')), never);
    const next = queue.run(() => Promise.resolve('good'), never);
    await assert.rejects(failing, /bad/u);
    assert.equal(await next, 'good');
  });

  it('lets a waiting task give up, and does not run it', async () => {
    const tasks = new Tasks();
    const queue = new WorkQueue(1);
    const first = queue.run(tasks.task(1), never);
    const abort = new AbortController();
    const second = queue.run(tasks.task(2), abort.signal);
    const third = queue.run(tasks.task(3), never);
    abort.abort(new Error('no more'));
    await assert.rejects(second, /no more/u);
    await tasks.end(1);
    assert.deepEqual(tasks.started, [1, 3]);
    await tasks.end(3);
    await Promise.all([first, third]);
  });

  it('does not begin a task whose signal is aborted', async () => {
    const tasks = new Tasks();
    await assert.rejects(new WorkQueue(1).run(tasks.task(1), AbortSignal.abort()));
    assert.deepEqual(tasks.started, []);
  });

  it('starts more when the limit is raised', async () => {
    const tasks = new Tasks();
    const queue = new WorkQueue(1);
    const results = [1, 2, 3].map((id) => queue.run(tasks.task(id), never));
    await settle();
    queue.limit = 3;
    await settle();
    assert.deepEqual(tasks.started, [1, 2, 3]);
    for (const id of [1, 2, 3]) {
      await tasks.end(id);
    }
    await Promise.all(results);
  });
});

describe('mapConcurrently', () => {
  it('keeps the order of the items and the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrently([5, 1, 3, 2], 2, async (item, index) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn++) {
        await settle();
      }
      running -= 1;
      return `${index}:${item}`;
    });
    assert.deepEqual(results, ['0:5', '1:1', '2:3', '3:2']);
    assert.equal(most, 2);
  });

  it('begins nothing new after a failure and rejects when the begun ones have ended', async () => {
    const ended: number[] = [];
    const work = mapConcurrently([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) {
        throw new Error('first is bad');
      }
      await settle();
      ended.push(item);
    });
    await assert.rejects(work, /first is bad/u);
    assert.deepEqual(ended, [2]);
  });

  it('has nothing to do for nothing', async () => {
    assert.deepEqual(await mapConcurrently([], 4, () => Promise.resolve(1)), []);
  });
});
