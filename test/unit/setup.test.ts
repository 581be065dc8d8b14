import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../run/setup/paths.js';
import { SetupError, locked, makeOnce, run } from '../run/setup/steps.js';

describe('set-up steps', () => {
  let folder: string;
  let target: string;

  const isComplete = (candidate: string): boolean => existsSync(join(candidate, 'done'));
  const complete = async (candidate: string): Promise<void> => writeFileSync(join(candidate, 'done'), '');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'setup-'));
    target = join(folder, 'tool');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('make a folder once', async () => {
    let times = 0;
    const work = async (candidate: string): Promise<void> => {
      times += 1;
      await complete(candidate);
    };
    await makeOnce(target, 'Making', isComplete, work);
    await makeOnce(target, 'Making', isComplete, work);
    assert.equal(times, 1);
    assert.deepEqual(readdirSync(folder), ['tool']);
  });

  it('give the folder its name only when it is complete', async () => {
    await makeOnce(target, 'Making', isComplete, async (candidate) => {
      assert.ok(!existsSync(target));
      await complete(candidate);
    });
    assert.ok(isComplete(target));
  });

  it('repair what an interrupted run left', async () => {
    mkdirSync(target);
    writeFileSync(join(target, 'half'), '');
    await assert.rejects(
      makeOnce(target, 'Making', isComplete, async (candidate) => {
        writeFileSync(join(candidate, 'half'), '');
        throw new SetupError('interrupted', 'again');
      }),
    );
    await makeOnce(target, 'Making', isComplete, complete);
    assert.deepEqual(readdirSync(target), ['done']);
    assert.deepEqual(readdirSync(folder), ['tool']);
  });

  it('refuse a result that is not complete', async () => {
    await assert.rejects(
      makeOnce(target, 'Making', isComplete, async () => {}),
      /not complete/,
    );
  });

  it('do the work once when two processes ask for it at once', async () => {
    const script = `
      import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
      import { setTimeout as delay } from 'node:timers/promises';
      import { makeOnce } from ${JSON.stringify(join(root, 'test/run/setup/steps.js'))};
      await makeOnce(${JSON.stringify(target)}, 'Making', (folder) => existsSync(folder + '/done'), async (folder) => {
        appendFileSync(${JSON.stringify(join(folder, 'count'))}, 'x');
        await delay(300);
        writeFileSync(folder + '/done', '');
      });`;
    const processes = [1, 2, 3].map(() => spawn(process.execPath, ['--input-type=module', '-e', script]));
    const codes = await Promise.all(processes.map((child) => new Promise((resolve) => child.once('close', resolve))));
    assert.deepEqual(codes, [0, 0, 0]);
    assert.equal(readFileSync(join(folder, 'count'), 'utf8'), 'x');
  });

  it('take over the lock of a process that died', async () => {
    const file = join(folder, 'lock');
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.once('close', resolve));
    writeFileSync(file, String(dead.pid));
    assert.equal(await locked(file, async () => 'held'), 'held');
    assert.ok(!existsSync(file));
  });

  it('say what failed and what to do about it', async () => {
    const offline = ['-e', 'console.error("npm error code ENOTFOUND"); process.exit(1)'];
    await assert.rejects(run(process.execPath, offline), /ENOTFOUND[\s\S]*What to do: .*registry is not reachable/);
    await assert.rejects(run('no-such-program-anywhere', []), /What to do: Install no-such-program-anywhere/);
  });
});
