import type { Event } from '../base/event.ts';
import { Emitter } from '../base/event.ts';
import { repeat } from '../base/repeat.ts';
import { UploadError } from './errors.ts';
import type { JournalEntry, Lease } from './journal/ports.ts';
import type { UploadResult } from './model.ts';
import { Discards } from './running/discards.ts';
import { Enlisting } from './running/enlisting.ts';
import type { Work } from './running/leasedRuns.ts';
import { LeasedRuns } from './running/leasedRuns.ts';
import type { LiveState } from './running/liveProgress.ts';
import type { RunWatch, UploadPorts } from './running/ports.ts';
import { filesOfFolder } from './running/rows.ts';
import type { UploadRow } from './running/rows.ts';
import type { StopReason } from './running/stop.ts';
import { UploadStop } from './running/stop.ts';
import type { FolderTask, UploadTask } from './task.ts';
import type { ConflictChoice } from './transfer/transfer.ts';

/** How often what could not be deleted on the server is tried again. */
const sweepMs = 30_000;

/** A running upload of this window. */
interface Run {
  readonly done: Promise<UploadResult>;
  readonly abort: AbortController;
}

/**
 * All pending uploads as this window sees them, and those that it runs: a bounded number at a time and never two for
 * one target. What ends in success leaves the list for that of the finished ones; everything else stays until the user
 * decides.
 */
export class UploadManager {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;

  readonly #ports: UploadPorts;
  readonly #leased: LeasedRuns;
  readonly #discards: Discards;
  readonly #enlisting: Enlisting;
  readonly #runs = new Map<string, Run>();
  readonly #live = new Map<string, LiveState>();
  readonly #ended = new AbortController();
  readonly #subscription: { dispose(): void };

