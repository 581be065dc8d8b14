import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { WorkQueue } from '../../base/queue.ts';
import type { UploadOutcome } from '../../contributions.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import { BatchProgress } from '../../upload/batch/batchProgress.ts';
import { UploadError } from '../../upload/errors.ts';
import type { UploadEntry, UploadManager, UploadTask } from '../../upload/manager.ts';
import type { Destination, UploadResult } from '../../upload/model.ts';
import type { AskConflict, BatchFile, BatchOptions, PlanChecks, PlannedFile } from '../../upload/batch/planBatch.ts';
import { planBatch } from '../../upload/batch/planBatch.ts';
import type { FileSource } from '../../upload/ports.ts';
import type { BatchReporter } from './batchNotification.ts';
import { withBatchNotification } from './batchNotification.ts';
import { formatFolder } from '../words/format.ts';
import { askConflict } from './conflictPrompt.ts';
import type { LinkServices } from './links.ts';
import { describeError } from '../words/messages.ts';
import type { Action } from '../notify.ts';
import { showDone } from '../notify.ts';
import type { FinishedFile } from './outcomes.ts';
import { outcomeOf } from './outcomes.ts';
import { showResults } from './resultMessages.ts';
import { settings } from '../settings.ts';

export interface BatchServices {
  readonly manager: UploadManager;
  readonly clock: Clock;
  readonly log: Logger;
  readonly checks: PlanChecks;
  /** Bytes that the drive still takes; `undefined` when the service does not tell. */
  quotaRemaining(destination: Destination, signal: AbortSignal): Promise<number | undefined>;
  readonly links: LinkServices;
  /** Milliseconds for which OneDrive asked to be left alone; 0 when it did not. */
  waitMs(): number;
  /** Lets one question be open at a time. */
  readonly prompts: WorkQueue;
}

/** Takes files to one folder under one notification: checks, questions, uploads, and the message at the end. */
export class BatchRunner {
  readonly #services: BatchServices;

  constructor(services: BatchServices) {
    this.#services = services;
  }

  /** Runs failed uploads of the list again, each where it was going and by the rule that it had. */
  async retry(entries: readonly UploadEntry[]): Promise<readonly UploadOutcome[]> {
    const failures = entries.flatMap(({ id, task, state }) =>
      state.kind === 'failed' ? [{ id, task, error: state.error }] : [],
    );
    for (const { id } of failures) {
      this.#services.manager.takeFailed(id);
    }
    return this.#tryAgain(failures);
  }

