import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { compareWithOneDrive } from '../support/compare.ts';
import { patternedBytes, writePatternedFile } from '../support/patternedFile.ts';
import { HostSession, listUploads } from './session.ts';
import { registerVirtualFile } from './virtualFile.ts';

const mebibyte = 1 << 20;

describe('onedrive.upload', () => {
  let session: HostSession;

  before(async () => {
    session = await HostSession.start();
  });
  afterEach(() => session.assertCleanConduct());
  after(() => session.stop());

  it('uploads a small file into folders that it creates, and tells what came of it', async () => {
    const uri = await session.write('small.bin', patternedBytes(300_000));
    const outcomes = await session.upload([uri]);
    const stored = session.simulator.item('/Reports/2026/small.bin');
    assert.ok(stored);
    const [outcome] = outcomes;
    assert.equal(outcomes.length, 1);
    assert.equal(outcome?.uri, uri.toString());
    assert.equal(outcome.status, 'uploaded');
    assert.equal(outcome.verified, 'hash');
    const { id, driveId, name, size, quickXorHash } = stored;
    assert.deepEqual(
      { ...outcome.item, webUrl: '', eTag: '' },
      { id, driveId, name, size, quickXorHash, webUrl: '', eTag: '' },
    );
    assert.match(outcome.item?.webUrl ?? '', /^https?:/);
    await compareWithOneDrive(session.simulator, uri.fsPath, '/Reports/2026/small.bin');
  });

  it('uploads a large file in fragments', async () => {
    const uri = vscode.Uri.file(join(session.folder, 'large.bin'));
    await writePatternedFile(uri.fsPath, 25 * mebibyte + 12_345);
    session.simulator.clearRequests();
    const [outcome] = await session.upload([uri]);
    assert.equal(outcome?.status, 'uploaded');
    assert.ok(session.simulator.requests.filter(({ route }) => route === 'fragment').length > 1);
    await compareWithOneDrive(session.simulator, uri.fsPath, '/Reports/2026/large.bin');
  });

  it('uploads an empty file', async () => {
    const [outcome] = await session.upload([await session.write('empty.txt', '')]);
    assert.equal(outcome?.status, 'uploaded');
    assert.equal(session.simulator.item('/Reports/2026/empty.txt')?.size, 0);
  });

  it('uploads several files, with an outcome for each in their order', async () => {
    const names = ['one.txt', 'two.txt', 'three.txt'];
    const uris = await Promise.all(names.map((name) => session.write(name, `content of ${name}`)));
    const outcomes = await session.upload(uris, { destination: '/Several' });
    assert.deepEqual(
      outcomes.map(({ uri, status, item }) => [uri, status, item?.name]),
      uris.map((uri, index) => [uri.toString(), 'uploaded', names[index]]),
    );
    for (const uri of uris) {
      await compareWithOneDrive(session.simulator, uri.fsPath, `/Several/${uri.path.split('/').at(-1)}`);
    }
  });

  it('takes a folder by its ids as destination', async () => {
    const folder = session.simulator.putItem('/By ids', { folder: true });
    const uri = await session.write('ids.txt', 'by ids');
    const [outcome] = await session.upload([uri], { destination: { driveId: folder.driveId, itemId: folder.id } });
    assert.equal(outcome?.status, 'uploaded');
    await compareWithOneDrive(session.simulator, uri.fsPath, '/By ids/ids.txt');
  });

  it('does with a name that is taken what the caller says', async () => {
    const uri = await session.write('taken.txt', 'new content');
    const earlier = session.simulator.putItem('/Taken/taken.txt', 'earlier content');
    const options = { destination: '/Taken' };

    const [skipped] = await session.upload([uri], { ...options, conflictBehavior: 'skip' });
    assert.equal(skipped?.status, 'skipped');
    const { code } = await session.fail(uri, { ...options, conflictBehavior: 'fail' });
    assert.equal(code, 'nameTaken');
    assert.equal(session.simulator.item('/Taken/taken.txt')?.content().toString(), 'earlier content');

    const [renamed] = await session.upload([uri], { ...options, conflictBehavior: 'rename' });
    assert.equal(renamed?.status, 'uploaded');
    assert.notEqual(renamed.item?.name, 'taken.txt');
    await compareWithOneDrive(session.simulator, uri.fsPath, `/Taken/${renamed.item?.name}`);

    const [replaced] = await session.upload([uri], { ...options, conflictBehavior: 'replace' });
    assert.equal(replaced?.item?.id, earlier.id);
    await compareWithOneDrive(session.simulator, uri.fsPath, '/Taken/taken.txt');
  });

  it('reads a file of a virtual workspace through VS Code', async () => {
    const content = patternedBytes(2 * mebibyte, 0, 7);
    const provider = registerVirtualFile('memory-test', content.length, () => content);
    try {
      const [outcome] = await session.upload([vscode.Uri.parse('memory-test:/virtual.bin')]);
      assert.equal(outcome?.status, 'uploaded');
    } finally {
      provider.dispose();
    }
    assert.deepEqual(new Uint8Array(session.simulator.item('/Reports/2026/virtual.bin')?.content() ?? []), content);
  });

  it('leaves no row in the list when it went well', async () => {
    await vscode.commands.executeCommand('onedrive.clearFinishedUploads');
    await session.upload([await session.write('listed.txt', 'x')]);
    assert.deepEqual(await listUploads(), []);
  });

  it('says nothing secret in its outcomes', async () => {
    const token = session.simulator.issueToken();
    await vscode.commands.executeCommand('onedrive.signInWithToken', token);
    const outcomes = await session.upload([await session.write('secret.txt', 'x')]);
    const text = JSON.stringify([outcomes, await listUploads()]);
    assert.ok(!text.includes(token));
    assert.ok(!text.includes('tempauth'));
  });
});