  constructor(ports: UploadPorts) {
    this.#ports = ports;
    this.#enlisting = new Enlisting(ports, {
      isRunning: (id) => this.#runs.has(id),
      discard: (id) => this.discard(id),
      endFolder: (id) => this.#endFolder(id),
    });
    this.#leased = new LeasedRuns(ports, this, (id, state) => {
      this.#live.set(id, state);
      this.#changed.fire();
    });
    this.#subscription = ports.journal.onDidChange(() => this.#changed.fire());
    this.#discards = new Discards(ports);
    void this.#discards.sweep(this.#ended.signal);
    void repeat(ports.clock, sweepMs, this.#ended.signal, () => void this.#discards.sweep(this.#ended.signal));
  }

  get rows(): readonly UploadRow[] {
    return this.#ports.journal.entries.map((entry) => this.#rowOf(entry));
  }

  /**
   * Puts uploads on the list, where they stay whatever happens. One of the same file to the same target that is
   * pending already is gone on with if nothing has changed, else given up.
   * @param parent of the files of a folder upload. @returns an id for each, in the order given.
   */
  async add(tasks: readonly (UploadTask | FolderTask)[], signal: AbortSignal, parent?: string): Promise<string[]> {
    const { ids, listed } = await this.#enlisting.begin(tasks, parent, signal);
    await listed;
    return ids;
  }

  /**
   * Like {@link add}, but of many that are new some may still be written down: {@link run} waits for its own, and fails
   * if that cannot be written.
   */
  async addAndGoOn(tasks: readonly (UploadTask | FolderTask)[], signal: AbortSignal): Promise<string[]> {
    const { ids, listed, allNew } = await this.#enlisting.begin(tasks, undefined, signal);
    if (!allNew) {
      await listed;
    }
    return ids;
  }

  /** Puts uploads on the list that failed before anything could be sent. @returns an id for each. */
  addFailed(
    tasks: readonly { readonly task: UploadTask | FolderTask; readonly error: unknown }[],
    parent?: string,
  ): Promise<string[]> {
    return this.#enlisting.addFailed(tasks, parent, this.#ended.signal);
  }

  /**
   * Begins a listed upload or goes on with it; one that runs already is joined. Never rejects.
   * @param signal aborted: paused, unless the reason is an {@link UploadStop} that says otherwise.
   */
  run(id: string, signal: AbortSignal, watch: RunWatch = {}): Promise<UploadResult> {
    return this.#join(id, signal, watch, (upload, stop, inTurn) => upload.transfer(stop, inTurn));
  }

  /** Makes an upload visible that waits for it, or ends a conflict as the user chose. Never rejects. */
  commit(
    id: string,
    choice: ConflictChoice | undefined,
    signal: AbortSignal,
    watch: RunWatch = {},
  ): Promise<UploadResult> {
    return this.#join(id, signal, watch, (upload, stop, inTurn) => upload.commit(choice, stop, inTurn));
  }

  /** Stops an upload of this window and keeps what was sent. */
  async pause(id: string): Promise<void> {
    await this.#stop(id, 'pause');
  }

  /** Takes note that the user does not want an interrupted upload to go on now. */
  async leavePaused(id: string): Promise<void> {
    const entry = this.#ports.journal.get(id);
    if (entry?.where === 'nobody') {
      await this.#ports.journal.save({ ...entry.record, state: { kind: 'paused' } });
    }
  }

  /** Gives up an upload: what was sent is deleted on the server, at once or as soon as that can be reached. */
  async discard(id: string): Promise<void> {
    const files = this.#childrenOf(id);
    await this.#stop(id, 'discard');
    const before = this.#ports.journal.get(id);
    if (before?.where === 'otherMachine') {
      await this.#ports.journal.remove(id);
      return;
    }
    if (before?.where === 'otherWindow') {
      throw new UploadError('inOtherWindow', { name: before.record.name });
    }
    await this.#discardAll(files);
    // It may have ended when it was stopped, or with the last of its files.
    const entry = this.#ports.journal.get(id);
    if (!entry) {
      return;
    }
    // What it left was tried to be ended when it stopped.
    if (entry.record.state.kind !== 'discarding') {
      await this.#ports.journal.save({ ...entry.record, state: { kind: 'discarding' } });
      await this.#discards.end(id);
    }
    const { parent } = entry.record;
    if (parent !== undefined) {
      await this.#endFolder(parent);
    }
  }

  /** Stops everything, keeps what was sent, and waits until nothing of it is left in this window. */
  async dispose(): Promise<void> {
    this.#ended.abort();
    for (const { abort } of this.#runs.values()) {
      abort.abort(new UploadStop('close'));
    }
    await Promise.allSettled([this.#enlisting.settled(), ...[...this.#runs.values()].map(({ done }) => done)]);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #discardAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.discard(id);
    }
  }

  #childrenOf(id: string): string[] {
    return filesOfFolder(this.#ports.journal.entries, id).map(({ record }) => record.id);
  }

  async #stop(id: string, why: StopReason): Promise<void> {
    const run = this.#runs.get(id);
    run?.abort.abort(new UploadStop(why));
    await run?.done;
  }

  #join(id: string, signal: AbortSignal, watch: RunWatch, work: Work): Promise<UploadResult> {
    const running = this.#runs.get(id);
    if (running) {
      // Who has joined can stop it as well.
      const stop = (): void => running.abort.abort(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) {
        stop();
      }
      return running.done;
    }
    if (this.#ended.signal.aborted) {
      return Promise.resolve({ status: 'paused' });
    }
    const abort = new AbortController();
    const done = this.#runHere(id, AbortSignal.any([signal, abort.signal]), watch, work);
    this.#runs.set(id, { abort, done });
    return done;
  }

  async #runHere(id: string, stop: AbortSignal, watch: RunWatch, work: Work): Promise<UploadResult> {
    let lease: Lease | undefined;
    let parent: string | undefined;
    try {
      await this.#enlisting.written(id);
      if (this.#ended.signal.aborted) {
        return { status: 'paused' };
      }
      parent = this.#ports.journal.get(id)?.record.parent;
      this.#assertOfThisMachine(id);
      lease = await this.#ports.journal.take(id);
      const entry = this.#ports.journal.get(id);
      if (!entry) {
        return { status: 'cancelled' };
      }
      if (!lease) {
        throw new UploadError('inOtherWindow', { name: entry.record.name });
      }
      return await this.#leased.run(entry.record, lease, stop, watch, work);
    } catch (error) {
      return { status: 'failed', error };
    } finally {
      await lease
        ?.release()
        .catch((error: unknown) => this.#ports.log.warn(`a lease was not released: ${String(error)}`));
      this.#runs.delete(id);
      this.#live.delete(id);
      await this.#afterwards(id, parent);
      this.#changed.fire();
    }
  }

  #assertOfThisMachine(id: string): void {
    const entry = this.#ports.journal.get(id);
    if (entry?.where === 'otherMachine') {
      const { name, place } = entry.record;
      throw new UploadError('otherMachine', { name, machine: place.machine.name });
    }
  }

  /** What an upload that has stopped leaves to do: on the server, and on the list for the folder that it was in. */
  async #afterwards(id: string, parent: string | undefined): Promise<void> {
    if (this.#ports.journal.get(id)?.record.state.kind === 'discarding') {
      await this.#discards.end(id);
    }
    if (parent !== undefined) {
      await this.#endFolder(parent);
    }
  }

  /** A folder that only waited for its files to be committed ends with the last of them. */
  async #endFolder(id: string): Promise<void> {
    const folder = this.#ports.journal.get(id);
    if (folder?.record.state.kind === 'awaitingCommit' && this.#childrenOf(id).length === 0) {
      await this.#discards.end(id);
    }
  }

  #rowOf({ record, where }: JournalEntry): UploadRow {
    const live = this.#live.get(record.id);
    return { record, where, ...(live && { live }) };
  }
}
