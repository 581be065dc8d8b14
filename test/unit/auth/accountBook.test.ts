import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AccountBook, allAccounts, isInUse, readAccounts } from '../../../src/auth/accountBook.ts';
import type { KnownAccount } from '../../../src/auth/model.ts';
import type { SharedText } from '../../../src/auth/ports.ts';
import { WorkQueue } from '../../../src/base/queue.ts';
import { MemoryText } from '../../support/memoryText.ts';

const global = 'https://graph.microsoft.com';
const china = 'https://microsoftgraph.chinacloudapi.cn';

function account(name: string, changed: Partial<KnownAccount> = {}): KnownAccount {
  return {
    id: `msal:${name}`,
    kind: 'msal',
    label: `${name}@contoso.test`,
    graph: global,
    keeperId: `keeper-of-${name}`,
    registration: { clientId: 'c1', authority: 'https://login.microsoftonline.com/common' },
    granted: ['Files.ReadWrite'],
    ...changed,
  };
}

const ada = account('ada');
const ben = account('ben');
const cai = account('cai', { graph: china });

/** A book and another window's one on the same store. */
function books(text?: string): { book: AccountBook; other: AccountBook; store: MemoryText } {
  const store = new MemoryText(text);
  const turns = new WorkQueue(1);
  const shared: SharedText = {
    get: () => store.get(),
    store: (next) => store.store(next),
    delete: () => store.delete(),
    exclusively: (work, signal) => turns.run(work, signal),
  };
  return { book: new AccountBook(shared), other: new AccountBook(shared), store };
}

describe('AccountBook', () => {
  it('is empty at first', async () => {
    const { book, store } = books();
    assert.deepEqual(await book.list(global), []);
    assert.equal(await book.current(global), undefined);
    assert.equal(store.text, undefined, 'reading writes nothing');
  });

  it('keeps accounts as they are, of each service its own', async () => {
    const { book, other } = books();
    const bare: KnownAccount = { id: 'token', kind: 'token', label: '', graph: global, drive: 'b!x', granted: [] };
    await book.put(ada, true);
    await book.put(cai, true);
    await book.put(bare, false);
    assert.deepEqual(await other.list(global), [ada, bare]);
    assert.deepEqual(await other.list(china), [cai]);
    assert.deepEqual(await other.list('https://graph.microsoft.us'), []);
    assert.deepEqual(await other.current(global), ada);
    assert.deepEqual(await other.current(china), cai);
  });

  it('replaces what it knows about an account, in its place', async () => {
    const { book } = books();
    await book.put(ada, true);
    await book.put(ben, false);
    const wider = account('ada', { granted: ['Files.ReadWrite', 'Sites.Read.All'], label: 'Ada' });
    await book.put(wider, false);
    assert.deepEqual(await book.list(global), [wider, ben]);
    assert.deepEqual(await book.current(global), wider);
  });

  it('switches between the accounts of a service', async () => {
    const { book } = books();
    await book.put(ada, true);
    await book.put(ben, true);
    await book.put(cai, true);
    assert.deepEqual(await book.current(global), ben);
    await book.select(ada.id);
    assert.deepEqual(await book.current(global), ada);
    assert.deepEqual(await book.current(china), cai);
    await book.select('msal:gone');
    assert.deepEqual(await book.current(global), ada);
  });

  it('uses the account that signed in last when the one in use is removed', async () => {
    const { book } = books();
    const dan = account('dan');
    for (const next of [ada, ben, dan]) {
      await book.put(next, false);
    }
    await book.select(ada.id);
    await book.remove(ada.id);
    assert.deepEqual(await book.list(global), [ben, dan]);
    assert.deepEqual(await book.current(global), dan);
    await book.put(ada, false);
    assert.deepEqual(await book.current(global), ada, 'the choice went with the account');
    for (const next of [ada, ben, dan]) {
      await book.remove(next.id);
    }
    assert.equal(await book.current(global), undefined);
  });

  it('keeps what another window has written', async () => {
    const { book, other } = books();
    await book.put(ada, true);
    await other.put(ben, true);
    await book.put(cai, true);
    await other.remove(ada.id);
    assert.deepEqual(await book.list(global), [ben]);
    assert.deepEqual(await book.list(china), [cai]);
  });

  it('loses no account when windows write at once', async () => {
    const { book, other } = books();
    await Promise.all([book.put(ada, true), other.put(ben, true), book.put(cai, true), other.correct(ada.id, [])]);
    assert.deepEqual(await book.list(global), [{ ...ada, granted: [] }, ben]);
    assert.deepEqual(await book.list(china), [cai]);
  });

  it('corrects what was granted, of an account that is still there', async () => {
    const { book, other } = books();
    await book.put(ada, true);
    await book.put(ben, false);
    await book.correct(ada.id, ['Sites.Read.All']);
    assert.deepEqual(await book.list(global), [{ ...ada, granted: ['Sites.Read.All'] }, ben]);
    await other.remove(ada.id);
    await book.correct(ada.id, ['Files.ReadWrite']);
    assert.deepEqual(await book.list(global), [ben]);
  });

  it('makes changes of one window one after another', async () => {
    const { book } = books();
    await Promise.all([book.put(ada, true), book.put(ben, false), book.put(cai, false), book.select(ben.id)]);
    assert.deepEqual(await book.list(global), [ada, ben]);
    assert.deepEqual(await book.current(global), ben);
  });

  it('writes nothing when nothing changes', async () => {
    const { book, store } = books();
    await book.put(ada, true);
    assert.equal(store.writes, 1);
    await book.put(ada, true);
    await book.select(ada.id);
    await book.select('msal:gone');
    await book.remove('msal:gone');
    assert.equal(store.writes, 1);
  });

  it('goes on after a change that failed', async () => {
    const { book, store } = books();
    store.failing = true;
    await assert.rejects(book.put(ada, true), /no keyring/u);
    store.failing = false;
    await book.put(ben, true);
    assert.deepEqual(await book.list(global), [ben]);
  });

  it('writes over what is no book', async () => {
    const { book } = books('{"version":1,"accounts":');
    await book.put(ada, true);
    assert.deepEqual(await book.list(global), [ada]);
  });
});

