import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { JointWork } from '../../../src/base/jointWork.ts';

const never = new AbortController().signal;

interface Held {
  readonly work: JointWork<string>;
  readonly signal: AbortSignal;
  readonly end: (result: string) => void;
  readonly fail: (error: Error) => void;
}

/** Work that ends when the test says so. */
function held(): Held {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let signal = never;
  const work = new JointWork((given) => {
    signal = given;
    return promise;
  });
  return { work, end: resolve, fail: reject, signal };
}

describe('JointWork', () => {
  it('gives its outcome to all who wait', async () => {
    const { work, end, signal } = held();
    const waiting = [work.wait(never), work.wait(never)];
    end('done');
    assert.deepEqual(await Promise.all(waiting), ['done', 'done']);
    assert.equal(await work.wait(never), 'done');
    assert.equal(signal.aborted, false);
    assert.equal(work.isAbandoned, false);
  });

  it('fails for all who wait', async () => {
    const { work, fail } = held();
    const waiting = [work.wait(never), work.wait(never)];
    fail(new Error('broken'));
    for (const one of waiting) {
      await assert.rejects(one, /broken/u);
    }
    await work.ended;
  });

  it('goes on for the others when one leaves', async () => {
    const { work, end, signal } = held();
    const leaving = new AbortController();
    const left = work.wait(leaving.signal);
    const stays = work.wait(never);
    leaving.abort(new Error('left'));
    await assert.rejects(left, /left/u);
    assert.equal(signal.aborted, false);
    end('done');
    assert.equal(await stays, 'done');
  });

  it('is aborted when the last one leaves, and says when it has ended', async () => {
    const { work, fail, signal } = held();
    const leaving = new AbortController();
    const waiting = [work.wait(leaving.signal), work.wait(leaving.signal)];
    leaving.abort(new Error('left'));
    await Promise.allSettled(waiting);
    assert.equal(signal.aborted, true);
    assert.equal(work.isAbandoned, true);
    let ended = false;
    const end = work.ended.then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(ended, false);
    fail(new Error('aborted'));
    await end;
  });
});
