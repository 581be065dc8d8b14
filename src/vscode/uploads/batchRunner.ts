import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { WorkQueue } from '../../base/queue.ts';
import type { UploadOutcome } from '../../contributions.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import type { AskConflict, BatchFile, BatchOptions, PlanChecks, PlannedFile } from '../../upload/batch/planBatch.ts';
import { planBatch } from '../../upload/batch/planBatch.ts';
import type { Destination, UploadResult } from '../../upload/model.ts';
import type { FileSource } from '../../upload/ports.ts';
import type { UploadRow } from '../../upload/running/rows.ts';
import type { FolderTask, UploadTask } from '../../upload/task.ts';
import { formatFolder } from '../words/format.ts';
import { showDone } from '../notify.ts';
import type { Action } from '../notify.ts';
import { settings } from '../settings.ts';
import type { BatchReporter } from './batchNotification.ts';
import { withBatchNotification } from './batchNotification.ts';
import { askConflict } from './conflictPrompt.ts';
import type { ListedUpload, RunServices, RunUpload } from './listedRuns.ts';
import { runListed } from './listedRuns.ts';
import type { FinishedFile } from './outcomes.ts';
import { outcomeOf } from './outcomes.ts';
import { nameOf } from './resources.ts';
import { showResults } from './resultMessages.ts';
import type { ResultServices } from './resultMessages.ts';

export interface BatchServices extends RunServices {
  readonly checks: PlanChecks;
  /** Bytes that the drive still takes; `undefined` when the service does not tell. */
  quotaRemaining(destination: Destination, signal: AbortSignal): Promise<number | undefined>;
  readonly links: ResultServices;
  /** Lets one question be open at a time. */
  readonly prompts: WorkQueue;
  sourceOf(uri: string): FileSource;
}

/** What a user asked to be uploaded. */
export interface Batch {
  readonly files: readonly BatchFile[];
  /** With everything in them. */
  readonly folders: readonly FolderTask['uri'][];
  readonly destination: Destination;
  /** What the caller decided; the settings decide the rest. */
  readonly rules: Partial<Pick<BatchOptions, 'conflict' | 'deferCommit'>> & Pick<FolderTask, 'respectIgnore'>;
  /** Whether what has the name of a file is replaced where the user would be asked. */
  readonly replaces?: (existing: DriveItem) => boolean;
}

/** How a batch ended. */
export interface SentBatch {
  /** One for each file, also of the folders. */
  readonly finished: readonly FinishedFile[];
  /** Whether the user closed a question: then nothing was uploaded. */
  readonly questionClosed: boolean;
}

/** Takes files to one folder under one notification: checks, questions, uploads, and the message at the end. */
export class BatchRunner {
  readonly #services: BatchServices;

  constructor(services: BatchServices) {
    this.#services = services;
  }

  /** @returns an outcome for each file, also of the folders. The message at the end is shown, not waited for. */
  async run(batch: Batch): Promise<readonly UploadOutcome[]> {
    const { clock, links } = this.#services;
    const start = clock.monotonic();
    const { finished, questionClosed } = await withBatchNotification(
      titleOf(batch),
      () => clock.monotonic(),
      (reporter, signal) => this.send(batch, reporter, signal),
    );
    const again = (part: Batch): Action => ({ title: vscode.l10n.t('Retry'), run: () => this.run(part) });
    if (questionClosed) {
      void showDone(vscode.l10n.t('Nothing was uploaded, because a question was closed.'), again(batch));
    } else {
      const left = unlistedOf(batch, finished);
      const retry = left.files.length + left.folders.length === 0 ? undefined : again(left);
      void showResults(finished, clock.monotonic() - start, links, retry);
    }
    return finished.map(outcomeOf);
  }

  /**
   * The same within a notification of somebody else, who also says how it ended. Never rejects for what becomes of a file.
   * @param signal aborted: what is under way is paused.
   */
  async send(batch: Batch, reporter: BatchReporter, signal: AbortSignal): Promise<SentBatch> {
    let questionClosed = false;
    const ask: AskConflict = async (question) => {
      if (question.existing && batch.replaces?.(question.existing) === true) {
        return { behavior: 'replace', forAll: false };
      }
      const answer = await this.#services.prompts.run(() => askConflict(question, signal), signal);
      questionClosed ||= answer === undefined && !signal.aborted;
      return answer;
    };
    const finished = await this.#planAndSend(batch, ask, reporter, signal);
    return { finished, questionClosed };
  }

