import type * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { Logger } from '../../base/log.ts';
import type { WorkQueue } from '../../base/queue.ts';
import type { UploadOptions, UploadOutcome } from '../../contributions.ts';
import { commandIds } from '../../contributions.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import type { Destination, UploadResult } from '../../upload/model.ts';
import type { FileSource } from '../../upload/ports.ts';
import type { BatchOptions } from '../../upload/batch/planBatch.ts';
import type { Account } from '../account/account.ts';
import type { BatchRunner } from '../uploads/batchRunner.ts';
import { chooseConflictBehavior } from '../uploads/conflictPrompt.ts';
import type { Destinations } from '../destinations/destinations.ts';
import { describeError } from '../words/messages.ts';
import { outcomeOf } from '../uploads/outcomes.ts';
import type { CommandRegistry } from '../registry.ts';
import { showNotUploaded } from '../uploads/resultMessages.ts';
import { settings } from '../settings.ts';
import { settleUnsavedChanges } from '../uploads/unsavedChanges.ts';
import { filesToUpload, parseUploadOptions } from './uploadArguments.ts';

export interface UploadCommandServices {
  readonly account: Account;
  readonly destinations: Destinations;
  readonly runner: BatchRunner;
  readonly log: Logger;
  /** One question at a time: VS Code closes an open one when the next appears. */
  readonly prompts: WorkQueue;
  sourceOf(uri: vscode.Uri): FileSource;
}

/** The commands that upload files, and the way from a call to its outcomes. */
export class UploadCommands {
  readonly #services: UploadCommandServices;

  constructor(services: UploadCommandServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    registry.register(commandIds.upload, (uri, uris, options) => this.#upload(uri, uris, options, false));
    registry.register(commandIds.uploadTo, (uri, uris, options) => this.#upload(uri, uris, options, true));
  }

  async #upload(uri: unknown, uris: unknown, given: unknown, choose: boolean): Promise<readonly UploadOutcome[]> {
    const options = parseUploadOptions(given);
    const quiet = options.destination !== undefined && options.conflictBehavior !== undefined;
    const files = await filesToUpload(uri, uris, quiet);
    const [first] = files;
    if (!first) {
      return [];
    }
    const sources = files.map((file) => ({ uri: file.toString(), source: this.#services.sourceOf(file) }));
    const all = (result: UploadResult): UploadOutcome[] => sources.map((file) => outcomeOf(file.uri, result));
    let target: Target | undefined;
    try {
      target = await this.#prepare(files, options, quiet, choose);
    } catch (error) {
      if (isAbort(error)) {
        return all({ status: 'cancelled' });
      }
      this.#services.log.error(`before the upload: ${describeError(error).logText}`);
      const counts = { first: sources[0]?.source.name ?? '', failed: files.length, total: files.length };
      void showNotUploaded(counts, error, () => this.#upload(uri, uris, given, choose));
      return all({ status: 'failed', error });
    }
    if (!target) {
      return all({ status: 'cancelled' });
    }
    return this.#services.runner.run(sources, target.destination, target.conflict);
  }

  /** Everything before the files themselves are looked at. @returns `undefined` when the user gave up on the way. */
  async #prepare(
    files: readonly vscode.Uri[],
    options: UploadOptions,
    quiet: boolean,
    choose: boolean,
  ): Promise<Target | undefined> {
    const { account, destinations, prompts } = this.#services;
    if (!(await account.ensureSignedIn(quiet))) {
      if (quiet) {
        throw new SignInRequiredError('signedOut');
      }
      return undefined;
    }
    if (!quiet && !(await settleUnsavedChanges(files))) {
      return undefined;
    }
    const [scope] = files;
    const destination =
      choose && options.destination === undefined
        ? await destinations.choose()
        : await destinations.resolve(options.destination, scope);
    if (!destination) {
      return undefined;
    }
    const given = options.conflictBehavior;
    if (!choose || given !== undefined) {
      return { destination, conflict: given };
    }
    const inForce = settings.conflictBehavior(scope);
    const conflict = await prompts.run(() => chooseConflictBehavior(inForce), new AbortController().signal);
    return conflict && { destination, conflict };
  }
}

/** Where files go, and what happens to those that are there; the setting decides when nothing is said. */
interface Target {
  readonly destination: Destination;
  readonly conflict: BatchOptions['conflict'] | undefined;
}
