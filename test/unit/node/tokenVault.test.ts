import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { AccountBook } from '../../../src/auth/accountBook.ts';
import type { KnownAccount } from '../../../src/auth/model.ts';
import type { TokenVault } from '../../../src/auth/ports.ts';
import { tokenVault } from '../../../src/node/tokenVault.ts';
import type { Lease } from '../../../src/upload/journal/ports.ts';
import { fastClock } from '../../support/fastClock.ts';
import { useLeases } from '../../support/leaseWindows.ts';
import { ManualClock } from '../../support/manualClock.ts';
import { MemoryText } from '../../support/memoryText.ts';

const factor = 40;
const never = new AbortController().signal;

const noLeases = { take: () => Promise.reject(new Error('ENOSPC')) };

describe('token vault', function () {
  this.timeout(30_000);
  const { open, start } = useLeases(factor);
  let texts: MemoryText;

  beforeEach(() => {
    texts = new MemoryText();
  });

  async function vault(): Promise<TokenVault> {
    return tokenVault(texts, await open(), fastClock(factor));
  }

  it('lets one at a time work, in a window and among windows', async () => {
    const vaults = [await vault(), await vault()];
    let working = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++working);
      await wait(5);
      working--;
    };
    await Promise.all([...vaults, ...vaults, ...vaults].map((each) => each.exclusively(work, never)));
    assert.equal(most, 1);
  });

  it('goes on after work that failed, and gives its result', async () => {
    const mine = await vault();
    const failure = new Error('no');
    await assert.rejects(
      mine.exclusively(() => Promise.reject(failure), never),
      (error) => error === failure,
    );
    assert.equal(await mine.exclusively(() => Promise.resolve(7), never), 7);
  });

  it('does not wait for ever for work that hangs, here or in another window', async () => {
    const [mine, other] = [await vault(), await vault()];
    const { promise, resolve } = Promise.withResolvers<void>();
    const hanging = mine.exclusively(() => promise, never);
    await wait(20);
    const begun = performance.now();
    assert.deepEqual(
      await Promise.all([mine, other].map((each) => each.exclusively(() => Promise.resolve('done'), never))),
      ['done', 'done'],
    );
    const tookMs = (performance.now() - begun) * factor;
    assert.ok(tookMs >= 19_000, `waited ${tookMs} ms only`);
    resolve();
    await hanging;
  });

  it('is not held up by a window that was killed', async () => {
    const dead = await start();
    dead.send({ take: ['sign-in'] });
    await dead.next('took');
    await dead.kill();
    const begun = performance.now();
    assert.equal(await (await vault()).exclusively(() => Promise.resolve('done'), never), 'done');
    assert.ok((performance.now() - begun) * factor < 20_000);
  });

  it('does not let who is at one text wait for who is at another', async () => {
    const leases = await open();
    const [tokens, accounts] = (['sign-in', 'accounts'] as const).map((id) =>
      tokenVault(texts, leases, new ManualClock(), id),
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    const hanging = tokens?.exclusively(() => promise, never);
    assert.equal(await accounts?.exclusively(() => Promise.resolve('done'), never), 'done');
    resolve();
    await hanging;
  });

  it('keeps both accounts that two windows write at once', async () => {
    const inWindow = async (): Promise<AccountBook> =>
      new AccountBook(tokenVault(texts, await open(), fastClock(factor), 'accounts'));
    const books = [await inWindow(), await inWindow()];
    const account = (id: string): KnownAccount => ({ id, kind: 'msal', label: id, graph: 'g', granted: [] });
    await Promise.all(books.map((book, index) => book.put(account(`msal:${index}`), true)));
    assert.deepEqual((await books[0]?.list('g'))?.map(({ id }) => id).toSorted(), ['msal:0', 'msal:1']);
  });

  it('lets go at once who gives up while waiting, and nobody is early because of that', async () => {
    const mine = tokenVault(texts, noLeases, new ManualClock());
    const { promise, resolve } = Promise.withResolvers<void>();
    let working = true;
    const first = mine.exclusively(() => promise.then(() => (working = false)), never);
    const stop = new AbortController();
    const reason = new Error('enough');
    const second = mine.exclusively(() => assert.fail('begun'), stop.signal);
    const third = mine.exclusively(() => Promise.resolve(working), never);
    stop.abort(reason);
    await assert.rejects(second, (error) => error === reason);
    await new Promise(setImmediate);
    resolve();
    await first;
    assert.equal(await third, false);
  });

  it('begins nothing for who gives up while it is taken, and gives it back', async () => {
    const stop = new AbortController();
    let released = 0;
    const lease: Lease = {
      lost: never,
      confirm: () => Promise.resolve(true),
      release: async () => {
        released++;
      },
    };
    const take = async (): Promise<Lease> => {
      stop.abort(new Error('enough'));
      return lease;
    };
    const mine = tokenVault(texts, { take }, new ManualClock());
    await assert.rejects(
      mine.exclusively(() => assert.fail('begun'), stop.signal),
      /enough/u,
    );
    assert.equal(released, 1);
  });

  it('works without leases where none can be had, and leaves no timer behind', async () => {
    const clock = new ManualClock();
    const alone = tokenVault(texts, noLeases, clock);
    assert.equal(await alone.exclusively(() => Promise.resolve('done'), never), 'done');
    assert.equal(clock.pending, 0);
  });
});
