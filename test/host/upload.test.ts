import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadSummary } from '../../src/contributions.ts';
import { commandIds } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes, writePatternedFile } from '../support/patternedFile.ts';
import { makeWorkbook } from '../support/xlsx.ts';
import type { World } from './setup.ts';
import { setUp, signIn, upload } from './setup.ts';
import { registerVirtualFile } from './virtualFile.ts';

describe('onedrive.upload', () => {
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

  it('uploads a small file into a folder that it creates, and tells everything about the item', async () => {
    const uri = await file('notes.txt', 1234);
    const outcomes = await upload([uri], { destination: '/Reports/2026', conflictBehavior: 'fail' });
    await compareWithOneDrive(world.sim, uri.fsPath, '/Reports/2026/notes.txt');
    const item = world.sim.item('/Reports/2026/notes.txt');
    const webUrl = outcomes[0]?.item?.webUrl ?? '';
    assert.match(webUrl, /^https?:\/\//);
    assert.deepEqual(outcomes, [
      {
        uri: uri.toString(),
        status: 'uploaded',
        verified: 'hash',
        item: {
          driveId: item?.driveId,
          id: item?.id,
          name: 'notes.txt',
          size: 1234,
          eTag: item?.eTag,
          webUrl,
          quickXorHash: item?.quickXorHash,
        },
      },
    ]);
  });

  it('uploads an empty file', async () => {
    const uri = await file('empty', 0);
    const [outcome] = await upload([uri]);
    assert.equal(outcome?.status, 'uploaded');
    assert.equal(world.sim.item('/Reports/2026/empty')?.size, 0);
  });

  it('uploads a file over 10 MiB by an upload session and shows it in the list meanwhile', async () => {
    world.sim.faults.add({ route: 'fragment', nth: 2, kind: 'delay', ms: 400 });
    const uri = await file('large.bin', 25 * 1024 * 1024 + 17);
    const uploading = upload([uri]);
    const seen: UploadSummary[] = [];
    while (seen.at(-1)?.acceptedBytes !== 10 * 1024 * 1024) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push(...(await vscode.commands.executeCommand<UploadSummary[]>(commandIds.listUploads)));
    }
    assert.equal((await uploading)[0]?.verified, 'hash');
    await compareWithOneDrive(world.sim, uri.fsPath, '/Reports/2026/large.bin');
    const { expires, ...last } = seen.at(-1) ?? {};
    assert.ok(Date.parse(expires ?? '') > Date.now());
    assert.deepEqual(
      { ...last, id: '' },
      {
        id: '',
        uri: uri.toString(),
        name: 'large.bin',
        size: 25 * 1024 * 1024 + 17,
        acceptedBytes: 10 * 1024 * 1024,
        state: 'uploading',
        destination: '/Reports/2026',
      },
    );
    assert.deepEqual(await vscode.commands.executeCommand(commandIds.listUploads), []);
    const answers = world.sim.requests.filter(({ route }) => route === 'fragment').map(({ status }) => status);
    assert.equal(answers.pop(), 201);
    assert.ok(answers.length > 0 && answers.every((status) => status === 202), answers.join());
  });

  it('uploads several files at once, and answers in their order', async () => {
    const uris = await Promise.all([
      file('a.bin', 11 * 1024 * 1024),
      file('b #1 100%.txt', 5),
      file('ä ß 日本.dat', 70_000),
    ]);
    const outcomes = await upload(uris);
    assert.deepEqual(
      outcomes.map(({ uri, status }) => ({ uri, status })),
      uris.map((uri) => ({ uri: uri.toString(), status: 'uploaded' })),
    );
    for (const uri of uris) {
      await compareWithOneDrive(world.sim, uri.fsPath, `/Reports/2026/${uri.path.split('/').at(-1)}`);
    }
  });

  it('uploads a workbook', async () => {
    const path = join(world.folder, 'sales.xlsx');
    await writeFile(
      path,
      makeWorkbook([
        ['Region', 'Total'],
        ['North', 12],
      ]),
    );
    const [outcome] = await upload([vscode.Uri.file(path)]);
    assert.equal(outcome?.verified, 'hash');
    await compareWithOneDrive(world.sim, path, '/Reports/2026/sales.xlsx');
  });

  it('puts files into a folder that is named by its ids', async () => {
    const folder = world.sim.putItem('/Existing/Deep', { folder: true });
    const uri = await file('c.txt', 10);
    const [outcome] = await upload([uri], {
      destination: { driveId: folder.driveId, itemId: folder.id },
      conflictBehavior: 'fail',
    });
    assert.equal(outcome?.status, 'uploaded');
    await compareWithOneDrive(world.sim, uri.fsPath, '/Existing/Deep/c.txt');
  });

  it('settles existing files as the caller says', async () => {
    const uri = await file('same.txt', 100);
    const old = world.sim.putItem('/Reports/2026/same.txt', patternedBytes(50, 0, 9));
    const run = async (conflictBehavior: 'fail' | 'replace' | 'rename' | 'skip') =>
      (await upload([uri], { destination: '/Reports/2026', conflictBehavior }))[0];

    const failed = await run('fail');
    assert.equal(failed?.error?.code, 'nameTaken');
    assert.equal((await run('skip'))?.status, 'skipped');
    assert.equal(world.sim.item('/Reports/2026/same.txt')?.sha256, old.sha256);

    const renamed = await run('rename');
    assert.equal(renamed?.status, 'uploaded');
    assert.notEqual(renamed.item?.name, 'same.txt');
    await compareWithOneDrive(world.sim, uri.fsPath, `/Reports/2026/${renamed.item?.name}`);
    assert.equal(world.sim.item('/Reports/2026/same.txt')?.sha256, old.sha256);

    const replaced = await run('replace');
    assert.equal(replaced?.item?.id, old.id);
    await compareWithOneDrive(world.sim, uri.fsPath, '/Reports/2026/same.txt');
  });

  it('uploads a file that only VS Code can reach', async () => {
    const bytes = patternedBytes(12 * 1024 * 1024);
    const registration = registerVirtualFile('onedrive-test', bytes.length, () => bytes);
    try {
      const [outcome] = await upload([vscode.Uri.parse('onedrive-test:/virtual.bin')]);
      assert.equal(outcome?.verified, 'hash');
      assert.deepEqual(Buffer.compare(world.sim.item('/Reports/2026/virtual.bin')?.content() ?? Buffer.of(), bytes), 0);
    } finally {
      registration.dispose();
    }
  });

  it('cancels an upload of the list and discards it on the server', async () => {
    world.sim.faults.add({ route: 'fragment', nth: 2, kind: 'hang' });
    const uri = await file('large.bin', 25 * 1024 * 1024);
    const uploading = upload([uri]);
    let list: UploadSummary[] = [];
    while (!list[0]?.acceptedBytes) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      list = await vscode.commands.executeCommand<UploadSummary[]>(commandIds.listUploads);
    }
    assert.equal(world.sim.openSessions.length, 1);
    await vscode.commands.executeCommand(commandIds.cancelUpload, list[0].id);
    assert.deepEqual(await uploading, [{ uri: uri.toString(), status: 'cancelled' }]);
    assert.equal(world.sim.item('/Reports/2026/large.bin'), undefined);
    assert.deepEqual([...world.sim.openSessions], []);
  });

  it('keeps a failed upload in the list until it is retried', async () => {
    world.sim.putItem('/Reports/2026/late.txt', patternedBytes(10));
    const uri = await file('late.txt', 20);
    await upload([uri]);
    const [failed] = await vscode.commands.executeCommand<UploadSummary[]>(commandIds.listUploads);
    assert.equal(failed?.state, 'failed');
    assert.equal(failed.error?.code, 'nameTaken');
    world.sim.removeItem('/Reports/2026/late.txt');
    const retried = await vscode.commands.executeCommand<{ status: string }[]>(commandIds.retryUpload, failed.id);
    assert.deepEqual(
      retried.map(({ status }) => status),
      ['uploaded'],
    );
    assert.deepEqual(await vscode.commands.executeCommand(commandIds.listUploads), []);
  });

  it('shows no secret in what it returns', async () => {
    const token = world.sim.issueToken();
    await signIn(token);
    world.sim.faults.add({ route: 'fragment', kind: 'status', status: 403, times: 'always' });
    const outcomes = await upload([await file('good.txt', 10), await file('refused.bin', 11 * 1024 * 1024)]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['uploaded', 'failed'],
    );
    const text = JSON.stringify([outcomes, await vscode.commands.executeCommand(commandIds.listUploads)]);
    assert.ok(!text.includes(token));
    assert.doesNotMatch(text, /tempauth|uploadSession/i);
  });
});
