import type { UploadResult } from '../model.ts';
import type { LocalTree, TreeEntry, TreeRules } from '../ports.ts';

/** How far an upload of a folder is. */
export interface FolderCounts {
  /** Files, as far as they are known. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** Paused or cancelled one by one. */
  readonly stopped: number;
  /** Of all files, as far as they are known. */
  readonly bytes: number;
  /** Of files that are done, whichever run did it. */
  readonly bytesDone: number;
  /** Of files that failed or were skipped: they do not count in what is left. */
  readonly bytesLeftOut: number;
  /** Whether `total` and `bytes` are final. */
  readonly isCounted: boolean;
}

/** Files between two reports of a count. */
const reportEvery = 256;

/** Counts the files of a folder: those that were met, those that a walk ahead has seen, and what became of them. */
export class FolderTally {
  readonly #report: (counts: FolderCounts) => void;
  readonly #settled = { done: 0, failed: 0, skipped: 0, stopped: 0, bytesDone: 0, bytesLeftOut: 0 };
  readonly #met = { total: 0, bytes: 0 };
  readonly #ahead = { total: 0, bytes: 0 };
  #isCounted = false;

  constructor(report: (counts: FolderCounts) => void) {
    this.#report = report;
  }

  get counts(): FolderCounts {
    return {
      ...this.#settled,
      total: Math.max(this.#met.total, this.#ahead.total),
      bytes: Math.max(this.#met.bytes, this.#ahead.bytes),
      isCounted: this.#isCounted,
    };
  }

  /** A walk that only counts. */
  async countAhead(tree: LocalTree, root: string, rules: TreeRules, signal: AbortSignal): Promise<void> {
    for await (const entry of tree.walk(root, rules, signal)) {
      add(this.#ahead, entry);
      if (this.#ahead.total % reportEvery === 0) {
        this.#report(this.counts);
      }
    }
    this.counted();
  }

  /** Nothing more will be met. */
  counted(): void {
    this.#isCounted = true;
    this.#report(this.counts);
  }

  meet(entry: TreeEntry): void {
    add(this.#met, entry);
  }

  /** Something that is told of although it is no file. */
  meetOne(): void {
    this.#met.total++;
  }

  settle(result: UploadResult, size: number): void {
    const settled = this.#settled;
    switch (result.status) {
      case 'uploaded':
      case 'awaitingCommit':
        settled.done++;
        settled.bytesDone += size;
        break;
      case 'skipped':
        settled.skipped++;
        settled.bytesLeftOut += size;
        break;
      case 'failed':
        settled.failed++;
        settled.bytesLeftOut += size;
        break;
      case 'paused':
      case 'cancelled':
        settled.stopped++;
        break;
    }
    this.#report(this.counts);
  }
}

function add(count: { total: number; bytes: number }, entry: TreeEntry): void {
  if (entry.kind !== 'folder') {
    count.total++;
    count.bytes += entry.kind === 'file' ? entry.stat.size : 0;
  }
}
