import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { Logger } from '../../base/log.ts';
import type { WorkQueue } from '../../base/queue.ts';
import type { UploadOptions, UploadOutcome } from '../../contributions.ts';
import { commandIds } from '../../contributions.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import type { UploadResult } from '../../upload/model.ts';
import type { FileSource } from '../../upload/ports.ts';
import type { Account } from '../account/account.ts';
import type { Batch, BatchRunner } from '../uploads/batchRunner.ts';
import { chooseRules } from '../uploads/rulesPrompt.ts';
import { nameOf, separate } from '../uploads/resources.ts';
import type { Access } from '../places/places.ts';
import { allowAccess } from '../uploads/allowAccess.ts';
import type { Destinations } from '../destinations/destinations.ts';
import { describeError } from '../words/messages.ts';
import { outcomeOf } from '../uploads/outcomes.ts';
import type { CommandRegistry } from '../registry.ts';
import { showNotUploaded } from '../uploads/resultMessages.ts';
import { settleUnsavedChanges } from '../uploads/unsavedChanges.ts';
import { filesToUpload, parseUploadOptions } from './uploadArguments.ts';

export interface UploadCommandServices {
  readonly account: Account;
  readonly access: Access;
  readonly destinations: Destinations;
  readonly runner: BatchRunner;
  readonly log: Logger;
  /** One question at a time: VS Code closes an open one when the next appears. */
  readonly prompts: WorkQueue;
  sourceOf(uri: string): FileSource;
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
    const chosen = await filesToUpload(uri, uris, quiet);
    const { files, folders } = await separate(chosen);
    const [first] = chosen;
    if (!first) {
      return [];
    }
    const all = (result: UploadResult): UploadOutcome[] =>
      [...files, ...folders].map((each) => outcomeOf({ uri: each.toString(), result }));
    let target: Target | undefined;
    try {
      target = await this.#prepare(files, folders, options, quiet, choose);
    } catch (error) {
      if (isAbort(error)) {
        return all({ status: 'cancelled' });
      }
      this.#services.log.error(`before the upload: ${describeError(error).logText}`);
      const counts = { first: nameOf(first), failed: chosen.length, total: chosen.length };
      const again = { title: vscode.l10n.t('Retry'), run: () => this.#upload(uri, uris, given, choose) };
      // Ids may be those of any drive.
      const elsewhere = typeof options.destination === 'object';
      void showNotUploaded(counts, error, (elsewhere && allowAccess(error, this.#services.access, again)) || again);
      return all({ status: 'failed', error });
    }
    if (!target) {
      return all({ status: 'cancelled' });
    }
    const services = this.#services;
    return services.runner.run({
      files: files.map(String).map((file) => ({ uri: file, source: services.sourceOf(file) })),
      folders: folders.map(String),
      ...target,
    });
  }

  /** Everything before the files themselves are looked at. @returns `undefined` when the user gave up on the way. */
  async #prepare(
    files: readonly vscode.Uri[],
    folders: readonly vscode.Uri[],
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
    if (!quiet && !(await settleUnsavedChanges(files, folders))) {
      return undefined;
    }
    const scope = files[0] ?? folders[0];
    const destination =
      choose && options.destination === undefined
        ? await destinations.choose()
        : await destinations.resolve(options.destination, scope);
    if (!destination) {
      return undefined;
    }
    const { conflictBehavior: conflict, deferCommit } = options;
    const given = { ...(conflict && { conflict }), ...(deferCommit !== undefined && { deferCommit }) };
    if (!choose || conflict !== undefined) {
      return { destination, rules: given };
    }
    const chosen = await prompts.run(
      () => chooseRules(scope, folders.length > 0, given.deferCommit),
      new AbortController().signal,
    );
    return chosen && { destination, rules: { ...chosen, ...given } };
  }
}

/** Where files go, and what was decided about them; the settings decide the rest. */
type Target = Pick<Batch, 'destination' | 'rules'>;
