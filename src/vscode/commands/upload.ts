import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { Logger } from '../../base/log.ts';
import type { UploadOptions, UploadOutcome } from '../../contributions.ts';
import { commandIds } from '../../contributions.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import type { Destination, UploadResult } from '../../upload/model.ts';
import type { FileSource } from '../../upload/ports.ts';
import type { Account } from '../account.ts';
import type { BatchRunner } from '../batchRunner.ts';
import type { Destinations } from '../destinations.ts';
import { describeError } from '../messages.ts';
import { outcomeOf } from '../outcomes.ts';
import type { CommandRegistry } from '../registry.ts';
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
    if (!(await this.#services.account.ensureSignedIn(quiet))) {
      const result: UploadResult = quiet
        ? { status: 'failed', error: new SignInRequiredError('signedOut') }
        : { status: 'cancelled' };
      return files.map((file) => outcomeOf(file.toString(), result));
    }
    const goOn = quiet || (await settleUnsavedChanges(files));
    const destination = goOn ? await this.#destination(options, files[0], choose) : undefined;
    if (!destination) {
      return files.map((file) => outcomeOf(file.toString(), { status: 'cancelled' }));
    }
    if ('error' in destination) {
      const { error } = destination;
      return files.map((file) => outcomeOf(file.toString(), { status: 'failed', error }));
    }
    const sources = files.map((file) => ({ uri: file.toString(), source: this.#services.sourceOf(file) }));
    return this.#services.runner.run(sources, destination, options);
  }

  async #destination(
    options: UploadOptions,
    scope: vscode.Uri | undefined,
    choose: boolean,
  ): Promise<Destination | { readonly error: unknown } | undefined> {
    const { destinations } = this.#services;
    const progress = {
      location: vscode.ProgressLocation.Window,
      title: vscode.l10n.t('Looking for the OneDrive folder…'),
    };
    try {
      return choose && options.destination === undefined
        ? await destinations.choose(new AbortController().signal)
        : await vscode.window.withProgress(progress, () =>
            destinations.resolve(options.destination, scope, new AbortController().signal),
          );
    } catch (error) {
      if (isAbort(error)) {
        return undefined;
      }
      this.#services.log.error(`destination: ${describeError(error).logText}`);
      void vscode.window.showErrorMessage(describeError(error).message);
      return { error };
    }
  }
}