  /** Begins files of the list anew, each where it was going and by the rule that it had. */
  async again(rows: readonly UploadRow[]): Promise<readonly UploadOutcome[]> {
    const groups = Map.groupBy(rows, ({ record: { destination, rules, state } }) =>
      JSON.stringify([destination.driveId, destination.itemId, conflictOf(rules.conflict, state), rules.deferCommit]),
    );
    const outcomes: UploadOutcome[] = [];
    for (const group of groups.values()) {
      const [first] = group;
      if (first) {
        const { destination, rules, state } = first.record;
        const files = group.map(({ record: { uri } }) => ({ uri, source: this.#services.sourceOf(uri) }));
        const conflict = conflictOf(rules.conflict, state);
        const ended = await this.run({
          files,
          folders: [],
          destination,
          rules: { conflict, deferCommit: rules.deferCommit },
        });
        outcomes.push(...ended);
        // Who gives up trying again still has a file that is not in OneDrive; who skips it does not want it there.
        const skipped = group.filter((_, index) => ended[index]?.status === 'skipped');
        await Promise.all(skipped.map(({ record }) => this.#services.manager.discard(record.id)));
      }
    }
    return outcomes;
  }

  async #planAndSend(
    batch: Batch,
    ask: AskConflict,
    reporter: BatchReporter,
    signal: AbortSignal,
  ): Promise<readonly FinishedFile[]> {
    reporter.checking();
    const options = optionsFor(batch);
    const planned = await this.#plan(batch.files, options, ask, signal);
    const gaveUp = planned.some(({ result }) => result?.status === 'cancelled');
    const listed = await this.#list(planned, gaveUp ? [] : foldersOf(batch, options), signal);
    const { manager } = this.#services;
    const run: RunUpload = (id, stop, watch) => manager.run(id, stop, watch);
    const finished = await runListed(listed, run, this.#services, reporter, signal);
    return withoutLostRows(finished, manager.rows);
  }

  /** Puts on the list what is to be sent and what has failed already. */
  async #list(
    planned: readonly PlannedFile[],
    folders: readonly FolderTask[],
    signal: AbortSignal,
  ): Promise<readonly ListedUpload[]> {
    const { manager } = this.#services;
    const failed = planned.flatMap(({ task, result }) =>
      result?.status === 'failed' ? [{ task, error: result.error }] : [],
    );
    const tasks = [...planned.filter(({ result }) => !result).map(({ task }) => task), ...folders];
    try {
      const failedIds = failed.length === 0 ? [] : await manager.addFailed(failed);
      const ids = tasks.length === 0 ? [] : await manager.addAndGoOn(tasks, signal);
      const idOf = new Map<UploadTask | FolderTask, string | undefined>([
        ...failed.map(({ task }, index) => [task, failedIds[index]] as const),
        ...tasks.map((task, index) => [task, ids[index]] as const),
      ]);
      return [...planned, ...folders.map((task) => ({ task }))].map((each) => listedOf(each, idOf.get(each.task)));
    } catch (error) {
      const result: UploadResult = isAbort(error, signal) ? { status: 'cancelled' } : { status: 'failed', error };
      return [...planned, ...folders.map((task) => ({ task }))].map((each) => listedOf({ result, ...each }, undefined));
    }
  }

  async #plan(
    files: readonly BatchFile[],
    options: BatchOptions,
    ask: AskConflict,
    signal: AbortSignal,
  ): Promise<readonly PlannedFile[]> {
    if (files.length === 0) {
      return [];
    }
    try {
      const remaining = await this.#services.quotaRemaining(options.destination, signal);
      const batch = remaining === undefined ? options : { ...options, quotaRemaining: remaining };
      return await planBatch(files, batch, this.#services.checks, ask, signal);
    } catch (error) {
      const result: UploadResult = isAbort(error, signal) ? { status: 'cancelled' } : { status: 'failed', error };
      return files.map(({ uri, source }) => ({ task: unplannedTask(uri, source, options), result }));
    }
  }
}

/** What could not be written down has no row that anybody could go on with. */
function withoutLostRows(finished: readonly FinishedFile[], rows: readonly UploadRow[]): readonly FinishedFile[] {
  if (finished.every(({ result }) => result.status !== 'failed')) {
    return finished;
  }
  const ids = new Set(rows.map(({ record }) => record.id));
  return finished.map(({ id, ...file }) =>
    id === undefined || (file.result.status === 'failed' && !ids.has(id)) ? file : { ...file, id },
  );
}

/** What of a batch has failed and is not on the list. */
function unlistedOf({ files, folders, ...others }: Batch, finished: readonly FinishedFile[]): Batch {
  const failed = finished.filter(({ id, result }) => id === undefined && result.status === 'failed');
  const uris = new Set(failed.map(({ uri }) => uri));
  return {
    ...others,
    files: files.filter(({ uri }) => uris.has(uri)),
    folders: folders.filter((uri) => uris.has(uri)),
  };
}

function titleOf({ files, folders, destination }: Batch): string {
  const { t } = vscode.l10n;
  const names = [
    ...files.map(({ source }) => source.name),
    ...folders.map((uri) => nameOf(vscode.Uri.parse(uri, true))),
  ];
  const [first] = names;
  return first !== undefined && names.length === 1
    ? t('Uploading {0} to {1}', first, formatFolder(destination))
    : folders.length > 0
      ? t('Uploading {0} files and folders to {1}', names.length, formatFolder(destination))
      : t('Uploading {0} files to {1}', names.length, formatFolder(destination));
}

function optionsFor({ files, folders, destination, rules }: Batch): BatchOptions {
  const scopes = scopesOf([...files.map(({ uri }) => uri), ...folders]);
  const behaviors = new Set(scopes.map((scope) => settings.conflictBehavior(scope)));
  const [only] = behaviors;
  return {
    destination,
    // Files of several workspace folders: where their settings differ, nothing is decided without the user.
    conflict: rules.conflict ?? (only !== undefined && behaviors.size === 1 ? only : 'ask'),
    verify: scopes.some((scope) => settings.verify(scope)),
    // What may be published is never held back by accident, what is to be held back never published by one.
    deferCommit: rules.deferCommit ?? scopes.some((scope) => settings.deferCommit(scope)),
  };
}

/** One resource for each workspace folder that some are in: to look up the settings of thousands keeps everybody waiting. */
function scopesOf(uris: readonly string[]): readonly vscode.Uri[] {
  const scopes = new Map<vscode.WorkspaceFolder | undefined, vscode.Uri>();
  for (const uri of uris) {
    const scope = vscode.Uri.parse(uri, true);
    scopes.set(vscode.workspace.getWorkspaceFolder(scope), scope);
  }
  return [...scopes.values()];
}

function foldersOf(
  { folders, rules }: Batch,
  { destination, conflict, verify, deferCommit }: BatchOptions,
): FolderTask[] {
  return folders.map((uri) => ({
    uri,
    name: nameOf(vscode.Uri.parse(uri, true)),
    destination,
    conflictBehavior: 'fail',
    conflict,
    verify,
    deferCommit,
    respectIgnore: rules.respectIgnore ?? settings.respectIgnoreFiles(vscode.Uri.parse(uri, true)),
  }));
}

/** The rule for existing files when an upload begins anew: where it was to report them, a question. */
function conflictOf(conflict: BatchOptions['conflict'], state: UploadRow['record']['state']): BatchOptions['conflict'] {
  return state.kind === 'failed' && state.error.code === 'nameTaken' ? 'ask' : conflict;
}

function listedOf(
  { task, result }: { readonly task: UploadTask | FolderTask; readonly result?: UploadResult },
  id: string | undefined,
): ListedUpload {
  const { uri, name, destination } = task;
  const size = 'size' in task ? task.size : 0;
  return { uri, name, destination, size, ...(id !== undefined && { id }), ...(result && { result }) };
}

function unplannedTask(uri: string, source: FileSource, options: BatchOptions): UploadTask {
  const { conflict, destination, verify, deferCommit } = options;
  return {
    uri,
    source,
    destination,
    name: source.name,
    size: 0,
    mtime: 0,
    conflictBehavior: 'fail',
    conflict,
    verify,
    deferCommit,
  };
}
