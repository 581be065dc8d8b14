// A signed-in extension, a simulator behind it and a folder of files, for tests inside the extension host.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadOptions, UploadOutcome, UploadSummary } from '../../src/contributions.ts';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import type { Simulator, SimulatorOptions } from '../sim/index.ts';
import { startSimulator } from '../sim/index.ts';
import { answering } from './prompts.ts';

export const extensionId = 'onedrive-sessions.onedrive-sessions';

export interface World {
  readonly sim: Simulator;
  /** For the tests' files. */
  readonly folder: string;
  /** Empties OneDrive and the list, and signs in again: what a test may rely on at its start. */
  reset(): Promise<void>;
  /** Fails when the extension broke a rule of the service or left an upload session there. */
  assertCleanConduct(): void;
  /** Signs out and ends everything. */
  end(): Promise<void>;
}

/** Points the extension at a simulator of its own and signs in. */
export async function setUp(options: SimulatorOptions = {}): Promise<World> {
  const sim = await startSimulator(options);
  const folder = await mkdtemp(join(tmpdir(), 'onedrive-host-'));
  await pointTo(sim.graphUrl);
  await setFragmentSize(10);
  await signIn(sim.issueToken());
  return {
    sim,
    folder,
    async reset() {
      await discardAll();
      sim.reset();
      await signIn(sim.issueToken());
    },
    assertCleanConduct() {
      assert.deepEqual(sim.violations, []);
      assert.deepEqual(sim.openSessions, []);
    },
    async end() {
      await discardAll();
      await signOutAll();
      await pointTo(undefined);
      await setFragmentSize(undefined);
      await sim.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Signs out whoever has signed in, in whatever cloud. */
export async function signOutAll(): Promise<void> {
  await answering('showQuickPick', '$(sign-out) All Accounts', async () =>
    vscode.commands.executeCommand(commandIds.signOut),
  );
}

/** The pending uploads, as other extensions see them. */
export async function pending(): Promise<readonly UploadSummary[]> {
  return vscode.commands.executeCommand<readonly UploadSummary[]>(commandIds.listUploads);
}

/** Gives up everything that is pending, on the server as well. */
export async function discardAll(): Promise<void> {
  const ids = (await pending()).map(({ id }) => id);
  if (ids.length > 0) {
    await vscode.commands.executeCommand(commandIds.cancelUpload, undefined, ids);
  }
  await vscode.commands.executeCommand(commandIds.clearFinishedUploads);
}

/** Changes the user's settings so that this is the cloud; `undefined` takes them back. */
export async function pointTo(graph: string | undefined, authority = graph): Promise<void> {
  const custom = graph === undefined ? undefined : { graph, authority };
  await setSetting(settingKeys.customCloud, custom);
  await setSetting(settingKeys.cloud, custom && 'custom');
}

/** In MiB: how large fragments are may not depend on how fast the tests before were; `undefined` takes it back. */
export async function setFragmentSize(size: number | undefined): Promise<void> {
  await setSetting(settingKeys.fragmentSizeMiB, size);
}

/** Changes a setting of the user; `undefined` takes it back. */
export async function setSetting(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

export async function signIn(token: string): Promise<void> {
  assert.equal(await vscode.commands.executeCommand(commandIds.signInWithToken, token), true);
}

/** What a task or another extension would call; with these options nothing is asked. */
export async function upload(
  uris: readonly vscode.Uri[],
  options: UploadOptions = { destination: '/Reports/2026', conflictBehavior: 'fail' },
): Promise<readonly UploadOutcome[]> {
  return vscode.commands.executeCommand<readonly UploadOutcome[]>(commandIds.upload, uris[0], uris, options);
}

/** Uploads one file that has to fail. @returns the code of the error. */
export async function failure(uri: vscode.Uri, options?: UploadOptions): Promise<string> {
  const [outcome] = await upload([uri], options);
  assert.equal(outcome?.status, 'failed');
  assert.ok(outcome.error && outcome.error.message.length > 20, 'the error says what to do');
  return outcome.error.code;
}
