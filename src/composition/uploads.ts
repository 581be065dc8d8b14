import * as path from 'node:path';
import * as vscode from 'vscode';
import { isAbort } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { systemRandom } from '../base/random.ts';
import { commandIds } from '../contributions.ts';
import { isSameDrive } from '../graph/driveIds.ts';
import { createLink, getItem, getMyDrive } from '../graph/drives.ts';
import { SignInRequiredError } from '../graph/tokens.ts';
import { finishedLogs } from '../node/finishedLog.ts';
import { localFile } from '../node/localFile.ts';
import { localTree } from '../node/localTree.ts';
import { checkFile, findExisting } from '../upload/batch/preflight.ts';
import type { StoredFile } from '../upload/finished.ts';
import { FinishedUploads } from '../upload/finished.ts';
import { UploadManager } from '../upload/manager.ts';
import type { Destination } from '../upload/model.ts';
import type { FileSource } from '../upload/ports.ts';
import type { FolderServices, Transfers } from '../upload/running/ports.ts';
import { commitSession } from '../upload/transfer/commitSession.ts';
import { discardSession } from '../upload/transfer/discard.ts';
import { FragmentTuner } from '../upload/transfer/fragmentTuner.ts';
import { transferFile } from '../upload/transfer/transferFile.ts';
import type { AccountParts } from '../vscode/account/accountParts.ts';
import type { Connection } from '../vscode/account/connection.ts';
import { UploadCommands } from '../vscode/commands/upload.ts';
import { FinishedCommands } from '../vscode/commands/finishedUploads.ts';
import { UploadsCommands } from '../vscode/commands/uploads.ts';
import { Destinations } from '../vscode/destinations/destinations.ts';
import { oneDriveFolders } from '../vscode/destinations/oneDriveFolders.ts';
import { recordsFolder } from '../vscode/journal/pending.ts';
import { settings } from '../vscode/settings.ts';
import type { TreeSlot } from '../vscode/treeSlot.ts';
import { BatchRunner } from '../vscode/uploads/batchRunner.ts';
import { askConflict } from '../vscode/uploads/conflictPrompt.ts';
import { FinishedLinks } from '../vscode/uploads/finishedLinks.ts';
import type { FinishedLinkServices } from '../vscode/uploads/finishedLinks.ts';
import type { RunServices } from '../vscode/uploads/listedRuns.ts';
import type { ResultServices } from '../vscode/uploads/resultMessages.ts';
import { ResumeRunner } from '../vscode/uploads/resumeRunner.ts';
import { RowLinks } from '../vscode/uploads/rowLinks.ts';
import { resumeInterrupted } from '../vscode/uploads/startup.ts';
import { treeRulesFor } from '../vscode/uploads/treeRules.ts';
import { UploadsView } from '../vscode/uploads/uploadsView.ts';
import { virtualFile } from '../vscode/virtualFile.ts';
import { virtualTree } from '../vscode/virtualTree.ts';
import { UploadMemory } from '../vscode/workbooks/open/uploadMemory.ts';
import { describeError } from '../vscode/words/messages.ts';
import type { Foundation } from './foundation.ts';

/** Uploads: the engine with its journal, its commands and its view. */
export class Uploads {
  readonly manager: UploadManager;
  /** What has ended in success in this window. */
  readonly finished = new FinishedUploads(systemClock);
  readonly runner: BatchRunner;
  /** Which local workbook is which item. */
  readonly memory: UploadMemory;
  readonly destinations: Destinations;
  /** What the buttons of messages about uploads need. */
  readonly results: FinishedLinkServices & ResultServices;
  readonly #foundation: Foundation;
  readonly #signedIn: AccountParts;
  readonly #view: UploadsView;
  readonly #subscription: Disposable;

  constructor(foundation: Foundation, signedIn: AccountParts, tree: TreeSlot) {
    this.#foundation = foundation;
    this.#signedIn = signedIn;
    this.manager = this.#makeManager();
    this.#view = new UploadsView(this.manager, this.finished, tree, systemClock);
    const { context, machine, prompts } = foundation;
    this.memory = new UploadMemory(context.globalState, machine.id);
    this.finished.onDidStore((file) => this.#remember(file));
    // What somebody has uploaded is of no use to whoever signs in next, and would hide how to sign in.
    this.#subscription = signedIn.accounts.onDidChange(() =>
      this.finished.clearUnless(({ place }) => this.#connection.isSignedIn(place)),
    );
    const folders = () => oneDriveFolders(this.#connection.client, signedIn.consent);
    this.destinations = new Destinations(context.workspaceState, folders, prompts);
    this.results = this.#links();
    this.runner = this.#makeRunner();
    this.#register();
  }

  /** Pauses what is running, to go on later. */
  async dispose(): Promise<void> {
    await this.manager.dispose();
    this.#subscription.dispose();
    this.#view.dispose();
    this.finished.dispose();
  }

  get #connection(): Connection {
    return this.#signedIn.connection;
  }

  get #running(): RunServices {
    const { log, parts } = this.#foundation;
    const waitMs = (): number => Math.max(0, ...parts.governor.holds.map(({ until }) => until - systemClock.now()));
    return { manager: this.manager, clock: systemClock, log, waitMs };
  }

