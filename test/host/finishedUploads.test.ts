import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import type { UploadOutcome } from '../../src/contributions.ts';
import { localFolder } from './folders.ts';
import { localFile, quietly, rowOf, statuses, useWorld } from './pending.ts';
import { answering, replacing } from './prompts.ts';
import { pending, signIn, signOutAll, upload } from './setup.ts';

const { cancelUpload, clearFinishedUploads, copyUploadLink, openUploadInBrowser, pauseUpload } = commandIds;

/** What the view passes for the row of a finished upload. */
interface Row {
  readonly finished: { readonly id: string };
}

/** The finished uploads as the command that opens them offers them: names, and what is said of them. */
async function offered(): Promise<string[]> {
  const rows: string[] = [];
  const replaced = replacing(vscode.window, 'showQuickPick', (choices: readonly vscode.QuickPickItem[]) => {
    rows.push(...choices.map(({ label, description }) => `${label}: ${description}`));
    return Promise.resolve(undefined);
  });
  try {
    await vscode.commands.executeCommand(openUploadInBrowser);
  } finally {
    replaced.restore();
  }
  return rows;
}

/** The addresses that a command opens. */
async function opened(work: () => Thenable<unknown>): Promise<string[]> {
  const addresses: string[] = [];
  const replaced = replacing(vscode.env, 'openExternal', (address: vscode.Uri) => {
    addresses.push(address.toString());
    return Promise.resolve(true);
  });
  try {
    await work();
  } finally {
    replaced.restore();
  }
  return addresses;
}

function rowFor([outcome]: readonly UploadOutcome[]): Row {
  assert.ok(outcome?.item);
  return { finished: { id: `finished:${outcome.item.driveId}/${outcome.item.id}` } };
}

function addressOf([outcome]: readonly UploadOutcome[]): string {
  return vscode.Uri.parse(outcome?.item?.webUrl ?? '', true).toString();
}

describe('finished uploads', () => {
  const started = useWorld();

  it('stay in the list until they are cleared away, a folder as one; others only see what is pending', async () => {
    const world = started();
    await upload([await localFile(world, 'notes.txt', 2048)], quietly);
    await upload([await localFolder(world, 'tree', { a: 'abc', 'sub/b': 'de', 'sub/c': 'f' })], quietly);
    await upload([await localFolder(world, 'empty', {})], quietly);
    assert.deepEqual(statuses(await upload([await localFile(world, 'notes.txt', 10, 2)], quietly)), ['nameTaken']);
    assert.deepEqual(await offered(), [
      'empty: uploaded · 0 files · 0 bytes',
      'tree: uploaded · 3 files · 6 bytes',
      'notes.txt: uploaded · 2.00 KB',
    ]);
    assert.deepEqual(
      (await pending()).map(({ state }) => state),
      ['failed'],
    );

    await vscode.commands.executeCommand(clearFinishedUploads);
    assert.deepEqual(await pending(), []);
    const told = await answering('showInformationMessage', undefined, offered);
    assert.deepEqual(told, ['There are no finished uploads in the list.']);
  });

  it('that found nothing new to upload are none', async () => {
    const world = started();
    const root = await localFolder(world, 'tree', { a: 'abc' });
    await upload([root], quietly);
    await vscode.commands.executeCommand(clearFinishedUploads);
    assert.deepEqual(statuses(await upload([root], quietly)), ['skipped']);
    await answering('showInformationMessage', undefined, async () => assert.deepEqual(await offered(), []));
  });

  it('go with the account that has uploaded them', async () => {
    const world = started();
    await upload([await localFile(world, 'one.txt', 10)], quietly);
    await signIn(world.sim.issueToken());
    assert.deepEqual(await offered(), ['one.txt: uploaded · 10 bytes']);
    // The pasted token of somebody else takes the place of the one before.
    await signIn(world.sim.issueToken({ account: 'somebody.else@contoso.example' }));
    await upload([await localFile(world, 'two.txt', 10)], quietly);
    assert.deepEqual(await offered(), ['two.txt: uploaded · 10 bytes']);
    await signOutAll();
    await answering('showInformationMessage', undefined, async () => assert.deepEqual(await offered(), []));
    await signIn(world.sim.issueToken());
  });

  it('open in the browser: a file, a folder, and for several the folder that they are in', async () => {
    const world = started();
    const one = await upload([await localFile(world, 'one.txt', 10)], quietly);
    const two = await upload([await localFile(world, 'two.txt', 10)], quietly);
    await upload([await localFolder(world, 'tree', { a: 'abc' })], quietly);
    const [first, second] = [rowFor(one), rowFor(two)];
    assert.deepEqual(await opened(() => vscode.commands.executeCommand(openUploadInBrowser, first)), [addressOf(one)]);
    const [several] = await opened(() => vscode.commands.executeCommand(openUploadInBrowser, first, [first, second]));
    assert.match(several ?? '', /\/Sent$/u);

    const pickFolder = () => vscode.commands.executeCommand(openUploadInBrowser);
    const [folder] = await opened(() => answering('showQuickPick', 'tree', async () => pickFolder()));
    assert.match(folder ?? '', /\/Sent\/tree$/u);
    world.sim.removeItem('/Sent/tree');
    const warned = answering('showWarningMessage', undefined, () =>
      answering('showQuickPick', 'tree', async () => pickFolder()),
    );
    assert.match((await warned).join('\n'), /^tree is not where it was uploaded to any more\./u);
  });

  it('give their own links, those that are selected together', async () => {
    const world = started();
    const one = await upload([await localFile(world, 'one.txt', 10)], quietly);
    const two = await upload([await localFile(world, 'two.txt', 10)], quietly);
    const rows = [rowFor(two), rowFor(one)];
    const copy = (): Thenable<unknown> => vscode.commands.executeCommand(copyUploadLink, rows[0], rows);
    await answering('showQuickPick', 'Copy Address', async () => copy());
    assert.deepEqual(
      (await vscode.env.clipboard.readText()).split('\n').map((address) => vscode.Uri.parse(address).toString()),
      [addressOf(two), addressOf(one)],
    );
    await answering('showQuickPick', 'Create Sharing Link', async () => copy());
    assert.equal(world.sim.requests.filter(({ route }) => route === 'createLink').length, 2);
  });

  it('are left alone by commands for what is pending, also when both are selected', async () => {
    const world = started();
    const row = rowFor(await upload([await localFile(world, 'one.txt', 10)], quietly));
    const pause = async () => vscode.commands.executeCommand(pauseUpload, row, [row]);
    const told = await answering('showInformationMessage', undefined, pause);
    assert.match(told.join('\n'), /^Pause Upload: there is no upload/u);

    await upload([await localFile(world, 'one.txt', 11, 2)], quietly);
    const { id } = await rowOf('one.txt');
    const failed = { record: { id } };
    const asked = await answering('showWarningMessage', 'Cancel Upload', async () =>
      vscode.commands.executeCommand(cancelUpload, failed, [failed, row]),
    );
    assert.deepEqual(asked, ['Cancel the upload of one.txt?']);
    assert.deepEqual(await pending(), []);
    assert.deepEqual(await offered(), ['one.txt: uploaded · 10 bytes']);
  });
});
