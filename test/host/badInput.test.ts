import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { startSimulator } from '../sim/index.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { HostSession, listUploads, setCloud } from './session.ts';
import { registerVirtualFile } from './virtualFile.ts';

describe('bad input', () => {
  let session: HostSession;

  before(async () => {
    session = await HostSession.start();
  });
  beforeEach(() => session.signIn());
  afterEach(() => {
    session.assertCleanConduct();
    assert.deepEqual(session.simulator.item('/Reports/2026')?.children ?? [], [], 'no half-made item');
  });
  after(() => session.stop());

  it('names a file that is not there', async () => {
    const uri = await session.write('gone.txt', 'x');
    await rm(uri.fsPath);
    const { code, message } = await session.fail(uri);
    assert.equal(code, 'file.missing');
    assert.match(message, /no longer there/);
  });

  it('refuses a folder', async () => {
    const { code } = await session.fail(vscode.Uri.file(session.folder));
    assert.equal(code, 'file.isFolder');
  });

  it('refuses a name that OneDrive does not allow before anything is sent', async () => {
    const uri = await session.write('~$budget.xlsx', 'x');
    session.simulator.clearRequests();
    const { code } = await session.fail(uri);
    assert.equal(code, 'name');
    assert.deepEqual(
      session.simulator.requests.filter(({ method, file }) => method === 'PUT' || file?.includes('budget')),
      [],
    );
  });

  it('refuses a destination that OneDrive does not allow', async () => {
    const uri = await session.write('good.txt', 'x');
    const { code } = await session.fail(uri, { destination: '/Reports/a:b' });
    assert.equal(code, 'folderName');
  });

  it('says how much space is missing', async () => {
    const small = await HostSession.start({ quota: 1000 });
    try {
      const { code, message } = await small.fail(await small.write('big.bin', patternedBytes(5000)));
      assert.equal(code, 'overQuota');
      assert.match(message, /only .* left/);
      small.assertCleanConduct();
    } finally {
      await small.stop();
      await setCloud(session.simulator.graphUrl);
    }
  });

  it('refuses a virtual file that is too large to hold, without reading it', async () => {
    let reads = 0;
    const provider = registerVirtualFile('huge-test', 2 ** 31, () => {
      reads += 1;
      return new Uint8Array(1);
    });
    try {
      const { code } = await session.fail(vscode.Uri.parse('huge-test:/huge.bin'));
      assert.equal(code, 'file.tooLargeToHold');
    } finally {
      provider.dispose();
    }
    assert.equal(reads, 0);
  });

  it('asks a caller without questions to sign in first', async () => {
    await vscode.commands.executeCommand('onedrive.signOut');
    const { code } = await session.fail(await session.write('signedOut.txt', 'x'));
    assert.equal(code, 'signIn.signedOut');
  });

  it('says that the sign-in has ended when the service refuses the token', async () => {
    const token = session.simulator.issueToken();
    await vscode.commands.executeCommand('onedrive.signInWithToken', token);
    session.simulator.revokeToken(token);
    const { code } = await session.fail(await session.write('revoked.txt', 'x'));
    assert.equal(code, 'signIn.rejected');
  });

  it('does not sign in with a token whose time has passed', async () => {
    const token = session.simulator.issueToken({ expiresInSeconds: -60 });
    assert.notEqual(await vscode.commands.executeCommand('onedrive.signInWithToken', token), true);
  });

  it('names a server that cannot be reached', async () => {
    const uri = await session.write('offline.txt', 'x');
    const gone = await startSimulator();
    await setCloud(gone.graphUrl);
    await vscode.commands.executeCommand('onedrive.signInWithToken', gone.issueToken());
    await gone.close();
    const { code, message } = await session.fail(uri);
    assert.equal(code, 'network.connectionRefused');
    assert.match(message, /127\.0\.0\.1/);
    await setCloud(session.simulator.graphUrl);
  });

  it('finds nobody signed in on another server', async () => {
    const uri = await session.write('other.txt', 'x');
    const other = await startSimulator();
    await setCloud(other.graphUrl);
    const { code } = await session.fail(uri);
    assert.equal(code, 'signIn.signedOut');
    assert.deepEqual(other.requests, []);
    await setCloud(session.simulator.graphUrl);
    await other.close();
  });

  it('recognises a web page instead of an answer', async () => {
    session.simulator.faults.add({ kind: 'html', status: 200, times: 'always' });
    const { code } = await session.fail(await session.write('page.txt', 'x'));
    assert.equal(code, 'answer.html');
    session.simulator.faults.clear();
  });

  it('keeps a failed upload in the list until it is cleared', async () => {
    await vscode.commands.executeCommand('onedrive.clearFinishedUploads');
    const uri = await session.write('~$kept.docx', 'x');
    await session.fail(uri);
    const [row, ...others] = await listUploads();
    assert.deepEqual(others, []);
    assert.equal(row?.uri, uri.toString());
    assert.equal(row.state, 'failed');
    assert.equal(row.error?.code, 'name');
    await vscode.commands.executeCommand('onedrive.clearFinishedUploads');
    assert.deepEqual(await listUploads(), []);
  });

  const wrong: Record<string, unknown> = {
    'options that are no object': 'replace',
    'a destination that is neither path nor ids': { destination: 5 },
    'ids without the item': { destination: { driveId: 'x' } },
    'a conflict behaviour that does not exist': { conflictBehavior: 'overwrite' },
  };
  for (const [name, options] of Object.entries(wrong)) {
    it(`throws at a caller that passes ${name}`, async () => {
      const uri = await session.write('argument.txt', 'x');
      await assert.rejects(async () => vscode.commands.executeCommand('onedrive.upload', uri, [uri], options));
    });
  }
});
