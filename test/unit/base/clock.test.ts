import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemClock } from '../../../src/base/clock.ts';

/** Runs with counted timers. @returns how many of them are left. */
async function timersLeft(work: () => Promise<void>): Promise<number> {
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  const started = new Set<unknown>();
  globalThis.setTimeout = Object.assign((...args: Parameters<typeof start>) => {
    const timer = start(...args);
    started.add(timer);
    return timer;
  }, start);
  globalThis.clearTimeout = (timer) => {
    started.delete(timer);
    stop(timer);
  };
  try {
    await work();
  } finally {
    globalThis.setTimeout = start;
    globalThis.clearTimeout = stop;
  }
  return started.size;
}

describe('systemClock', () => {
  it('ends a delay after its time', async () => {
    const start = systemClock.monotonic();
    await systemClock.delay(30);
    assert.ok(systemClock.monotonic() - start >= 29);
  });

  it('rejects a delay with the reason of its signal and leaves no timer behind', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const left = await timersLeft(async () => {
      const delay = systemClock.delay(60_000, abort.signal);
      abort.abort(reason);
      await assert.rejects(delay, reason);
    });
    assert.equal(left, 0);
  });

  it('rejects at once when the signal is aborted already', async () => {
    const left = await timersLeft(() =>
      assert.rejects(systemClock.delay(60_000, AbortSignal.abort()), { name: 'AbortError' }),
    );
    assert.equal(left, 0);
  });

  it('does not let a very long delay end at once', async () => {
    const abort = new AbortController();
    const outcome = await Promise.race([
      systemClock.delay(30 * 86_400_000, abort.signal).then(
        () => 'ended',
        () => 'aborted',
      ),
      systemClock.delay(20).then(() => 'still waiting'),
    ]);
    abort.abort();
    assert.equal(outcome, 'still waiting');
  });

  it('keeps no listener on the signal of a delay that has ended', async () => {
    const abort = new AbortController();
    let listeners = 0;
    const { signal } = abort;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => ((listeners += 1), add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => ((listeners -= 1), remove(...args));
    await systemClock.delay(1, signal);
    assert.equal(listeners, 0);
  });
});
