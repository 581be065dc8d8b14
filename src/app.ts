import * as path from 'node:path';
import * as vscode from 'vscode';
import { isAbort } from './base/abort.ts';
import { systemClock } from './base/clock.ts';
import { isJsonObject } from './base/json.ts';
import { WorkQueue } from './base/queue.ts';
import { systemRandom } from './base/random.ts';
import type { CommandId } from './contributions.ts';
import { commandIds } from './contributions.ts';
import { isSameDrive } from './graph/driveIds.ts';
import { createLink, getItem, getMyDrive } from './graph/drives.ts';
import { HostGovernor } from './graph/governor.ts';
import { SignInRequiredError } from './graph/tokens.ts';
import { finishedLogs } from './node/finishedLog.ts';
import { makeTransport } from './node/http/makeTransport.ts';
import { identityClients } from './node/identityClients.ts';
import { localFile } from './node/localFile.ts';
import { localTree } from './node/localTree.ts';
import { describeSystem } from './node/machine.ts';
import { networkCheck } from './node/networkCheck.ts';
import { listenForRedirect } from './node/redirectListener.ts';
import { tokenVault } from './node/tokenVault.ts';
import { openUploadFolder } from './node/uploadFolder.ts';
import { checkFile, findExisting } from './upload/batch/preflight.ts';
import { Journal } from './upload/journal/journal.ts';
import type { Leases } from './upload/journal/ports.ts';
import { UploadManager } from './upload/manager.ts';
import type { Destination } from './upload/model.ts';
import type { FileSource } from './upload/ports.ts';
import type { FolderServices, Transfers } from './upload/running/ports.ts';
import { commitSession } from './upload/transfer/commitSession.ts';
import { discardSession } from './upload/transfer/discard.ts';
import { FragmentTuner } from './upload/transfer/fragmentTuner.ts';
import { transferFile } from './upload/transfer/transferFile.ts';
import { AccountParts } from './vscode/account/accountParts.ts';
import type { Connection } from './vscode/account/connection.ts';
import type { SessionService } from './vscode/account/provider.ts';
import type { ClientParts } from './vscode/account/connection.ts';
import { secretKeys } from './vscode/account/secrets.ts';
import type { Secrets } from './vscode/account/secrets.ts';
import { pauseUploadsOf, registerAccountCommands } from './vscode/commands/account.ts';
import { UploadCommands } from './vscode/commands/upload.ts';
import { UploadsCommands } from './vscode/commands/uploads.ts';
import { Destinations } from './vscode/destinations/destinations.ts';
import { oneDriveFolders } from './vscode/destinations/oneDriveFolders.ts';
import { registerCheckCommand } from './vscode/diagnosis/checkCommand.ts';
import { recordsFolder } from './vscode/journal/pending.ts';
import { sharedList } from './vscode/journal/sharedList.ts';
import { uploadUrls } from './vscode/journal/uploadUrls.ts';
import { LogChannel } from './vscode/log.ts';
import { hostNetwork } from './vscode/networkSettings.ts';
import { CommandRegistry } from './vscode/registry.ts';
import { settings } from './vscode/settings.ts';
import type { LoadedApp, ShellParts } from './vscode/shell.ts';
import { BatchRunner } from './vscode/uploads/batchRunner.ts';
import { askConflict } from './vscode/uploads/conflictPrompt.ts';
import type { ResultServices } from './vscode/uploads/resultMessages.ts';
import { ResumeRunner } from './vscode/uploads/resumeRunner.ts';
import { RowLinks } from './vscode/uploads/rowLinks.ts';
import { resumeInterrupted } from './vscode/uploads/startup.ts';
import { treeRulesFor } from './vscode/uploads/treeRules.ts';
import { UploadsView } from './vscode/uploads/uploadsView.ts';
import { virtualFile } from './vscode/virtualFile.ts';
import { virtualTree } from './vscode/virtualTree.ts';
import { describeError } from './vscode/words/messages.ts';

/** What has to be opened before anything else can be made. */
interface Opened {
  readonly journal: Journal;
  readonly leases: Leases;
  readonly machine: { readonly id: string; readonly name: string };
  readonly log: LogChannel;
}