  async #tryAgain(failures: readonly Failure[]): Promise<readonly UploadOutcome[]> {
    const groups = Map.groupBy(failures, (failure) => {
      const { driveId, itemId } = failure.task.destination;
      return `${driveId}/${itemId}/${conflictFor(failure)}`;
    });
    const outcomes: UploadOutcome[] = [];
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) {
        continue;
      }
      const files = group.map(({ task: { uri, source } }) => ({ uri, source }));
      const ended = await this.run(files, first.task.destination, conflictFor(first));
      for (const [index, { task, error }] of group.entries()) {
        if (ended[index]?.status === 'cancelled') {
          // Who gives up trying again still has a file that is not in OneDrive.
          this.#services.manager.addFailed(task, error);
        }
      }
      outcomes.push(...ended);
    }
    return outcomes;
  }

  /**
   * @param conflict what happens to existing files; the setting decides when it is not given.
   * @returns an outcome for each file, in the order given. The message at the end is shown, not waited for.
   */
  async run(
    files: readonly BatchFile[],
    destination: Destination,
    conflict: BatchOptions['conflict'] | undefined,
  ): Promise<readonly UploadOutcome[]> {
    const { clock, log, links, prompts } = this.#services;
    const questions = { closed: false };
    const start = clock.monotonic();
    const [first] = files;
    const title =
      first && files.length === 1
        ? vscode.l10n.t('Uploading {0} to {1}', first.source.name, formatFolder(destination))
        : vscode.l10n.t('Uploading {0} files to {1}', files.length, formatFolder(destination));
    const finished = await withBatchNotification(
      title,
      () => clock.monotonic(),
      (reporter, signal) => {
        const ask: AskConflict = async (question) => {
          const answer = await prompts.run(() => askConflict(question, signal), signal);
          questions.closed ||= answer === undefined && !signal.aborted;
          return answer;
        };
        return this.#planAndSend(files, destination, conflict, ask, reporter, signal);
      },
    );
    for (const { task, result } of finished) {
      if (result.status === 'failed') {
        log.warn(`${task.name} was not uploaded: ${describeError(result.error).logText}`);
      } else {
        log.info(`${task.name}: ${result.status}`);
      }
    }
    const ms = clock.monotonic() - start;
    if (questions.closed) {
      const again: Action = { title: vscode.l10n.t('Retry'), run: () => this.run(files, destination, conflict) };
      void showDone(vscode.l10n.t('Nothing was uploaded, because a question was closed.'), again);
    } else {
      void showResults(finished, ms, links, (failed) => this.#again(failed));
    }
    return finished.map(({ task, result }) => outcomeOf(task.uri, result));
  }

  /** Retry from the message: also when the rows of these files are gone from the list. */
  async #again(failed: readonly FinishedFile[]): Promise<unknown> {
    const failures = failed.flatMap(({ task, result }) =>
      result.status === 'failed' ? [{ task, error: result.error }] : [],
    );
    const tasks = new Set(failures.map(({ task }) => task));
    for (const { id, task } of this.#services.manager.entries) {
      if (tasks.has(task)) {
        this.#services.manager.takeFailed(id);
      }
    }
    return this.#tryAgain(failures);
  }

  async #planAndSend(
    files: readonly BatchFile[],
    destination: Destination,
    conflict: BatchOptions['conflict'] | undefined,
    ask: AskConflict,
    reporter: BatchReporter,
    signal: AbortSignal,
  ): Promise<readonly FinishedFile[]> {
    reporter.checking();
    const planned = await this.#plan(files, destination, conflict, ask, signal);
    const sizes = planned.map((file) => (file.result ? 0 : file.task.size));
    const progress = new BatchProgress(sizes, this.#services.clock);
    return Promise.all(
      planned.map(async ({ task, result: known }, index): Promise<FinishedFile> => {
        const result = known ?? (await this.#send(task, index, progress, reporter, signal));
        if (known?.status === 'failed') {
          this.#services.manager.addFailed(task, known.error);
        }
        progress.settle(index, result);
        return { task, result };
      }),
    );
  }

  async #send(
    task: UploadTask,
    index: number,
    progress: BatchProgress,
    reporter: BatchReporter,
    signal: AbortSignal,
  ): Promise<UploadResult> {
    return this.#services.manager.run(task, signal, (each) => {
      progress.update(index, each);
      reporter.sending(progress.snapshot(), this.#services.waitMs());
    });
  }

  async #plan(
    files: readonly BatchFile[],
    destination: Destination,
    conflict: BatchOptions['conflict'] | undefined,
    ask: AskConflict,
    signal: AbortSignal,
  ): Promise<readonly PlannedFile[]> {
    const scopes = files.map(({ uri }) => vscode.Uri.parse(uri, true));
    const behaviors = new Set(scopes.map((scope) => settings.conflictBehavior(scope)));
    const [only] = behaviors;
    const base: BatchOptions = {
      destination,
      // Files of several workspace folders: where their settings differ, nothing is decided without the user.
      conflict: conflict ?? (only !== undefined && behaviors.size === 1 ? only : 'ask'),
      fragmentSize: settings.fragmentSize(),
      verify: scopes.some((scope) => settings.verify(scope)),
    };
    try {
      const remaining = await this.#remaining(destination, signal);
      const batch = remaining === undefined ? base : { ...base, quotaRemaining: remaining };
      return await planBatch(files, batch, this.#services.checks, ask, signal);
    } catch (error) {
      const result: UploadResult = isAbort(error, signal) ? { status: 'cancelled' } : { status: 'failed', error };
      return files.map(({ uri, source }) => ({ task: unplannedTask(uri, source, base), result }));
    }
  }

  /** Not to know the space that is left is no reason not to try. */
  async #remaining(destination: Destination, signal: AbortSignal): Promise<number | undefined> {
    try {
      return await this.#services.quotaRemaining(destination, signal);
    } catch (error) {
      if (isAbort(error, signal) || error instanceof SignInRequiredError) {
        throw error;
      }
      this.#services.log.warn(`the space that is left is not known: ${describeError(error).logText}`);
      return undefined;
    }
  }
}

interface Failure {
  readonly task: UploadTask;
  readonly error: unknown;
}

/** The rule for existing files when an upload is tried again: the one it had; where that was to report them, a question. */
function conflictFor({ task, error }: Failure): BatchOptions['conflict'] {
  return error instanceof UploadError && error.code === 'nameTaken' ? 'ask' : task.conflict;
}

function unplannedTask(uri: string, source: FileSource, options: BatchOptions): UploadTask {
  const { conflict, destination, fragmentSize, verify } = options;
  return {
    uri,
    source,
    destination,
    name: source.name,
    size: 0,
    conflictBehavior: 'fail',
    conflict,
    fragmentSize,
    verify,
  };
}