describe('the text of a book', () => {
  const text = JSON.stringify({ version: 1, accounts: [ada, ben, cai], current: { [global]: ada.id } });

  it('tells the accounts of all services', () => {
    assert.deepEqual(allAccounts(text), [ada, ben, cai]);
    assert.deepEqual(allAccounts('{'), []);
  });

  it('tells which ones are in use, each for its service', () => {
    assert.deepEqual(
      [ada, ben, cai, account('gone')].map(({ id }) => isInUse(text, id)),
      [true, false, true, false],
    );
  });
});

describe('readAccounts', () => {
  const read = (book: unknown): ReturnType<typeof readAccounts> => readAccounts(JSON.stringify(book), global);

  it('takes garbage and other versions for an empty book', () => {
    for (const text of [undefined, '', '{', 'null', '[]', '"x"', '7', '{}', JSON.stringify({ version: 1 })]) {
      assert.deepEqual(readAccounts(text, global), { accounts: [] }, text);
    }
    assert.deepEqual(read({ version: 2, accounts: [ada], current: {} }), { accounts: [] });
    assert.deepEqual(read({ version: 1, accounts: { ada }, current: [] }), { accounts: [] });
  });

  it('drops entries that are no account', () => {
    const odd = [
      null,
      'ada',
      { ...ada, id: '' },
      { ...ada, id: 7 },
      { ...ada, kind: 'passkey' },
      { ...ada, kind: undefined },
      { ...ada, label: undefined },
      { ...ada, graph: undefined },
      { ...ada, graph: '' },
    ];
    assert.deepEqual(read({ version: 1, accounts: [...odd, ben], current: {} }), { accounts: [ben], current: ben });
  });

  it('drops what it cannot use of an account', () => {
    const entry = {
      ...ada,
      keeperId: 3,
      registration: { clientId: 'c1' },
      granted: ['Files.ReadWrite', 'Mail.Read', 7, 'Sites.Read.All'],
      accessToken: 'not kept',
    };
    const { keeperId: _keeperId, registration: _registration, ...rest } = ada;
    const expected = { ...rest, granted: ['Files.ReadWrite', 'Sites.Read.All'] };
    assert.deepEqual(read({ version: 1, accounts: [entry] }).accounts, [expected]);
    assert.deepEqual(read({ version: 1, accounts: [{ ...ada, granted: 'all' }] }).accounts, [{ ...ada, granted: [] }]);
  });

  it('lets a later entry of an account win', () => {
    const later = account('ada', { label: 'later' });
    assert.deepEqual(read({ version: 1, accounts: [ada, ben, later] }).accounts, [later, ben]);
  });

  it('falls back to the last account of the service when the one in use is not there', () => {
    const accounts = [ada, ben, cai];
    for (const current of [{}, { [global]: 'msal:gone' }, { [global]: cai.id }, { [global]: 5 }, 'ada', undefined]) {
      assert.deepEqual(read({ version: 1, accounts, current }).current, ben, JSON.stringify(current));
    }
    assert.deepEqual(read({ version: 1, accounts, current: { [global]: ada.id } }).current, ada);
  });
});
