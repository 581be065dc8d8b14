import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { systemRandom } from '../../../src/base/random.ts';
import { hasEnded, machineOf, thisProcess } from '../../../src/node/machine.ts';
import { fastClock } from '../../support/fastClock.ts';
import { useTempFolder } from '../../support/tempFolder.ts';

describe('machineOf', () => {
  const temp = useTempFolder();
  const parts = { clock: fastClock(100), random: systemRandom };

  it('gives the machine one id for ever, and the name of its host', async () => {
    const folder = join(temp(), 'new', 'folder');
    const first = await machineOf(folder, parts);
    assert.deepEqual(await machineOf(folder, parts), first);
    assert.equal(first.name, hostname());
    assert.equal((await stat(join(folder, 'machine'))).mode & 0o777, 0o600);
    assert.notEqual((await machineOf(join(temp(), 'another'), parts)).id, first.id);
  });

  it('gives all windows that start at once the same id', async () => {
    const found = await Promise.all(Array.from({ length: 20 }, () => machineOf(temp(), parts)));
    assert.equal(new Set(found.map(({ id }) => id)).size, 1);
  });

  it('makes a new id when a crash left none', async () => {
    await writeFile(join(temp(), 'machine'), '');
    assert.match((await machineOf(temp(), parts, 'shown')).id, /^[\w-]{36}$/u);
  });
});

describe('hasEnded', () => {
  it('knows of a process of this host whether it has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const there = { ...thisProcess(), pid: child.pid ?? 0 };
    assert.equal(hasEnded(there, thisProcess()), false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(hasEnded(there, thisProcess()), true);
    assert.equal(hasEnded({ ...there, host: 'elsewhere' }, thisProcess()), false, 'another host: nobody knows');
  });
});
