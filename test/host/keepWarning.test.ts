import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Emitter } from '../../src/base/event.ts';
import { KeepWarning } from '../../src/vscode/account/keepWarning.ts';
import { memoryState } from '../support/memoryState.ts';
import { answering } from './prompts.ts';

/** Accounts of a window of their own. */
class Known {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  isAnybodyKnown: boolean;

  constructor(isAnybodyKnown: boolean) {
    this.isAnybodyKnown = isAnybodyKnown;
  }

  becomes(isAnybodyKnown: boolean): void {
    this.isAnybodyKnown = isAnybodyKnown;
    this.#changed.fire();
  }
}

describe('KeepWarning', () => {
  async function window(state: vscode.Memento, known: Known, isVolatile = false): Promise<KeepWarning> {
    const warning = new KeepWarning(state, { isVolatile }, known);
    await warning.start();
    return warning;
  }

  /** What is said when somebody has signed in, twice. */
  async function toldBy(warning: KeepWarning): Promise<string[]> {
    return answering('showWarningMessage', undefined, async () => {
      await warning.afterSignIn();
      await warning.afterSignIn();
    });
  }

  function assertWarned(told: readonly string[]): void {
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /lasts until this window is closed: .* gnome-keyring/u);
  }

  it('says once that there is no keyring', async () => {
    assertWarned(await toldBy(await window(memoryState(), new Known(false), true)));
  });

  it('says nothing where secrets are kept, also after a sign-out', async () => {
    const state = memoryState();
    const known = new Known(false);
    const first = await window(state, known);
    known.becomes(true);
    assert.deepEqual(await toldBy(first), []);
    assert.deepEqual(await toldBy(await window(state, known)), []);
    known.becomes(false);
    assert.deepEqual(await toldBy(await window(state, known)), []);
  });

  it('says it when accounts are gone that nobody signed out, until they stay', async () => {
    const state = memoryState();
    const known = new Known(false);
    await window(state, known);
    known.becomes(true);
    const forgetful = new Known(false);
    const next = await window(state, forgetful);
    forgetful.becomes(true);
    assertWarned(await toldBy(next));
    assert.deepEqual(await toldBy(await window(state, new Known(true))), []);
  });
});
