import assert from 'node:assert/strict';
import { Secrets, tokenEntry } from '../../../../src/vscode/account/secrets.ts';
import { Keyring } from '../../../support/keyring.ts';

function lock(keyring: Keyring): void {
  keyring.reads = false;
  keyring.writes = false;
}

function unlock(keyring: Keyring): void {
  keyring.reads = true;
  keyring.writes = true;
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
    lock(keyring);
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
    lock(keyring);
    await entry.delete();
    unlock(keyring);
    assert.equal(await entry.get(), undefined);
  });

  it('move to the system with the next change that it takes', async () => {
    const { keyring, secrets } = open();
    lock(keyring);
    const entry = secrets.entry('a');
    await entry.store('first');
    unlock(keyring);
    await entry.store('second');
    assert.equal(keyring.texts.get('a'), 'second');
    assert.equal(secrets.isVolatile, false);
  });

  it('are not written over while they cannot be read', async () => {
    const { keyring, secrets } = open();
    keyring.texts.set('a', 'of all windows');
    const entry = secrets.entry('a');
    keyring.reads = false;
    assert.equal(await entry.get(), undefined);
    await entry.store('of this one');
    assert.equal(keyring.texts.get('a'), 'of all windows');
    assert.equal(await entry.get(), 'of this one');
    keyring.reads = true;
    await entry.store('of this one still');
    assert.equal(keyring.texts.get('a'), 'of all windows', 'nobody has seen what is there');
    assert.equal(await entry.get(), 'of this one still');
  });

  it('are what they were when they could be read, and go on from there', async () => {
    const { keyring, secrets } = open();
    keyring.texts.set('a', 'first');
    const entry = secrets.entry('a');
    await entry.get();
    keyring.reads = false;
    assert.equal(await entry.get(), 'first');
    await entry.store('first, second');
    keyring.reads = true;
    await entry.store('first, second, third');
    assert.equal(keyring.texts.get('a'), 'first, second, third');
    assert.equal(secrets.isVolatile, false);
  });

  it('are written again once they can be read again', async () => {
    const { keyring, secrets } = open();
    keyring.texts.set('a', 'first');
    const entry = secrets.entry('a');
    keyring.reads = false;
    await entry.get();
    keyring.reads = true;
    assert.equal(await entry.get(), 'first');
    await entry.store('second');
    assert.equal(keyring.texts.get('a'), 'second');
  });

  it('may be left where they could not be deleted, and not where there were none', async () => {
    const { keyring, secrets } = open();
    const [kept, never, other] = ['kept', 'never', 'other'].map((key) => secrets.entry(key));
    await kept?.store('text');
    await never?.get();
    keyring.writes = false;
    await never?.store('text');
    await Promise.all([kept, never, other].map(async (entry) => entry?.delete()));
    assert.deepEqual(
      ['kept', 'never', 'other'].map((key) => secrets.mayBeLeft(key)),
      [true, false, true],
    );
    keyring.writes = true;
    await kept?.delete();
    await other?.delete();
    assert.deepEqual(
      ['kept', 'other'].map((key) => secrets.mayBeLeft(key)),
      [false, false],
    );
    keyring.reads = false;
    await kept?.get();
    assert.equal(secrets.mayBeLeft('kept'), true, 'who knows');
  });

  it('tell what this window wrote from what another one did', async () => {
    const { keyring, secrets } = open();
    const entry = secrets.entry('a');
    assert.equal(await secrets.isOurs('a'), false);
    await entry.store('ours');
    assert.equal(await secrets.isOurs('a'), true);
    await keyring.store('a', 'theirs');
    assert.equal(await secrets.isOurs('a'), false);
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
