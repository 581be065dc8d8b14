import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Memento } from 'vscode';
import type { Lease } from '../../../../src/upload/journal/ports.ts';
import { hasOpenWorkbooks, KeptWorkbooks } from '../../../../src/vscode/workbooks/kept.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { memoryState } from '../../../support/memoryState.ts';
import { MemoryText } from '../../../support/memoryText.ts';
import { settle } from '../../../support/settle.ts';

/** What windows of one workspace share. */
class Workspace {
  readonly state: Memento = memoryState();
  readonly clock = new ManualClock();
  readonly secrets = new Map<string, MemoryText>();
  readonly #held = new Set<string>();
  #names = 0;

  window(): KeptWorkbooks {
    return new KeptWorkbooks({
      state: this.state,
      secret: (key) => {
        const text = this.secrets.get(key) ?? new MemoryText();
        this.secrets.set(key, text);
        return text;
      },
      claim: (id) => Promise.resolve(this.#claim(id)),
      clock: this.clock,
      random: { id: () => `name-${++this.#names}` },
    });
  }

  /** Texts that are kept as secrets. */
  get kept(): string[] {
    return [...this.secrets.values()].flatMap(({ text }) => text ?? []);
  }

  #claim(id: string): Lease | undefined {
    if (this.#held.has(id)) {
      return undefined;
    }
    this.#held.add(id);
    return {
      lost: new AbortController().signal,
      confirm: () => Promise.resolve(true),
      release: () => {
        this.#held.delete(id);
        return Promise.resolve();
      },
    };
  }
}

describe('KeptWorkbooks', () => {
  it('hands them to the window that comes after, as a secret', async () => {
    const workspace = new Workspace();
    const before = workspace.window();
    assert.equal(await before.get(), undefined);
    await before.store('two workbooks');
    await before.dispose();
    assert.deepEqual(workspace.kept, ['two workbooks']);
    assert.ok(!JSON.stringify(workspace.state.keys().map((key) => workspace.state.get(key))).includes('workbooks'));
    assert.ok(hasOpenWorkbooks(workspace.state));
    assert.equal(await workspace.window().get(), 'two workbooks');
  });

  it('waits for the window before, which may not have ended yet', async () => {
    const workspace = new Workspace();
    const before = workspace.window();
    await before.store('early');
    const getting = workspace.window().get();
    await settle();
    await before.store('late');
    await before.dispose();
    workspace.clock.advance(500);
    assert.equal(await getting, 'late');
  });

  it('gives the workbooks of a window that goes on to no other one, nor lets it write them', async () => {
    const workspace = new Workspace();
    const first = workspace.window();
    await first.store('mine');
    const second = workspace.window();
    const getting = second.get();
    for (let waited = 0; waited < 20; waited++) {
      await settle();
      workspace.clock.advance(500);
    }
    assert.equal(await getting, undefined);
    await second.store('yours');
    await second.delete();
    assert.deepEqual(workspace.kept, ['mine']);
    assert.ok(hasOpenWorkbooks(workspace.state));
  });

  it('ends while it waits for the window before', async () => {
    const workspace = new Workspace();
    await workspace.window().store('mine');
    const second = workspace.window();
    const getting = second.get();
    await settle();
    await second.dispose();
    assert.equal(await getting, undefined);
    assert.equal(workspace.clock.pending, 0);
  });

  it('leaves nothing when no workbook is open any more', async () => {
    const workspace = new Workspace();
    const window = workspace.window();
    await window.delete();
    assert.deepEqual([...workspace.secrets.keys()], []);
    await window.store('one workbook');
    await window.delete();
    assert.deepEqual(workspace.kept, []);
    assert.ok(!hasOpenWorkbooks(workspace.state));
  });
});