  #register(): void {
    const { ending, leases, log, prompts, registry } = this.#foundation;
    const { destinations, manager, results: links, runner } = this;
    const { account, consent } = this.#signedIn;
    const running = this.#running;
    const resumer = new ResumeRunner(running, runner, links);
    const ensureSignedIn = (): Promise<boolean> => account.ensureSignedIn(false);
    new UploadCommands({ account, access: consent, destinations, runner, log, prompts, sourceOf }).register(registry);
    const finished = new FinishedCommands(this.finished, new FinishedLinks(links));
    finished.register(registry);
    const rows = { manager, resumer, links: new RowLinks(links), finished, clock: systemClock, ensureSignedIn };
    new UploadsCommands(rows).register(registry);
    registry.register(commandIds.chooseDestination, async () => {
      if (await ensureSignedIn()) {
        await destinations.chooseForWorkspace();
      }
    });
    const claim = () => leases.take('startup');
    void resumeInterrupted({ ...running, claim, resume: (rows) => resumer.resume(rows), ensureSignedIn }, ending);
  }

  /** Not to know it costs one more upload. */
  #remember(file: StoredFile): void {
    this.memory.remember(file).catch((error: unknown) => {
      this.#foundation.log.warn(`an uploaded workbook could not be remembered: ${String(error)}`);
    });
  }

  #makeRunner(): BatchRunner {
    const links = this.results;
    return new BatchRunner({
      ...this.#running,
      prompts: this.#foundation.prompts,
      sourceOf,
      checks: {
        checkLocal: (source, destination) => checkFile(source, source.name, destination),
        findExisting: (folder, name, signal) => links.findItem(folder, name, signal),
      },
      quotaRemaining: (destination, signal) => this.#quotaRemaining(destination, signal),
      links,
    });
  }

  #makeManager(): UploadManager {
    const { context, journal, log, machine, prompts } = this.#foundation;
    return new UploadManager({
      journal,
      finished: this.finished,
      transfers: this.#transfers(),
      folders: this.#folders(path.join(context.globalStorageUri.fsPath, recordsFolder)),
      clock: systemClock,
      log,
      newId: () => systemRandom.id(),
      sourceOf,
      place: async (signal) => ({ ...(await this.#connection.place(signal)), machine }),
      describe(error) {
        const { code, reason, message, requestId } = describeError(error);
        return { code, reason, message, ...(requestId !== undefined && { requestId }) };
      },
      ask: (question, signal) => prompts.run(() => askConflict(question, signal), signal),
      parallel: () => settings.parallelFiles(),
    });
  }

  #transfers(): Transfers {
    const { log, parts } = this.#foundation;
    const tuner = new FragmentTuner(() => settings.fragmentSizeMiB(), log);
    const userWait = this.#signedIn.renewals;
    const services = () => ({ ...parts, client: this.#connection.client, userWait });
    return {
      simpleUpTo: tuner.simpleUpTo,
      send: (request, keeper, reporter, signal) => transferFile(request, keeper, tuner, reporter, services(), signal),
      commit: (request, keeper, reporter, signal) => commitSession(request, keeper, reporter, services(), signal),
      discard: (url) => discardSession(parts, url),
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

  #links(): FinishedLinkServices & ResultServices {
    return {
      access: this.#signedIn.consent,
      findItem: (folder, name, signal) => findExisting(this.#connection.client, folder, name, signal),
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
      this.#foundation.log.warn(`the space that is left is not known: ${describeError(error).logText}`);
      return undefined;
    }
  }
}

/** A local file, wherever its bytes live. */
export function sourceOf(uri: string): FileSource {
  const parsed = vscode.Uri.parse(uri, true);
  return parsed.scheme === 'file' ? localFile(parsed.fsPath) : virtualFile(parsed);
}
