import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { DisposableStore, toDisposable } from '../../../src/base/disposables.ts';

describe('DisposableStore', () => {
  it('releases what it owns once, last one first', () => {
    const released: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => released.push('first')));
    store.add(toDisposable(() => released.push('second')));
    store.dispose();
    store.dispose();
    assert.deepEqual(released, ['second', 'first']);
  });

  it('releases at once what comes too late', () => {
    const store = new DisposableStore();
    store.dispose();
    let released = false;
    store.add(toDisposable(() => (released = true)));
    assert.equal(released, true);
    assert.equal(store.isDisposed, true);
  });

  it('releases the others when one throws, and tells', () => {
    let released = false;
    const store = new DisposableStore();
    store.add(toDisposable(() => (released = true)));
    store.add({
      dispose() {
        throw new Error('stuck');
      },
    });
    assert.throws(() => store.dispose(), AggregateError);
    assert.equal(released, true);
  });
});

describe('toDisposable', () => {
  it('releases once', () => {
    let times = 0;
    const disposable = toDisposable(() => (times += 1));
    disposable.dispose();
    disposable.dispose();
    assert.equal(times, 1);
  });
});
