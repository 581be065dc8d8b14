import type { UploadProgress, UploadResult } from '../model.ts';
import { SourceError } from '../ports.ts';
import type { InTurn, SessionKeeper, TransferReporter, TransferWait } from '../transfer/transfer.ts';
import type { JournalEntry } from '../journal/ports.ts';
import type { RunWatch, UploadPorts } from './ports.ts';
import { filesOfFolder, isInterrupted } from './rows.ts';
import { targetOf } from '../task.ts';
import type { UploadTask } from '../task.ts';
import type { Turns } from './turns.ts';

/** The list of pending uploads as the files of a folder upload use it. */
export interface UploadList {
  add(tasks: readonly UploadTask[], signal: AbortSignal, parent?: string): Promise<string[]>;
  run(id: string, signal: AbortSignal, watch?: RunWatch): Promise<UploadResult>;
  addFailed(tasks: readonly { task: UploadTask; error: unknown }[], parent?: string): Promise<string[]>;
  discard(id: string): Promise<void>;
}

/** Told how a file of a folder goes. */
export interface ChildWatch {
  onProgress(progress: UploadProgress): void;
  /** Why a file without a row of its own waits; `undefined`: it goes on. */
  onWait(wait: TransferWait | undefined): void;
}

/** Failed files that get a row of their own; a folder of thousands would bury all others. */
const mostFailedRows = 100;

/** A small file has no upload session: nobody would keep that of one which has grown since it was found. */
const noSession: SessionKeeper = {
  opened: () => Promise.reject(new SourceError('changed')),
  sending: () => Promise.resolve(),
  closed: () => Promise.resolve(),
};

/**
 * The files of folder uploads. Those that take an upload session are on the list with rows of their own, so that they
 * can go on in the middle; small ones are sent as they come, and found again by the folder's upload.
 */
export class ChildFiles {
  readonly #ports: UploadPorts;
  readonly #turns: Turns;
  readonly #list: UploadList;

  constructor(ports: UploadPorts, turns: Turns, list: UploadList) {
    this.#ports = ports;
    this.#turns = turns;
    this.#list = list;
  }

  async send(parent: string, task: UploadTask, watch: ChildWatch, signal: AbortSignal): Promise<UploadResult> {
    const underWay = this.#underWay(task);
    if (underWay !== undefined) {
      return this.#list.run(underWay, signal, watch);
    }
    if (task.size > this.#ports.transfers.simpleUpTo || task.deferCommit) {
      const [id] = await this.#list.add([task], signal, parent);
      return id === undefined ? { status: 'cancelled' } : this.#list.run(id, signal, watch);
    }
    return this.#turns.take(targetOf(task), task, signal, (inTurn) =>
      this.#sendLoose(parent, task, watch, inTurn, signal),
    );
  }

  /** Takes the rows of an earlier run away: the files will be met again. */
  async begin(parent: string): Promise<void> {
    for (const { record } of filesOfFolder(this.#ports.journal.entries, parent)) {
      if (record.state.kind === 'failed' && record.session === undefined) {
        await this.#list.discard(record.id);
      }
    }
  }

  /** Gives rows to the files that failed, as far as they have none, and none to those that are stored. */
  async end(
    parent: string,
    failures: readonly { task: UploadTask; error: unknown }[],
    signal: AbortSignal,
  ): Promise<void> {
    const listed = new Set(filesOfFolder(this.#ports.journal.entries, parent).map(({ record }) => record.uri));
    const unlisted = failures.filter(({ task }) => !listed.has(task.uri)).slice(0, mostFailedRows);
    if (unlisted.length > 0) {
      await this.#list.addFailed(unlisted, parent);
    }
    if (!this.#ports.journal.get(parent)) {
      await this.#endInterrupted(parent, signal);
    }
  }

  /** A crash in the moment in which a file was stored leaves its row: the folder then found the file there and is done. */
  async #endInterrupted(parent: string, signal: AbortSignal): Promise<void> {
    for (const entry of filesOfFolder(this.#ports.journal.entries, parent)) {
      if (isInterrupted(entry)) {
        await this.#list.run(entry.record.id, signal);
      }
    }
  }

  /** The user may have gone on with the file by itself: a second upload of it would store it twice. */
  #underWay(task: UploadTask): string | undefined {
    const isSame = ({ record, where }: JournalEntry): boolean =>
      (where === 'thisWindow' || where === 'otherWindow') &&
      record.state.kind !== 'discarding' &&
      record.uri === task.uri &&
      targetOf(record) === targetOf(task);
    return this.#ports.journal.entries.find(isSame)?.record.id;
  }

  async #sendLoose(
    parent: string,
    task: UploadTask,
    watch: ChildWatch,
    inTurn: InTurn,
    signal: AbortSignal,
  ): Promise<UploadResult> {
    let { size, mtime } = task;
    const reporter: TransferReporter = {
      started: (_at, stat) => {
        ({ size, mtime } = stat);
      },
      progress: (progress) => watch.onProgress(progress),
      waiting: (wait) => watch.onWait(wait),
      checking: () => {},
    };
    const { replaces, ...plain } = task;
    const request = { ...plain, ...(replaces && { replaces }), inTurn };
    const result = await this.#ports.transfers.send(request, noSession, reporter, signal);
    switch (result.status) {
      case 'uploaded': {
        const folder = this.#ports.journal.get(parent);
        if (folder) {
          const { uri, destination } = task;
          const { item, verified } = result;
          const { place } = folder.record;
          this.#ports.finished.addFile({ uri, size, mtime, item, verified, destination, place }, folder);
        }
        return result;
      }
      case 'awaitingCommit':
        return result;
      case 'stopped':
        return { status: 'paused' };
      case 'conflict':
      case 'failed':
        return { status: 'failed', error: result.error };
    }
  }
}
