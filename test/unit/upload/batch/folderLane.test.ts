import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { Lane } from '../../../../src/upload/batch/folderLane.ts';

/** Work that ends when it is told to. */
class Work {
  begun = false;
  end: () => void = () => {};

  readonly run = (): Promise<void> =>
    new Promise((resolve) => {
      this.begun = true;
      this.end = resolve;
    });
}

/** Whether the promise has settled by the time that nothing else can go on. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  const watched = promise.then(() => {
    settled = true;
  });
  await turn();
  void watched;
  return settled;
}

describe('Lane', () => {
  const never = new AbortController().signal;

  it('takes as much as it may run, and more when something has ended', async () => {
    const lane = new Lane(0, never);
    const works = [new Work(), new Work(), new Work()];
    const [first, second, third] = works;
    assert.ok(first && second && third);
    assert.equal(await isSettled(lane.add(first.run, 2)), true);
    const full = lane.add(second.run, 2);
    assert.equal(await isSettled(full), false);
    assert.deepEqual(
      works.map(({ begun }) => begun),
      [true, true, false],
    );
    first.end();
    assert.equal(await isSettled(full), true);
    void lane.add(third.run, 2);
    await turn();
    assert.equal(third.begun, true);
  });

  it('lets some wait for their turn', async () => {
    const lane = new Lane(3, never);
    const works = [new Work(), new Work(), new Work()];
    const added = works.map((work) => lane.add(work.run, 1));
    assert.deepEqual(await Promise.all(added.map((each) => isSettled(each))), [true, true, false]);
    assert.deepEqual(
      works.map(({ begun }) => begun),
      [true, false, false],
    );
    works[0]?.end();
    await Promise.all(added);
    assert.equal(works[1]?.begun, true);
  });

  it('is idle when nothing runs or waits', async () => {
    const lane = new Lane(3, never);
    assert.equal(await isSettled(lane.idle()), true);
    const works = [new Work(), new Work()];
    for (const work of works) {
      await lane.add(work.run, 1);
    }
    const idle = lane.idle();
    works[0]?.end();
    assert.equal(await isSettled(idle), false);
    works[1]?.end();
    await idle;
  });

  it('begins nothing after an abort', async () => {
    const abort = new AbortController();
    const lane = new Lane(3, abort.signal);
    const works = [new Work(), new Work(), new Work()];
    const [first, second, third] = works;
    assert.ok(first && second && third);
    await lane.add(first.run, 1);
    await lane.add(second.run, 1);
    abort.abort();
    await lane.add(third.run, 1);
    first.end();
    await lane.idle();
    assert.deepEqual(
      works.map(({ begun }) => begun),
      [true, false, false],
    );
  });
});
