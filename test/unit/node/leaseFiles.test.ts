import assert from 'node:assert/strict';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { systemRandom } from '../../../src/base/random.ts';
import { thisProcess } from '../../../src/node/machine.ts';
import { RecordFolder } from '../../../src/node/recordFiles.ts';
import { useLeases } from '../../support/leaseWindows.ts';
import { eventually } from '../../support/eventually.ts';
import { fastClock } from '../../support/fastClock.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { PausableClock } from '../../support/pausableClock.ts';

/** How much faster time goes: the 15 seconds after which a silent window is given up take a few tenths of one. */
const factor = 40;
/** Where a window that lives must not seem dead on a busy machine. */
const gentle = 10;

describe('LeaseFolder', function () {
  this.timeout(30_000);
  const { temp, open, start } = useLeases(factor);

  it('gives an upload to one window at a time', async () => {
    const [mine, other] = [await open(), await open()];
    const lease = await mine.take('a');
    assert.ok(lease);
    assert.equal(await mine.take('a'), undefined, 'nor twice to the same window');
    assert.equal(await other.take('a'), undefined);
    assert.ok(await other.take('b'), 'another upload');
    assert.deepEqual([...(await other.heldByOthers())], ['a']);
    assert.deepEqual([...(await mine.heldByOthers())], ['b']);
    assert.equal(await lease.confirm(), true);
    await lease.release();
    assert.equal(await lease.confirm(), false);
    assert.deepEqual([...(await other.heldByOthers())], []);
    assert.ok(await other.take('a'));
  });

  it('does no harm when a lease is released twice, or after somebody else has it', async () => {
    const [mine, other] = [await open(), await open()];
    const lease = await mine.take('a');
    await lease?.release();
    const others = await other.take('a');
    await lease?.release();
    assert.equal(await others?.confirm(), true);
    assert.equal(await mine.take('a'), undefined);
  });

  it('leaves no file behind and opens them to the owner only', async () => {
    const leases = await open();
    await leases.take('a');
    const names = await readdir(temp());
    assert.equal(names.length, 2);
    for (const name of names) {
      assert.equal((await stat(join(temp(), name))).mode & 0o777, 0o600, name);
    }
    await leases.dispose();
    assert.deepEqual(await readdir(temp()), []);
    assert.equal(await leases.take('a'), undefined, 'after the end');
  });

  it('tells other windows when one is taken and released', async () => {
    const [mine, other] = [await open(), await open()];
    let told = 0;
    other.onDidChange(() => told++);
    const lease = await mine.take('a');
    await eventually(() => assert.ok(told > 0));
    const before = told;
    await lease?.release();
    await eventually(() => assert.ok(told > before));
  });

  it('stays with a window that lives, however long that takes', async () => {
    const [mine, other] = [await open(fastClock(gentle)), await open(fastClock(gentle))];
    const lease = await mine.take('a');
    // More than twice as long as a silent one would keep it.
    for (let turn = 0; turn < 35; turn++) {
      await wait(100);
      assert.equal(await other.take('a'), undefined);
    }
    assert.equal(await lease?.confirm(), true);
    assert.equal(lease?.lost.aborted, false);
  });

  it('goes to one of 20 that want it at the same moment', async () => {
    const candidates = await Promise.all([1, 2, 3, 4].map(() => start(5, gentle)));
    const ids = Array.from({ length: 20 }, (_, index) => `id-${index}`);
    for (const window of candidates) {
      window.send({ take: ids });
    }
    const taken = (await Promise.all(candidates.map((window) => window.next('took')))).flat();
    assert.deepEqual(taken.toSorted(), ids.toSorted(), 'each upload has exactly one owner');
  });

  it('goes to one of 20 when its owner was killed', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `id-${index}`);
    const owner = await start(1, gentle);
    owner.send({ take: ids });
    assert.equal((await owner.next('took')).length, 20);
    const candidates = await Promise.all([1, 2, 3, 4].map(() => start(5, gentle)));
    await owner.kill();
    for (const window of candidates) {
      window.send({ take: ids });
    }
    const taken = (await Promise.all(candidates.map((window) => window.next('took')))).flat();
    assert.deepEqual(taken.toSorted(), ids.toSorted(), 'each upload has exactly one owner');
    const left = (await readdir(temp())).filter((name) => name.endsWith('.lease'));
    assert.equal(left.length, 20, 'nothing is left of the dead window');
  });

  it('goes over at once from a window whose process was killed', async () => {
    const owner = await start();
    owner.send({ take: ['a'] });
    await owner.next('took');
    const heir = await open();
    assert.deepEqual([...(await heir.heldByOthers())], ['a']);
    assert.equal(await heir.take('a'), undefined);
    await owner.kill();
    const lease = await heir.take('a');
    assert.equal(await lease?.confirm(), true);
  });

  it('goes over from a window that hangs, which learns of it when it goes on', async () => {
    const owner = await start();
    owner.send({ take: ['a'] });
    await owner.next('took');
    const heir = await open();
    owner.suspend();
    const stopped = performance.now();
    let lease: Awaited<ReturnType<typeof heir.take>>;
    await eventually(async () => {
      lease = await heir.take('a');
      assert.ok(lease);
    });
    assert.ok((performance.now() - stopped) * factor > 10_000, 'not before it was silent for long');
    owner.resume();
    await owner.next('lost');
    assert.equal(await lease?.confirm(), true);
    assert.equal(lease?.lost.aborted, false);
  });

  it('lets a window that went on confirm nothing that has another owner', async () => {
    const owner = await start();
    owner.send({ take: ['a'] });
    await owner.next('took');
    owner.suspend();
    const heir = await open();
    await eventually(async () => assert.ok(await heir.take('a')));
    owner.send({ confirm: 'a' });
    owner.resume();
    assert.deepEqual(await owner.next('confirmed'), []);
  });

  it('stays with its window when the whole machine slept', async () => {
    const [mineClock, otherClock] = [new PausableClock(fastClock(factor)), new PausableClock(fastClock(factor))];
    const [mine, other] = [await open(mineClock), await open(otherClock)];
    const lease = await mine.take('a');
    await other.heldByOthers();
    mineClock.pause();
    otherClock.pause();
    await wait(1000);
    // On some systems the clock of a process goes on while it sleeps; then the first to wake looks at the other.
    otherClock.resume(true);
    assert.equal(await other.take('a'), undefined);
    mineClock.resume(false);
    await wait(300);
    assert.equal(await other.take('a'), undefined);
    assert.equal(await lease?.confirm(), true);
  });

  it('goes over when the file of a window is not what it should be, but not before time', async () => {
    await writeFile(join(temp(), 'a.1.lease'), JSON.stringify({ ...thisProcess(), id: 'ghost' }));
    await writeFile(join(temp(), 'b.3.lease'), '');
    await writeFile(join(temp(), 'ghost.window'), 'rubbish');
    const leases = await open();
    assert.deepEqual([...(await leases.heldByOthers())].toSorted(), ['a', 'b']);
    assert.equal(await leases.take('a'), undefined);
    assert.equal(await leases.take('b'), undefined);
    await eventually(async () => assert.ok(await leases.take('a')));
    await eventually(async () => assert.ok(await leases.take('b')));
    assert.deepEqual((await readdir(temp())).filter((name) => name.endsWith('.lease')).toSorted(), [
      'a.2.lease',
      'b.4.lease',
    ]);
  });

  it('goes to nobody while two disagree about who was there before', async () => {
    const [mine, other] = [await open(), await open()];
    assert.ok(await mine.take('a'));
    const dead = await start();
    await dead.kill();
    const content = JSON.stringify({ ...thisProcess(), id: 'dead', pid: dead.pid });
    await writeFile(join(temp(), 'dead.window'), content);
    await writeFile(join(temp(), 'a.2.lease'), content);
    assert.equal(await other.take('a'), undefined);
    assert.equal((await readdir(temp())).includes('a.3.lease'), false);
  });

  it('goes over at once from several that were killed one after the other while they took it', async () => {
    for (const generation of [1, 2, 3]) {
      const dead = await start();
      await dead.kill();
      const content = JSON.stringify({ ...thisProcess(), id: `dead-${generation}`, pid: dead.pid });
      await writeFile(join(temp(), `dead-${generation}.window`), content);
      await writeFile(join(temp(), `a.${generation}.lease`), content);
      await (await open()).dispose();
    }
    const leases = await open();
    assert.ok(await leases.take('a'));
    await leases.dispose();
    assert.deepEqual(await readdir(temp()), []);
  });

  it('does not trust the time of a file', async () => {
    const [mine, other] = [await open(), await open()];
    await mine.take('a');
    const [window = ''] = (await readdir(temp())).filter((name) => name.endsWith('.window'));
    await utimes(join(temp(), window), 1, 1);
    assert.equal(await other.take('a'), undefined);
  });

  it('is lost when its file is deleted', async () => {
    const leases = await open();
    const lease = await leases.take('a');
    await rm(join(temp(), 'a.1.lease'));
    assert.equal(await lease?.confirm(), false);
    assert.equal(lease?.lost.aborted, true);
    assert.ok(await leases.take('a'), 'it can be taken anew');
  });

  it('notices by itself that the whole folder was emptied', async () => {
    const leases = await open();
    const lease = await leases.take('a');
    await Promise.all((await readdir(temp())).map(async (name) => rm(join(temp(), name))));
    await eventually(() => assert.equal(lease?.lost.aborted, true));
  });

  it('clears away windows that were killed and hold nothing', async () => {
    const owner = await start();
    owner.send({ take: ['a'] });
    await owner.next('took');
    await owner.kill();
    const heir = await open();
    assert.equal((await readdir(temp())).filter((name) => name.endsWith('.window')).length, 1, 'it has a lease');
    await (await heir.take('a'))?.release();
    const later = await open();
    assert.equal((await readdir(temp())).length, 1, 'the window of the heir');
    await later.dispose();
  });

  it('clears away leases of uploads that have ended, unless somebody has them', async () => {
    const owner = await start();
    owner.send({ take: ['ended', 'pending'] });
    await owner.next('took');
    const [leases, other] = [await open(), await open()];
    await leases.take('mine');
    await other.take('other');
    await owner.kill();
    await leases.clear((id) => id !== 'pending');
    const left = (await readdir(temp())).filter((name) => name.endsWith('.lease'));
    assert.deepEqual(left.toSorted(), ['mine.1.lease', 'other.1.lease', 'pending.1.lease']);
  });

  it('takes and releases 500 at once', async () => {
    const [mine, other] = [await open(), await open()];
    const leases = await Promise.all(Array.from({ length: 500 }, (_, index) => mine.take(`id-${index}`)));
    assert.equal((await other.heldByOthers()).size, 500);
    await Promise.all(leases.map(async (lease) => lease?.release()));
    assert.equal((await other.heldByOthers()).size, 0);
  }).timeout(30_000);

  it('leaves a whole record behind at whatever moment a process is killed', async () => {
    for (const delay of [20, 35, 50, 65, 80]) {
      const window = await start();
      window.send({ save: 'a' });
      await eventually(() => stat(join(temp(), 'a.json')));
      await wait(delay);
      await window.kill();
      const log = new MemoryLog();
      const records = await RecordFolder.open(temp(), { clock: fastClock(factor), random: systemRandom, log });
      assert.equal((await records.readAll([])).length, 1);
      assert.equal(log.text, '');
      await records.dispose();
    }
  });
});
