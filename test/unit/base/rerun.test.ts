import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Rerun } from '../../../src/base/rerun.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Rerun', () => {
  it('runs once more for all who asked during a run, and never twice at a time', async () => {
    const ends: (() => void)[] = [];
    const rerun = new Rerun(() => new Promise((resolve) => ends.push(resolve)));
    const done: string[] = [];
    const ask = (name: string): Promise<unknown> => rerun.request().then(() => done.push(name));
    const first = ask('first');
    await settle();
    const others = [ask('second'), ask('third')];
    await settle();
    assert.equal(ends.length, 1);
    ends[0]?.();
    await first;
    await settle();
    assert.equal(ends.length, 2);
    assert.deepEqual(done, ['first'], 'the run under way was not theirs');
    ends[1]?.();
    await Promise.all(others);
    await settle();
    assert.equal(ends.length, 2);
    assert.deepEqual(done, ['first', 'second', 'third']);
  });

  it('runs again after a failure, which only those learn of whose run it was', async () => {
    let runs = 0;
    const rerun = new Rerun(() => (++runs === 1 ? Promise.reject(new Error('first')) : Promise.resolve()));
    await assert.rejects(rerun.request(), /first/u);
    await rerun.request();
    assert.equal(runs, 2);
  });
});
