import type * as vscode from 'vscode';
import { systemClock } from './base/clock.ts';
import { isJsonObject } from './base/json.ts';
import { WorkQueue } from './base/queue.ts';
import { systemRandom } from './base/random.ts';
import type { CommandId } from './contributions.ts';
import { commandIds } from './contributions.ts';
import { isSameDrive } from './graph/driveIds.ts';
import { createLink, getItem, getMyDrive } from './graph/drives.ts';
import { HostGovernor } from './graph/governor.ts';
import { HttpTransport } from './node/httpTransport.ts';
import { localFile } from './node/localFile.ts';
import { UploadManager } from './upload/manager.ts';
import type { UploadTask } from './upload/manager.ts';
import type { UploadProgress } from './upload/model.ts';
import type { FileSource } from './upload/ports.ts';
import { checkFile, findExisting } from './upload/batch/preflight.ts';
import { uploadFile } from './upload/transfer/uploadFile.ts';
import { Account } from './vscode/account/account.ts';
import { BatchRunner } from './vscode/uploads/batchRunner.ts';
import { registerAccountCommands } from './vscode/commands/account.ts';
import { UploadCommands } from './vscode/commands/upload.ts';
import { registerUploadsCommands } from './vscode/commands/uploads.ts';
import type { ClientParts } from './vscode/account/connection.ts';
import { Connection } from './vscode/account/connection.ts';
import { Destinations } from './vscode/destinations/destinations.ts';
import { LogChannel } from './vscode/log.ts';
import { oneDriveFolders } from './vscode/destinations/oneDriveFolders.ts';
import { CommandRegistry } from './vscode/registry.ts';
import { tokenEntry } from './vscode/account/secrets.ts';
import { settings } from './vscode/settings.ts';
import type { LoadedApp } from './vscode/shell.ts';
import type { TreeSlot } from './vscode/treeSlot.ts';
import { UploadsView } from './vscode/uploads/uploadsView.ts';
import { virtualFile } from './vscode/virtualFile.ts';

/** The composition root: makes everything but the shell, once, and ends it. */
export class App implements LoadedApp {
  readonly #log = new LogChannel();
  readonly #parts: ClientParts;
  readonly #connection: Connection;
  readonly #manager: UploadManager;
  readonly #registry = new CommandRegistry(this.#log);
  readonly #uploadsView: UploadsView;
  #ended: Promise<void> | undefined;

  constructor(context: vscode.ExtensionContext, tree: TreeSlot) {
    const manifest: unknown = context.extension.packageJSON;
    this.#parts = {
      transport: new HttpTransport(systemClock),
      governor: new HostGovernor(systemClock),
      clock: systemClock,
      random: systemRandom,
      log: this.#log,
      version: String(isJsonObject(manifest) && manifest['version']),
    };
    this.#connection = new Connection(this.#parts, (graph) => tokenEntry(context.secrets, graph));
    this.#manager = this.#makeManager();

    this.#uploadsView = new UploadsView(this.#manager, tree, systemClock);

    const registry = this.#registry;
    const account = new Account(this.#connection, this.#log);
    const prompts = new WorkQueue(1);
    const destinations = new Destinations(
      context.workspaceState,
      () => oneDriveFolders(this.#connection.client),
      prompts,
    );
    const runner = this.#makeRunner(prompts);
    new UploadCommands({ account, destinations, runner, log: this.#log, prompts, sourceOf }).register(registry);
    registerUploadsCommands(registry, this.#manager, (entries) => runner.retry(entries));
    registerAccountCommands(registry, account, this.#manager);
    registry.register(commandIds.showLog, () => this.#log.show());
    registry.register(commandIds.chooseDestination, async () => {
      if (await account.ensureSignedIn(false)) {
        await destinations.chooseForWorkspace();
      }
    });
  }

  run(id: CommandId, args: readonly unknown[]): Promise<unknown> {
    return this.#registry.run(id, args);
  }

  /** Ends everything: running uploads first, with their sessions on the server, the log last. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      await this.#manager.dispose();
      this.#uploadsView.dispose();
      await this.#parts.transport.close();
      this.#log.dispose();
    })();
    return this.#ended;
  }

  #makeManager(): UploadManager {
    const send = (task: UploadTask, onProgress: (progress: UploadProgress) => void, signal: AbortSignal) =>
      uploadFile({ ...task, onProgress }, { ...this.#parts, client: this.#connection.client }, signal);
    return new UploadManager(send, systemClock, () => settings.parallelFiles());
  }

  #makeRunner(prompts: WorkQueue): BatchRunner {
    let heldUntil = 0;
    this.#parts.governor.onDidHold(({ until }) => {
      heldUntil = Math.max(heldUntil, until);
    });
    return new BatchRunner({
      manager: this.#manager,
      clock: systemClock,
      log: this.#log,
      prompts,
      waitMs: () => Math.max(0, heldUntil - systemClock.now()),
      checks: {
        checkLocal: (source, destination) => checkFile(source, source.name, destination),
        findExisting: (folder, name, signal) => findExisting(this.#connection.client, folder, name, signal),
      },
      // Known for the user's own drive only: others do not tell strangers.
      quotaRemaining: async ({ driveId }, signal) => {
        const drive = await getMyDrive(this.#connection.client, signal);
        return isSameDrive(drive.id, driveId) ? drive.quota?.remaining : undefined;
      },
      links: {
        createLink: ({ driveId, id }, signal) => createLink(this.#connection.client, driveId, id, signal),
        folderAddress: async ({ driveId, itemId }, signal) =>
          (await getItem(this.#connection.client, driveId, itemId, signal)).webUrl,
      },
    });
  }
}

function sourceOf(uri: vscode.Uri): FileSource {
  return uri.scheme === 'file' ? localFile(uri.fsPath) : virtualFile(uri);
}
