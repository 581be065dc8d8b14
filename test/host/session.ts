import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadOptions, UploadOutcome, UploadSummary } from '../../src/contributions.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../sim/index.ts';

export const extensionId = 'onedrive-sessions.onedrive-sessions';

/** A simulator, the settings that lead to it, and an account that is signed in. */
export class HostSession {
  readonly simulator: Simulator;
  /** A folder of its own in the workspace. */
  readonly folder: string;

  private constructor(simulator: Simulator, folder: string) {
    this.simulator = simulator;
    this.folder = folder;
  }

  static async start(options: SimulatorOptions = {}): Promise<HostSession> {
    const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(workspace, 'a folder is open');
    const simulator = await startSimulator(options);
    await setCloud(simulator.graphUrl);
    const session = new HostSession(simulator, await mkdtemp(join(workspace, 'test-')));
    await session.signIn();
    return session;
  }

  async signIn(): Promise<void> {
    const token = this.simulator.issueToken();
    assert.equal(await vscode.commands.executeCommand('onedrive.signInWithToken', token), true);
  }

  /** Writes a file into the session's folder. */
  async write(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
    const path = join(this.folder, name);
    await mkdir(this.folder, { recursive: true });
    await writeFile(path, content);
    return vscode.Uri.file(path);
  }

  /** Runs the command on files as the explorer does, without questions. */
  async upload(uris: readonly vscode.Uri[], options: UploadOptions = {}): Promise<readonly UploadOutcome[]> {
    const all: UploadOptions = { destination: '/Reports/2026', conflictBehavior: 'replace', ...options };
    return vscode.commands.executeCommand<readonly UploadOutcome[]>('onedrive.upload', uris[0], uris, all);
  }

  /** Uploads one file that must fail, and checks that nothing of it is left in OneDrive. */
  async fail(uri: vscode.Uri, options: UploadOptions = {}): Promise<{ code: string; message: string }> {
    const [outcome] = await this.upload([uri], options);
    assert.equal(outcome?.status, 'failed');
    assert.equal(outcome.uri, uri.toString());
    assert.equal(outcome.item, undefined);
    assert.ok(outcome.error);
    return outcome.error;
  }

  /** The client kept all rules and left no session behind. */
  assertCleanConduct(): void {
    assert.deepEqual(this.simulator.violations, []);
    assert.deepEqual(this.simulator.openSessions, []);
  }

  async stop(): Promise<void> {
    await vscode.commands.executeCommand('onedrive.clearFinishedUploads');
    await vscode.commands.executeCommand('onedrive.signOut');
    await setCloud(undefined);
    await this.simulator.close();
  }
}

/** Points the settings at a server, or back at the default. */
export async function setCloud(graph: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('onedrive');
  const target = vscode.ConfigurationTarget.Global;
  await settings.update('customCloud', graph === undefined ? undefined : { graph, authority: graph }, target);
  await settings.update('cloud', graph === undefined ? undefined : 'custom', target);
}

export async function listUploads(): Promise<readonly UploadSummary[]> {
  return vscode.commands.executeCommand<readonly UploadSummary[]>('onedrive.listUploads');
}
