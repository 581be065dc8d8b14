import assert from 'node:assert/strict';
import type { SecretStorage, SecretStorageChangeEvent } from 'vscode';
import { Emitter } from '../../../../src/base/event.ts';
import { Secrets, tokenEntry } from '../../../../src/vscode/account/secrets.ts';

/** A system's store of secrets, whose keyring can be locked. */
class Keyring implements SecretStorage {
  isLocked = false;
  readonly texts = new Map<string, string>();
  readonly #changed = new Emitter<SecretStorageChangeEvent>();

  get onDidChange(): SecretStorage['onDidChange'] {
    return this.#changed.event;
  }

  async keys(): Promise<string[]> {
    return [...this.texts.keys()];
  }

  async get(key: string): Promise<string | undefined> {
    this.#open();
    return this.texts.get(key);
  }

  async store(key: string, text: string): Promise<void> {
    this.#open();
    this.texts.set(key, text);
    this.#changed.fire({ key });
  }

  async delete(key: string): Promise<void> {
    this.#open();
    this.texts.delete(key);
    this.#changed.fire({ key });
  }

  #open(): void {
    if (this.isLocked) {
      throw new Error('the keyring is locked');
    }
  }
}

describe('Secrets', () => {
  function open(): { readonly keyring: Keyring; readonly secrets: Secrets; readonly changed: string[] } {
    const keyring = new Keyring();
    const secrets = new Secrets(keyring);
    const changed: string[] = [];
    secrets.onDidChange((key) => changed.push(key));
    return { keyring, secrets, changed };
  }

  it('are those of the system, and tell of every change once', async () => {
    const { keyring, secrets, changed } = open();
    const entry = secrets.entry('a');
    await entry.store('text');
    assert.equal(keyring.texts.get('a'), 'text');
    assert.equal(await entry.get(), 'text');
    await entry.delete();
    assert.equal(await entry.get(), undefined);
    assert.deepEqual(changed, ['a', 'a']);
    assert.equal(secrets.isVolatile, false);
  });

  it('stay in memory where the system cannot keep them, and tell of changes all the same', async () => {
    const { keyring, secrets, changed } = open();
    keyring.isLocked = true;
    const entry = secrets.entry('a');
    assert.equal(await entry.get(), undefined);
    await entry.store('text');
    assert.equal(await entry.get(), 'text');
    assert.equal(secrets.isVolatile, true);
    assert.deepEqual(changed, ['a']);
  });

  it('that were deleted do not come back from a store that could not delete them', async () => {
    const { keyring, secrets } = open();
    const entry = secrets.entry('a');
    await entry.store('text');
    keyring.isLocked = true;
    await entry.delete();
    keyring.isLocked = false;
    assert.equal(await entry.get(), undefined);
  });

  it('move to the system with the next change that it takes', async () => {
    const { keyring, secrets } = open();
    keyring.isLocked = true;
    const entry = secrets.entry('a');
    await entry.store('first');
    keyring.isLocked = false;
    await entry.store('second');
    assert.equal(keyring.texts.get('a'), 'second');
    assert.equal(secrets.isVolatile, false);
  });

  it('listen to nothing after the end', async () => {
    const { keyring, secrets, changed } = open();
    secrets.dispose();
    await keyring.store('a', 'text');
    assert.deepEqual(changed, []);
  });

  it('keep the pasted token of each account apart', async () => {
    const { secrets } = open();
    await tokenEntry(secrets, 'token:1').store('one');
    assert.equal(await tokenEntry(secrets, 'token:2').get(), undefined);
    await tokenEntry(secrets, 'token:2').store('two');
    await tokenEntry(secrets, 'token:2').delete();
    assert.equal(await tokenEntry(secrets, 'token:1').get(), 'one');
  });
});
