import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { eventually } from '../support/eventually.ts';
import { ada, endSignIns, grace, signInFromMenu, useAccounts } from './accountScene.ts';
import type { AccountScene } from './accountScene.ts';
import { localFile, quietly, size, statuses } from './pending.ts';
import { answering, replacing } from './prompts.ts';
import { pending, setSetting, upload } from './setup.ts';

/** What Entra sends after a change of policy: tokens from before are not enough. */
const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: '1700000000' } } });

describe('a sign-in that ends while something is uploaded', () => {
  const started = useAccounts();

  before(() => setSetting(settingKeys.parallelFiles, 1));
  after(() => setSetting(settingKeys.parallelFiles, undefined));

  afterEach(() => started().sim.shape({}));

  /** Uploads two files one after another; in the middle of the first `strike` ends the sign-in. Sorted outcomes. */
  async function uploadingThrough(scene: AccountScene, strike: () => void): Promise<string[]> {
    await signInFromMenu();
    const uris = [await localFile(scene, 'first.bin', size), await localFile(scene, 'second.bin', size, 2)];
    scene.sim.shape({ fragmentMs: 300 });
    const outcomes = upload(uris, quietly);
    await eventually(() => assert.ok(scene.sim.openSessions.length > 0));
    strike();
    return statuses(await outcomes).toSorted();
  }

  /** The sign-in ends in the middle, and the user does not want to sign in again. */
  async function declining(scene: AccountScene): Promise<void> {
    const asked = await answering('showWarningMessage', undefined, async () => {
      assert.deepEqual(await uploadingThrough(scene, () => endSignIns(scene)), ['signIn.ended', 'uploaded']);
    });
    assert.equal(asked.length, 1);
  }

  async function assertStored(scene: AccountScene): Promise<void> {
    for (const name of ['first.bin', 'second.bin']) {
      await compareWithOneDrive(scene.sim, `${scene.folder}/${name}`, `/Sent/${name}`);
    }
  }

  it('is renewed without a question while it can be', async () => {
    const scene = started();
    const { authority } = scene.sim;
    const asked = await answering('showWarningMessage', undefined, async () => {
      assert.deepEqual(await uploadingThrough(scene, () => authority.expireAccessTokens()), ['uploaded', 'uploaded']);
    });
    assert.deepEqual(asked, []);
    assert.equal(authority.requests.filter(({ grant }) => grant === 'refresh_token').length, 1);
    assert.equal(scene.opened.length, 1);
    await assertStored(scene);
  });

  it('leads to one question, until which what is left waits, and then goes on', async () => {
    const scene = started();
    const asked: string[] = [];
    const answered = Promise.withResolvers<string>();
    const question = replacing(vscode.window, 'showWarningMessage', (message: string) => {
      asked.push(message);
      return answered.promise;
    });
    try {
      const uploading = uploadingThrough(scene, () => endSignIns(scene));
      await eventually(async () => {
        assert.deepEqual(
          (await pending()).map(({ state }) => state),
          ['waiting'],
        );
      }, 10_000);
      answered.resolve('Sign In');
      assert.deepEqual(await uploading, ['uploaded', 'uploaded']);
    } finally {
      question.restore();
    }
    assert.deepEqual(asked, [`Your sign-in to OneDrive as ${ada} has ended. Sign in again to go on.`]);
    assert.equal(new URL(scene.opened[1] ?? '').searchParams.get('login_hint'), ada);
    await assertStored(scene);
  });

  it('answers a claims challenge with one more sign-in that carries the claims', async () => {
    const scene = started();
    const { authority } = scene.sim;
    const asked = await answering('showWarningMessage', 'Sign In', async () => {
      assert.deepEqual(await uploadingThrough(scene, () => authority.challenge({ claims })), ['uploaded', 'uploaded']);
    });
    assert.deepEqual(asked, [`Your organisation asks you to confirm that you are ${ada}. Sign in again to go on.`]);
    assert.match(new URL(scene.opened[1] ?? '').searchParams.get('claims') ?? '', /"nbf"/u);
    await assertStored(scene);
  });

  it('stops what is left when the user does not want to, and goes on with it after signing in', async () => {
    const scene = started();
    await declining(scene);
    assert.deepEqual(
      (await pending()).map(({ state }) => state),
      ['failed'],
    );
    assert.equal(await vscode.commands.executeCommand(commandIds.signIn, 'again'), true);
    const resumed = await vscode.commands.executeCommand<{ status: string }[]>(commandIds.resumeAllUploads);
    assert.deepEqual(
      resumed.map(({ status }) => status),
      ['uploaded'],
    );
    await assertStored(scene);
  });

  it('leads back to the account of the upload when another one is in use meanwhile', async () => {
    const scene = started();
    const pressed = Promise.withResolvers<string>();
    const told: string[] = [];
    const question = replacing(vscode.window, 'showErrorMessage', (message: string, ...titles: string[]) => {
      told.push(message);
      assert.ok(titles.includes('Sign In and Retry'), titles.join());
      return pressed.promise;
    });
    try {
      await declining(scene);
      await eventually(() => assert.equal(told.length, 1));
      scene.person = { account: grace };
      await signInFromMenu(['Files.ReadWrite.All']);
      scene.person = { account: ada };
      pressed.resolve('Sign In and Retry');
      await eventually(async () => assert.deepEqual(await pending(), []), 15_000);
    } finally {
      question.restore();
    }
    assert.equal(new URL(scene.opened[2] ?? '').searchParams.get('login_hint'), ada);
    assert.equal(told.length, 1);
    await assertStored(scene);
  });

  it('goes on as nobody else', async () => {
    const scene = started();
    const asked: string[] = [];
    const question = replacing(vscode.window, 'showWarningMessage', (message: string) => {
      asked.push(message);
      // First as somebody else, then as the one who is asked.
      scene.person = { account: asked.length === 1 ? grace : ada };
      return Promise.resolve('Sign In');
    });
    try {
      assert.deepEqual(await uploadingThrough(scene, () => endSignIns(scene)), ['uploaded', 'uploaded']);
    } finally {
      question.restore();
    }
    assert.match(asked[1] ?? '', /signed in with another account/u);
    assert.equal(asked.length, 2);
    await assertStored(scene);
  });
});
