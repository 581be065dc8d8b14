import assert from 'node:assert/strict';
import { appendFile, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { startSimulator } from '../sim/index.ts';
import { patternedBytes, writePatternedFile } from '../support/patternedFile.ts';
import type { World } from './setup.ts';
import { discardAll, failure, pointTo, setUp, signIn, signOutAll, upload } from './setup.ts';
import { registerVirtualFile } from './virtualFile.ts';

describe('onedrive.upload with bad input', () => {
  let world: World;
  before(async () => {
    world = await setUp();
  });
  beforeEach(() => world.reset());
  afterEach(() => world.assertCleanConduct());
  after(() => world.end());

  async function file(name: string, size: number): Promise<vscode.Uri> {
    const path = join(world.folder, name);
    await writePatternedFile(path, size);
    return vscode.Uri.file(path);
  }

  function bytesSent(): number {
    return world.sim.requests.filter(({ route }) => route === 'putContent' || route === 'fragment').length;
  }

  /** Waits until the upload has its session. */
  async function sessionOf(uploading: Promise<unknown>): Promise<void> {
    let ended = false;
    void uploading.finally(() => (ended = true));
    while (world.sim.openSessions.length === 0) {
      await delay(10);
      assert.ok(!ended, 'the upload ended without a session');
    }
  }

  it('says that a file is missing', async () => {
    assert.equal(await failure(vscode.Uri.file(join(world.folder, 'nowhere'))), 'file.missing');
  });

  it('uploads the good files of a batch when others are bad', async () => {
    const good = await file('good.txt', 10);
    const bad = vscode.Uri.file(join(world.folder, 'bad'));
    assert.deepEqual(
      (await upload([bad, good])).map(({ status }) => status),
      ['failed', 'uploaded'],
    );
    assert.ok(world.sim.item('/Reports/2026/good.txt'));
  });

  for (const name of [
    'a"b',
    'a*b',
    'a:b',
    'a<b',
    'a>b',
    'a?b',
    'a\\b',
    'a|b',
    ' a',
    'a ',
    'a.',
    '~$a',
    'CON',
    'a_vti_b',
    '.lock',
    'desktop.ini',
    'a\u0001b',
  ]) {
    it(`refuses the name ${JSON.stringify(name)} before anything is sent`, async function () {
      if (process.platform === 'win32') {
        this.skip();
      }
      const uri = vscode.Uri.file(world.folder).with({ path: `${world.folder}/${name}` });
      await writeFile(`${world.folder}/${name}`, 'x');
      assert.equal(await failure(uri), 'name');
      assert.equal(bytesSent(), 0);
    });
  }

  it('refuses a path that is too long, and a folder that cannot be', async () => {
    const uri = await file('a.txt', 1);
    const long = `/${'x'.repeat(200)}/${'y'.repeat(199)}`;
    assert.equal(await failure(uri, { destination: long, conflictBehavior: 'fail' }), 'pathTooLong');
    assert.equal(await failure(uri, { destination: '/a:b', conflictBehavior: 'fail' }), 'folderName');
    assert.equal(bytesSent(), 0);
  });

  it('refuses a file over 250 GB before anything is sent', async function () {
    const path = join(world.folder, 'huge.bin');
    const handle = await open(path, 'w');
    try {
      await handle.truncate(250 * 1024 ** 3 + 1);
    } catch {
      this.skip();
    } finally {
      await handle.close();
    }
    assert.equal(await failure(vscode.Uri.file(path)), 'fileTooLarge');
    assert.equal(bytesSent(), 0);
  });

  it('refuses what does not fit into the space that is left', async () => {
    world.sim.setQuota(1000);
    try {
      assert.equal(await failure(await file('a.bin', 1001)), 'overQuota');
      assert.equal(bytesSent(), 0);
    } finally {
      world.sim.setQuota(1024 ** 4);
    }
  });

  it('asks for nothing and says so when nobody is signed in', async () => {
    const uri = await file('a.txt', 10);
    await signOutAll();
    assert.equal(await failure(uri), 'signIn.signedOut');
  });

  it('says that the sign-in has ended', async () => {
    const uri = await file('a.txt', 10);
    await signIn(world.sim.issueToken({ expiresInSeconds: 1 }));
    await delay(1100);
    assert.equal(await failure(uri), 'signIn.expired');
  });

  it('says that a token was revoked, and keeps what is in OneDrive', async () => {
    const uri = await file('a.txt', 10);
    const token = world.sim.issueToken();
    await signIn(token);
    world.sim.revokeToken(token);
    assert.equal(await failure(uri), 'signIn.rejected');
    await signIn(world.sim.issueToken());
  });

  it('finishes an upload whose token ends in the middle, and leaves no session when it cannot', async () => {
    const uri = await file('large.bin', 25 * 1024 * 1024);
    const token = world.sim.issueToken();
    await signIn(token);
    world.sim.faults.add({ route: 'fragment', nth: 2, kind: 'delay', ms: 300 });
    const uploading = upload([uri]);
    await sessionOf(uploading);
    world.sim.revokeToken(token);
    // The address of an upload session carries its own right: no fragment needs the token.
    assert.equal((await uploading)[0]?.status, 'uploaded');
    await signIn(world.sim.issueToken());
  });

  it('refuses a token that Graph refuses, and stays signed out', async () => {
    await signOutAll();
    assert.equal(await vscode.commands.executeCommand(commandIds.signInWithToken, 'no-token-of-anybody'), undefined);
    assert.equal(await failure(await file('a.txt', 10)), 'signIn.signedOut');
  });

  it('does not send the token of one service to another', async () => {
    const uri = await file('a.txt', 10);
    await pointTo('http://127.0.0.1:9');
    assert.equal(await failure(uri), 'signIn.signedOut');
    await pointTo(world.sim.graphUrl);
  });

  it('refuses addresses of a custom cloud that are not safe', async () => {
    const uri = await file('a.txt', 10);
    await pointTo('http://graph.example.com');
    try {
      assert.equal(await failure(uri), 'cloud.notHttps');
    } finally {
      await pointTo(world.sim.graphUrl);
    }
  });

  it('says that a page of HTML is no answer', async () => {
    const uri = await file('a.txt', 10);
    world.sim.faults.add({ route: 'putContent', kind: 'html', status: 200, times: 'always' });
    assert.equal(await failure(uri), 'answer.html');
    world.sim.faults.clear();
  });

  it('stores nothing of a file that changes while it is uploaded', async () => {
    const uri = await file('large.bin', 25 * 1024 * 1024);
    world.sim.faults.add({ route: 'fragment', nth: 2, kind: 'delay', ms: 300 });
    const uploading = upload([uri]);
    await sessionOf(uploading);
    await appendFile(uri.fsPath, 'more');
    assert.equal((await uploading)[0]?.error?.code, 'file.changed');
    assert.equal(world.sim.item('/Reports/2026/large.bin'), undefined);
  });

  it('stores nothing of a file that is deleted while it is uploaded', async () => {
    const uri = await file('large.bin', 25 * 1024 * 1024);
    world.sim.faults.add({ route: 'fragment', nth: 2, kind: 'delay', ms: 300 });
    const uploading = upload([uri]);
    await sessionOf(uploading);
    await rm(uri.fsPath);
    assert.equal((await uploading)[0]?.error?.code, 'file.missing');
    assert.equal(world.sim.item('/Reports/2026/large.bin'), undefined);
    // It may be a disk that comes back.
    assert.equal(world.sim.openSessions.length, 1);
    await discardAll();
  });

  it('never replaces a folder by a file', async () => {
    const uri = await file('data', 10);
    world.sim.putItem('/Reports/2026/data', { folder: true });
    const options = { destination: '/Reports/2026', conflictBehavior: 'replace' } as const;
    assert.equal(await failure(uri, options), 'nameTakenByFolder');
  });

  it('does not upload one of two files of one name over the other', async () => {
    await mkdir(join(world.folder, 'sub'));
    const outcomes = await upload([await file('a.txt', 10), await file('sub/A.TXT', 20)], {
      destination: '/',
      conflictBehavior: 'replace',
    });
    assert.deepEqual(
      outcomes.map(({ error }) => error?.code),
      [undefined, 'nameTwiceInBatch'],
    );
    assert.equal(world.sim.item('/a.txt')?.size, 10);
  });

  it('says that somebody has the file open', async () => {
    world.sim.putItem('/Reports/2026/a.txt', patternedBytes(5));
    world.sim.lock('/Reports/2026/a.txt');
    const options = { destination: '/Reports/2026', conflictBehavior: 'replace' } as const;
    assert.equal(await failure(await file('a.txt', 10), options), 'locked');
  });

  it('says that the service cannot be reached', async () => {
    const uri = await file('a.txt', 10);
    const gone = await startSimulator();
    await pointTo(gone.graphUrl);
    await signIn(gone.issueToken());
    await gone.close();
    assert.equal(await failure(uri), 'network.connectionRefused');
    await pointTo(world.sim.graphUrl);
  });

  it('refuses a file that only VS Code can reach and that is too large to hold, without reading it', async () => {
    let reads = 0;
    const registration = registerVirtualFile('onedrive-huge', 2 ** 31, () => {
      reads += 1;
      return new Uint8Array(1);
    });
    try {
      assert.equal(await failure(vscode.Uri.parse('onedrive-huge:/huge.bin')), 'file.tooLargeToHold');
    } finally {
      registration.dispose();
    }
    assert.equal(reads, 0);
  });

  it('lets a caller know about options that it cannot use', async () => {
    const uri = await file('a.txt', 10);
    const call = (options: unknown): Thenable<unknown> =>
      vscode.commands.executeCommand(commandIds.upload, uri, [uri], options);
    const good = { destination: '/Reports/2026', conflictBehavior: 'fail' };
    await assert.rejects(async () => call({ destination: 7 }), /destination/);
    await assert.rejects(async () => call({ destination: { driveId: 'x' } }), /destination/);
    await assert.rejects(async () => call({ conflictBehavior: 'merge' }), /conflictBehavior/);
    await assert.rejects(async () => call({ ...good, deferCommit: 'later' }), /deferCommit/);
    await assert.rejects(async () => call('replace'), /options/);
    assert.equal(bytesSent(), 0);
  });
});
