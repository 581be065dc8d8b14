import * as vscode from 'vscode';
import { systemClock } from './base/clock.ts';
import { isJsonObject } from './base/json.ts';
import { systemRandom } from './base/random.ts';
import { commandIds, settingKeys } from './contributions.ts';
import { createLink, getMyDrive } from './graph/drives.ts';
import { HostGovernor } from './graph/governor.ts';
import { HttpTransport } from './node/httpTransport.ts';
import { localFile } from './node/localFile.ts';
import { UploadManager } from './upload/manager.ts';
import type { UploadTask } from './upload/manager.ts';
import type { UploadProgress } from './upload/model.ts';
import type { FileSource } from './upload/ports.ts';
import { checkFile, findExisting } from './upload/preflight.ts';
import { uploadFile } from './upload/uploadFile.ts';
import { Account } from './vscode/account.ts';
import { BatchRunner } from './vscode/batchRunner.ts';
import { registerAccountCommands } from './vscode/commands/account.ts';
import { UploadCommands } from './vscode/commands/upload.ts';
import { registerUploadsCommands } from './vscode/commands/uploads.ts';
import type { ClientParts } from './vscode/connection.ts';
import { Connection } from './vscode/connection.ts';
import { Destinations } from './vscode/destinations.ts';
import { LogChannel } from './vscode/log.ts';
import { oneDriveFolders } from './vscode/oneDriveFolders.ts';
import { CommandRegistry } from './vscode/registry.ts';
import { secretEntry } from './vscode/secrets.ts';
import { settings } from './vscode/settings.ts';
import { UploadsView } from './vscode/uploadsView.ts';
import { virtualFile } from './vscode/virtualFile.ts';

/** The composition root: makes everything, once, and ends it. Nothing here waits for the network. */
export class App {
  readonly #log = new LogChannel();
  readonly #parts: ClientParts;
  readonly #connection: Connection;
  readonly #manager: UploadManager;
  readonly #owned: vscode.Disposable;
  #ended: Promise<void> | undefined;

  constructor(context: vscode.ExtensionContext) {
    const manifest: unknown = context.extension.packageJSON;
    this.#parts = {
      transport: new HttpTransport(systemClock),
      governor: new HostGovernor(systemClock),
      clock: systemClock,
      random: systemRandom,
      log: this.#log,
      version: String(isJsonObject(manifest) && manifest['version']),
    };
    const token = secretEntry(context.secrets, 'onedrive.accessToken', () => settings.cloud().graph);
    this.#connection = new Connection(this.#parts, token);
    this.#manager = this.#makeManager();

    const registry = new CommandRegistry(this.#log);
    const account = new Account(this.#connection, this.#log);
    const destinations = new Destinations(context.workspaceState, () => oneDriveFolders(this.#connection.client));
    const runner = this.#makeRunner();
    new UploadCommands({ account, destinations, runner, log: this.#log, sourceOf }).register(registry);
    registerUploadsCommands(registry, this.#manager, (entries) => runner.retry(entries));
    registerAccountCommands(registry, account);
    registry.register(commandIds.showLog, () => this.#log.show());
    registry.register(commandIds.chooseDestination, async () => {
      if (await account.ensureSignedIn(false)) {
        await destinations.choose(new AbortController().signal);
      }
    });

    this.#owned = vscode.Disposable.from(
      registry,
      new UploadsView(this.#manager),
      context.secrets.onDidChange(() => account.refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        const isCloud = [settingKeys.cloud, settingKeys.customCloud].some((key) => change.affectsConfiguration(key));
        if (isCloud) {
          void account.refresh();
        }
      }),
    );
    void account.refresh();
  }

  /** Ends everything: running uploads first, with their sessions on the server, the log last. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      this.#owned.dispose();
      await this.#manager.dispose();
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

  #makeRunner(): BatchRunner {
    return new BatchRunner({
      manager: this.#manager,
      clock: systemClock,
      log: this.#log,
      checks: {
        checkLocal: (source, destination) => checkFile(source, source.name, destination),
        findExisting: (folder, name, signal) => findExisting(this.#connection.client, folder, name, signal),
      },
      // Known for the user's own drive only: others do not tell strangers.
      quotaRemaining: async ({ driveId }, signal) => {
        const drive = await getMyDrive(this.#connection.client, signal);
        return drive.id === driveId ? drive.quota?.remaining : undefined;
      },
      createLink: (item, signal) => createLink(this.#connection.client, item.driveId, item.id, signal),
    });
  }
}

function sourceOf(uri: vscode.Uri): FileSource {
  return uri.scheme === 'file' ? localFile(uri.fsPath) : virtualFile(uri);
}
