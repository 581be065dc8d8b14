import type * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { Logger } from '../../base/log.ts';
import type { UploadOptions, UploadOutcome } from '../../contributions.ts';
import { commandIds } from '../../contributions.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import type { Destination, UploadResult } from '../../upload/model.ts';
import type { FileSource } from '../../upload/ports.ts';
import type { BatchOptions } from '../../upload/planBatch.ts';
import type { Account } from '../account.ts';
import type { BatchRunner } from '../batchRunner.ts';
import { chooseConflictBehavior } from '../conflictPrompt.ts';
import type { Destinations } from '../destinations.ts';
import { describeError } from '../messages.ts';
import { showProblem } from '../notify.ts';
import { outcomeOf } from '../outcomes.ts';
import type { CommandRegistry } from '../registry.ts';
import { settings } from '../settings.ts';
import { settleUnsavedChanges } from '../unsavedChanges.ts';
import { filesToUpload, parseUploadOptions } from './uploadArguments.ts';

export interface UploadCommandServices {
  readonly account: Account;
  readonly destinations: Destinations;
  readonly runner: BatchRunner;
  readonly log: Logger;
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
    const files = await filesToUpload(uri, uris);
    if (files.length === 0) {
      return [];
    }
    const all = (result: UploadResult): UploadOutcome[] => files.map((file) => outcomeOf(file.toString(), result));
    if (!(await this.#services.account.ensureSignedIn(quiet))) {
      return all(quiet ? { status: 'failed', error: new SignInRequiredError('signedOut') } : { status: 'cancelled' });
    }
    if (!quiet && !(await settleUnsavedChanges(files))) {
      return all({ status: 'cancelled' });
    }
    const target = await this.#target(options, files[0], choose);
    if (target.kind !== 'chosen') {
      return all(target.result);
    }
    const sources = files.map((file) => ({ uri: file.toString(), source: this.#services.sourceOf(file) }));
    return this.#services.runner.run(sources, target.destination, target.conflict);
  }

  /** Where the files go and what happens to those that are there: given, from the settings, or asked. */
  async #target(options: UploadOptions, scope: vscode.Uri | undefined, choose: boolean): Promise<Target> {
    const cancelled: Target = { kind: 'none', result: { status: 'cancelled' } };
    try {
      const { destinations } = this.#services;
      const destination =
        choose && options.destination === undefined
          ? await destinations.choose()
          : await destinations.resolve(options.destination, scope);
      if (!destination) {
        return cancelled;
      }
      const given = options.conflictBehavior;
      if (!choose || given !== undefined) {
        return { kind: 'chosen', destination, conflict: given };
      }
      const conflict = await chooseConflictBehavior(settings.conflictBehavior(scope));
      return conflict === undefined ? cancelled : { kind: 'chosen', destination, conflict };
    } catch (error) {
      if (isAbort(error)) {
        return cancelled;
      }
      this.#services.log.error(`destination: ${describeError(error).logText}`);
      void showProblem(error);
      return { kind: 'none', result: { status: 'failed', error } };
    }
  }
}

type Target =
  | {
      readonly kind: 'chosen';
      readonly destination: Destination;
      readonly conflict: BatchOptions['conflict'] | undefined;
    }
  | { readonly kind: 'none'; readonly result: UploadResult };
