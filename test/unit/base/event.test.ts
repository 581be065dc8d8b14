import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Emitter } from '../../../src/base/event.ts';

describe('Emitter', () => {
  it('tells every listener until it is released', () => {
    const emitter = new Emitter<number>();
    const seen: string[] = [];
    const first = emitter.event((value) => seen.push(`first ${value}`));
    emitter.event((value) => seen.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(seen, ['first 1', 'second 1', 'second 2']);
  });

  it('tells a function that was added twice twice', () => {
    const emitter = new Emitter<void>();
    let times = 0;
    const listener = (): void => void (times += 1);
    const one = emitter.event(listener);
    emitter.event(listener);
    one.dispose();
    emitter.fire();
    assert.equal(times, 1);
  });

  it('goes on when a listener throws, and tells of it', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<void>((error) => errors.push(error));
    let told = false;
    emitter.event(() => {
      throw new Error('bad listener');
    });
    emitter.event(() => (told = true));
    emitter.fire();
    assert.equal(told, true);
    assert.match(String(errors[0]), /bad listener/u);
  });

  it('does not tell a listener of what was fired before it was added', () => {
    const emitter = new Emitter<void>();
    let late = 0;
    emitter.event(() => emitter.event(() => (late += 1)));
    emitter.fire();
    assert.equal(late, 0);
  });

  it('tells nobody after its end', () => {
    const emitter = new Emitter<void>();
    let told = false;
    emitter.event(() => (told = true));
    emitter.dispose();
    emitter.fire();
    assert.equal(told, false);
  });
});
