import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { redact } from '../../base/log.ts';
import { Rerun } from '../../base/rerun.ts';
import { repeat } from '../../base/repeat.ts';
import { differenceOf, parseList } from './listContent.ts';
import type { Difference, ListContent } from './listContent.ts';
import type { SharedList } from './ports.ts';
import type { UploadRecord } from './record.ts';

/** How often it is looked whether somebody has overwritten the list: nothing tells. */
const lookMs = 1000;
/** How often it is told how far uploads are: every time the whole list is written. */
const progressMs = 2000;
/** Many uploads that change at once are written together. */
const shortestPauseMs = 100;
/** Longer for a long list, so that what is written in a second does not grow with it: 200 records at most. */
const pauseMsPerRecord = 5;
const longestPauseMs = 10_000;

export interface ListingOwner {
  /** Whether it belongs to this machine. */
  isOwn(record: UploadRecord): boolean;
  /** What the list has to say of this machine. */
  own(): Iterable<UploadRecord>;
  /** Whether another window is at it, and tells how far it is. */
  isHeldElsewhere(id: string): boolean;
  /** Makes sure that `own` knows what other windows have written. */
  reread(): Promise<void>;
  /** What other machines say has changed. */
  changed(): void;
}

/** This machine's part of the shared list, asserted again whenever it gets lost, and what other machines put there. */
export class Listing {
  readonly #list: SharedList;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #owner: ListingOwner;
  readonly #ended = new AbortController();
  /** As it was read last. */
  #seen: unknown;
  #content: ListContent;
  readonly #forgotten = new Set<string>();
  #lastWrite = -Infinity;
  readonly #publishes = new Rerun(() => this.#publish());
  #failed = false;

  constructor(list: SharedList, clock: Clock, log: Logger, owner: ListingOwner) {
    this.#list = list;
    this.#clock = clock;
    this.#log = log;
    this.#owner = owner;
    this.#content = parseList(undefined);
  }

  /** Pending uploads of other machines. */
  get others(): readonly UploadRecord[] {
    return [...this.#content.records.values()].filter((record) => !this.#owner.isOwn(record));
  }

  /** Begins to look after the list. */
  start(): void {
    this.#look();
    void repeat(this.#clock, lookMs, this.#ended.signal, () => this.#look());
  }

  /** Takes an upload of another machine off the list; that machine may put it there again. */
  forget(id: string): void {
    this.#forgotten.add(id);
    this.publish();
  }

  /** Has the list written soon, if it is not what it should be. */
  publish(): void {
    if (!this.#ended.signal.aborted) {
      void this.#publishes.request();
    }
  }

  /** Writes what is not yet written. */
  async dispose(): Promise<void> {
    this.#ended.abort();
    await this.#publishes.request();
  }

  #look(): void {
    this.#read();
    const difference = this.#difference();
    if (difference === 'states') {
      // It may be the list that is right, and this window that has not yet seen the files.
      this.#owner.reread().then(
        () => this.publish(),
        (error: unknown) => this.#warn(error),
      );
    } else if (
      difference === 'progress' &&
      this.#clock.monotonic() - this.#lastWrite >= Math.max(progressMs, this.#pauseMs)
    ) {
      this.publish();
    }
  }

  /** Between two writes. */
  get #pauseMs(): number {
    const { size } = this.#content.records;
    return Math.min(Math.max(shortestPauseMs, size * pauseMsPerRecord), longestPauseMs);
  }

  async #publish(): Promise<void> {
    this.#read();
    if (this.#difference() !== 'none') {
      await this.#write();
      await this.#clock.delay(this.#pauseMs, this.#ended.signal).catch(() => {});
    }
  }

  #read(): void {
    const list = this.#list.read();
    if (list === this.#seen) {
      return;
    }
    this.#seen = list;
    const before = this.others.length;
    this.#content = parseList(list);
    if (before + this.others.length > 0) {
      this.#owner.changed();
    }
  }

  #difference(): Difference {
    const { records, hasGarbage } = this.#content;
    const { others } = this;
    if (hasGarbage || others.some(({ id }) => this.#forgotten.has(id))) {
      return 'states';
    }
    const count = records.size - others.length;
    return differenceOf(records, count, this.#owner.own(), (id) => this.#owner.isHeldElsewhere(id));
  }

  async #write(): Promise<void> {
    this.#lastWrite = this.#clock.monotonic();
    const { later } = this.#content;
    const kept = this.others.filter(({ id }) => !this.#forgotten.has(id));
    try {
      await this.#list.write([...later, ...kept, ...this.#owner.own()]);
      this.#failed = false;
      this.#forgotten.clear();
    } catch (error) {
      this.#warn(error);
    }
    this.#read();
  }

  #warn(error: unknown): void {
    // It is tried again every second.
    if (!this.#failed) {
      this.#log.warn(`the list of uploads could not be updated: ${redact(String(error))}`);
    }
    this.#failed = true;
  }
}
