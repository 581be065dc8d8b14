import * as vscode from 'vscode';
import { isAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { UploadOutcome } from '../contributions.ts';
import { BatchProgress } from '../upload/batchProgress.ts';
import type { UploadEntry, UploadManager, UploadTask } from '../upload/manager.ts';
import type { Destination, UploadResult } from '../upload/model.ts';
import type { BatchFile, BatchOptions, PlanChecks, PlannedFile } from '../upload/planBatch.ts';
import { planBatch } from '../upload/planBatch.ts';
import type { FileSource } from '../upload/ports.ts';
import type { BatchReporter } from './batchNotification.ts';
import { withBatchNotification } from './batchNotification.ts';
import { formatFolder } from './format.ts';
import { askConflict } from './conflictPrompt.ts';
import type { LinkServices } from './links.ts';
import { describeError } from './messages.ts';
import type { FinishedFile } from './outcomes.ts';
import { outcomeOf } from './outcomes.ts';
import { showResults } from './resultMessages.ts';
import { settings } from './settings.ts';

export interface BatchServices {
  readonly manager: UploadManager;
  readonly clock: Clock;
  readonly log: Logger;
  readonly checks: PlanChecks;
  /** Bytes that the drive still takes; `undefined` when the service does not tell. */
  quotaRemaining(destination: Destination, signal: AbortSignal): Promise<number | undefined>;
  readonly links: LinkServices;
}

/** Takes files to one folder under one notification: checks, questions, uploads, and the message at the end. */
export class BatchRunner {
  readonly #services: BatchServices;

  constructor(services: BatchServices) {
    this.#services = services;
  }

  /** Runs failed uploads of the list again, each where it was going. */
  async retry(entries: readonly UploadEntry[]): Promise<readonly UploadOutcome[]> {
    const tasks = entries.flatMap((entry) => this.#services.manager.takeFailed(entry.id) ?? []);
    const byTarget = Map.groupBy(tasks, ({ destination }) => `${destination.driveId}/${destination.itemId}`);
    const outcomes: UploadOutcome[] = [];
    for (const [first, ...others] of byTarget.values()) {
      if (!first) {
        continue;
      }
      const files = [first, ...others].map(({ uri, source }) => ({ uri, source }));
      outcomes.push(...(await this.run(files, first.destination, undefined)));
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
    const { clock, log, links } = this.#services;
    const start = clock.monotonic();
    const [first] = files;
    const title =
      first && files.length === 1
        ? vscode.l10n.t('Uploading {0} to {1}', first.source.name, formatFolder(destination))
        : vscode.l10n.t('Uploading {0} files to {1}', files.length, formatFolder(destination));
    const finished = await withBatchNotification(
      title,
      () => clock.monotonic(),
      (reporter, signal) => this.#planAndSend(files, destination, conflict, reporter, signal),
    );
    for (const { task, result } of finished) {
      if (result.status === 'failed') {
        log.warn(`${task.name} was not uploaded: ${describeError(result.error).logText}`);
      } else {
        log.info(`${task.name}: ${result.status}`);
      }
    }
    void showResults(finished, clock.monotonic() - start, links, (failed) => this.#again(failed));
    return finished.map(({ task, result }) => outcomeOf(task.uri, result));
  }

  /** Retry from the message: through the list, so that its rows go as the new ones come. */
  async #again(failed: readonly FinishedFile[]): Promise<unknown> {
    const tasks = new Set(failed.map((file) => file.task));
    return this.retry(this.#services.manager.entries.filter((entry) => tasks.has(entry.task)));
  }

  async #planAndSend(
    files: readonly BatchFile[],
    destination: Destination,
    conflict: BatchOptions['conflict'] | undefined,
    reporter: BatchReporter,
    signal: AbortSignal,
  ): Promise<readonly FinishedFile[]> {
    reporter.checking();
    const planned = await this.#plan(files, destination, conflict, signal);
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
      reporter.sending(progress.snapshot());
    });
  }

  async #plan(
    files: readonly BatchFile[],
    destination: Destination,
    conflict: BatchOptions['conflict'] | undefined,
    signal: AbortSignal,
  ): Promise<readonly PlannedFile[]> {
    const scope = files[0] && vscode.Uri.parse(files[0].uri, true);
    const base: BatchOptions = {
      destination,
      conflict: conflict ?? settings.conflictBehavior(scope),
      fragmentSize: settings.fragmentSize(),
      verify: settings.verify(scope),
    };
    try {
      const remaining = await this.#services.quotaRemaining(destination, signal);
      const batch = remaining === undefined ? base : { ...base, quotaRemaining: remaining };
      return await planBatch(files, batch, this.#services.checks, askConflict, signal);
    } catch (error) {
      const result: UploadResult = isAbort(error, signal) ? { status: 'cancelled' } : { status: 'failed', error };
      return files.map(({ uri, source }) => ({ task: unplannedTask(uri, source, base), result }));
    }
  }
}

function unplannedTask(uri: string, source: FileSource, options: BatchOptions): UploadTask {
  const { destination, fragmentSize, verify } = options;
  return { uri, source, destination, name: source.name, size: 0, conflictBehavior: 'fail', fragmentSize, verify };
}
