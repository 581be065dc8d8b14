import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { laggingSignal, TimeLimitError, withTimeLimit } from '../../../src/base/deadline.ts';
import { VirtualClock } from '../../support/virtualClock.ts';

describe('withTimeLimit', () => {
  it('gives the result of work that is quick enough, and leaves no wait behind', async () => {
    const clock = new VirtualClock();
    const result = await withTimeLimit(clock, 1000, async (signal) => {
      await clock.delay(999, signal);
      return 'done';
    });
    assert.equal(result, 'done');
    await Promise.resolve();
    assert.equal(clock.pending, 0);
  });

  it('aborts work that takes too long', async () => {
    const clock = new VirtualClock();
    const work = withTimeLimit(clock, 1000, (signal) => clock.delay(1001, signal));
    await assert.rejects(work, TimeLimitError);
    assert.equal(clock.monotonic(), 1000);
  });

  it('passes on what the work throws', async () => {
    const clock = new VirtualClock();
    await assert.rejects(
      withTimeLimit(clock, 1000, () => Promise.reject(new Error('broken'))),
      /broken/u,
    );
    assert.equal(clock.pending, 0);
  });
});

describe('laggingSignal', () => {
  it('follows its signal after the time, with the same reason', async () => {
    const clock = new VirtualClock();
    const abort = new AbortController();
    const lagging = laggingSignal(clock, abort.signal, 500);
    abort.abort(new Error('stop'));
    assert.equal(lagging.signal.aborted, false);
    await clock.delay(501);
    assert.equal(lagging.signal.reason, abort.signal.reason);
    lagging.dispose();
  });

  it('follows a signal that was aborted before', async () => {
    const clock = new VirtualClock();
    const lagging = laggingSignal(clock, AbortSignal.abort(), 500);
    assert.equal(lagging.signal.aborted, false);
    await clock.delay(501);
    assert.equal(lagging.signal.aborted, true);
    lagging.dispose();
  });

  it('waits for nothing once it is disposed', async () => {
    const clock = new VirtualClock();
    const abort = new AbortController();
    const early = laggingSignal(clock, abort.signal, 500);
    const late = laggingSignal(clock, abort.signal, 500);
    early.dispose();
    abort.abort();
    late.dispose();
    await clock.delay(1000);
    assert.equal(early.signal.aborted, false);
    assert.equal(late.signal.aborted, false);
    assert.equal(clock.pending, 0);
  });
});
