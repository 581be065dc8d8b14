import assert from 'node:assert/strict';
import { afterEach, beforeEach } from 'mocha';
import { Journal } from '../../src/upload/journal/journal.ts';
import { GlobalState, MemoryDisk } from './journalFakes.ts';
import { MemoryLog } from './memoryLog.ts';
import { testMachine } from './uploadRecords.ts';
import { VirtualClock } from './virtualClock.ts';

/** The windows of one machine, with all that they share, anew for each test. */
export class JournalWindows {
  readonly clock = new VirtualClock();
  readonly disk = new MemoryDisk(this.clock);
  readonly state = new GlobalState(this.clock);
  readonly log = new MemoryLog();
  readonly #journals: Journal[] = [];

  /** Opens one more window. */
  async open(): Promise<Journal> {
    const journal = new Journal({
      files: this.disk.files(),
      list: this.state.view(),
      urls: this.disk.urlStore(),
      leases: this.disk.leases(),
      clock: this.clock,
      log: this.log,
      machine: testMachine,
    });
    this.#journals.push(journal);
    await journal.start();
    return journal;
  }

  /** Ids in the list. */
  listedIds(): string[] {
    return this.state.records.map(({ id }) => id);
  }

  settle(ms = 300): Promise<void> {
    return this.clock.delay(ms);
  }

  async end(): Promise<void> {
    await Promise.all(this.#journals.map((journal) => journal.dispose()));
    await this.settle();
    assert.equal(this.clock.pending, 0, 'nothing goes on after the end');
  }
}

/** Gives each test windows of its own. */
export function useJournals(): () => JournalWindows {
  let windows = new JournalWindows();
  beforeEach(() => {
    windows = new JournalWindows();
  });
  afterEach(() => windows.end());
  return () => windows;
}

/** What a window shows. */
export function shown(journal: Journal): string[] {
  return journal.entries.map(({ record, where }) => `${record.id} ${where}`);
}