/** The composition root: makes everything but the shell, once, and ends it. */
export class App implements LoadedApp {
  readonly #log: LogChannel;
  readonly #opened: Opened;
  readonly #parts: ClientParts;
  readonly #signedIn: AccountParts;
  readonly #manager: UploadManager;
  readonly #registry: CommandRegistry;
  readonly #uploadsView: UploadsView;
  /** One question at a time: VS Code closes an open one when the next appears. */
  readonly #prompts = new WorkQueue(1);
  readonly #ending = new AbortController();
  #ended: Promise<void> | undefined;

  /** Reads what is pending, and offers to go on with what was interrupted. */
  static async start(context: vscode.ExtensionContext, shell: ShellParts): Promise<App> {
    const log = new LogChannel();
    const parts = { clock: systemClock, random: systemRandom, log };
    const storage = context.globalStorageUri.fsPath;
    const local = await openUploadFolder(storage, parts);
    const { machine, records: files, leases } = local;
    const urls = uploadUrls(context.secrets, local, parts);
    const journal = new Journal({ files, list: sharedList(context.globalState), urls, leases, machine, ...parts });
    await journal.start();
    const app = new App(context, shell, { journal, leases, machine, log });
    await app.#signedIn.start();
    return app;
  }

  private constructor(context: vscode.ExtensionContext, { tree, secrets }: ShellParts, opened: Opened) {
    const manifest: unknown = context.extension.packageJSON;
    const { log } = opened;
    this.#opened = opened;
    this.#log = log;
    this.#registry = new CommandRegistry(log);
    const network = { ...hostNetwork(context.globalState), environment: process.env, clock: systemClock, log };
    this.#parts = {
      transport: makeTransport(network),
      governor: new HostGovernor(systemClock),
      clock: systemClock,
      random: systemRandom,
      log,
      version: String(isJsonObject(manifest) && manifest['version']),
    };
    this.#signedIn = this.#makeAccounts(context, secrets);
    this.#manager = this.#makeManager(context);
    this.#uploadsView = new UploadsView(this.#manager, tree, systemClock);
    this.#register(context);
    registerCheckCommand(this.#registry, {
      parts: this.#parts,
      signedIn: this.#signedIn,
      network: networkCheck(network),
      system: describeSystem(),
      ending: this.#ending.signal,
    });
  }

  get #connection(): Connection {
    return this.#signedIn.connection;
  }

  get sessions(): SessionService {
    return this.#signedIn.sessions;
  }

  run(id: CommandId, args: readonly unknown[]): Promise<unknown> {
    return this.#registry.run(id, args);
  }

  /** Ends everything: running uploads first, which are kept to go on later, the log last. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      this.#ending.abort();
      await this.#manager.dispose();
      this.#uploadsView.dispose();
      this.#signedIn.dispose();
      await this.#opened.journal.dispose();
      await this.#parts.transport.close();
      this.#log.dispose();
    })();
    return this.#ended;
  }

  #register(context: vscode.ExtensionContext): void {
    const registry = this.#registry;
    const links = this.#links();
    const running = {
      manager: this.#manager,
      clock: systemClock,
      log: this.#log,
      waitMs: () => Math.max(0, ...this.#parts.governor.holds.map(({ until }) => until - systemClock.now())),
    };
    const { account, consent, signOut } = this.#signedIn;
    const destinations = new Destinations(
      context.workspaceState,
      () => oneDriveFolders(this.#connection.client, consent),
      this.#prompts,
    );
    const runner = new BatchRunner({
      ...running,
      prompts: this.#prompts,
      sourceOf,
      checks: {
        checkLocal: (source, destination) => checkFile(source, source.name, destination),
        findExisting: (folder, name, signal) => findExisting(this.#connection.client, folder, name, signal),
      },
      quotaRemaining: (destination, signal) => this.#quotaRemaining(destination, signal),
      links,
    });
    const resumer = new ResumeRunner(running, runner, links);
    new UploadCommands({
      account,
      access: consent,
      destinations,
      runner,
      log: this.#log,
      prompts: this.#prompts,
      sourceOf,
    }).register(registry);
    new UploadsCommands({
      manager: this.#manager,
      resumer,
      links: new RowLinks(links),
      clock: systemClock,
      ensureSignedIn: () => account.ensureSignedIn(false),
    }).register(registry);
    registerAccountCommands(registry, account, signOut);
    registry.register(commandIds.showLog, () => this.#log.show());
    registry.register(commandIds.chooseDestination, async () => {
      if (await account.ensureSignedIn(false)) {
        await destinations.chooseForWorkspace();
      }
    });
    void resumeInterrupted(
      {
        ...running,
        claim: () => this.#opened.leases.take('startup'),
        resume: (rows) => resumer.resume(rows),
        ensureSignedIn: () => account.ensureSignedIn(false),
      },
      this.#ending.signal,
    );
  }

  #makeAccounts(context: vscode.ExtensionContext, secrets: Secrets): AccountParts {
    const { clock, log, transport } = this.#parts;
    const vault = tokenVault(secrets.entry(secretKeys.tokens), this.#opened.leases, clock);
    return new AccountParts({
      secrets,
      state: context.globalState,
      parts: this.#parts,
      clients: identityClients({ vault, transport, clock, log }),
      listen: listenForRedirect,
      pauseUploadsOf: (accounts) =>
        pauseUploadsOf(accounts, (account) => this.#connection.driveOf(account), this.#manager),
    });
  }

  #makeManager(context: vscode.ExtensionContext): UploadManager {
    const { journal, machine } = this.#opened;
    return new UploadManager({
      journal,
      transfers: this.#transfers(),
      folders: this.#folders(path.join(context.globalStorageUri.fsPath, recordsFolder)),
      clock: systemClock,
      log: this.#log,
      newId: () => systemRandom.id(),
      sourceOf,
      place: async (signal) => ({ ...(await this.#connection.place(signal)), machine }),
      describe(error) {
        const { code, reason, message, requestId } = describeError(error);
        return { code, reason, message, ...(requestId !== undefined && { requestId }) };
      },
      ask: (question, signal) => this.#prompts.run(() => askConflict(question, signal), signal),
      parallel: () => settings.parallelFiles(),
    });
  }

  #transfers(): Transfers {
    const tuner = new FragmentTuner(() => settings.fragmentSizeMiB(), this.#log);
    const userWait = this.#signedIn.renewals;
    const services = () => ({ ...this.#parts, client: this.#connection.client, userWait });
    return {
      send: (request, keeper, reporter, signal) => transferFile(request, keeper, tuner, reporter, services(), signal),
      commit: (request, keeper, reporter, signal) => commitSession(request, keeper, reporter, services(), signal),
      discard: (url) => discardSession(this.#parts, url),
    };
  }

  #folders(folder: string): FolderServices {
    return {
      logs: finishedLogs(folder),
      treeOf: (uri) => (vscode.Uri.parse(uri, true).scheme === 'file' ? localTree : virtualTree),
      rulesFor: treeRulesFor,
      remote: () => ({ client: this.#connection.client, clock: systemClock, random: systemRandom }),
      quotaRemaining: (destination, signal) => this.#quotaRemaining(destination, signal),
    };
  }

  #links(): ResultServices {
    return {
      access: this.#signedIn.consent,
      createLink: ({ driveId, id }, signal) => createLink(this.#connection.client, driveId, id, signal),
      folderAddress: async ({ driveId, itemId }, signal) =>
        (await getItem(this.#connection.client, driveId, itemId, signal)).webUrl,
    };
  }

  /** Known for the user's own drive only: others do not tell strangers. Not to know it is no reason not to try. */
  async #quotaRemaining({ driveId }: Destination, signal: AbortSignal): Promise<number | undefined> {
    try {
      const drive = await getMyDrive(this.#connection.client, signal);
      return isSameDrive(drive.id, driveId) ? drive.quota?.remaining : undefined;
    } catch (error) {
      if (isAbort(error, signal) || error instanceof SignInRequiredError) {
        throw error;
      }
      this.#log.warn(`the space that is left is not known: ${describeError(error).logText}`);
      return undefined;
    }
  }
}

function sourceOf(uri: string): FileSource {
  const parsed = vscode.Uri.parse(uri, true);
  return parsed.scheme === 'file' ? localFile(parsed.fsPath) : virtualFile(parsed);
}
