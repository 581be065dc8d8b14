import { Emitter } from '../../src/base/event.ts';
import type { UploadUrl } from '../../src/graph/uploadUrl.ts';
import type { Holder, JournalEntry, Lease, UploadJournal } from '../../src/upload/journal/ports.ts';
import type { UploadRecord } from '../../src/upload/journal/record.ts';

/** The journal of one window in memory, with everything that was ever saved. */
export class MemoryJournal implements UploadJournal {
  readonly saved: UploadRecord[] = [];
  readonly urls = new Map<string, UploadUrl>();
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #records = new Map<string, UploadRecord>();
  readonly #held = new Map<string, AbortController>();
  readonly #elsewhere = new Map<string, Holder>();
  /** Each record is written after this. */
  before: (record: UploadRecord) => Promise<void> = () => Promise.resolve();
  /** Thrown by every save. */
  failure: Error | undefined;

  get entries(): readonly JournalEntry[] {
    return [...this.#records.values()].map((record) => this.#entry(record));
  }

  get(id: string): JournalEntry | undefined {
    const record = this.#records.get(id);
    return record && this.#entry(record);
  }

  /** As if another window or machine had it. */
  put(record: UploadRecord, where: Holder = 'nobody'): void {
    this.#records.set(record.id, record);
    this.#elsewhere.set(record.id, where);
    this.#changed.fire();
  }

  /** As if another window had taken over. */
  takeOver(id: string): void {
    this.#elsewhere.set(id, 'otherWindow');
    this.#held.get(id)?.abort();
  }

  get leases(): readonly string[] {
    return [...this.#held.keys()];
  }

  save(record: UploadRecord): Promise<void> {
    return this.saveAll([record]);
  }

  async saveAll(records: readonly UploadRecord[], saved: (id: string) => void = () => {}): Promise<void> {
    for (const record of records) {
      await this.before(record);
      if (this.failure) {
        throw this.failure;
      }
      this.saved.push(record);
      this.#records.set(record.id, record);
      saved(record.id);
    }
    this.#changed.fire();
  }

  async remove(id: string): Promise<void> {
    await Promise.resolve();
    this.#records.delete(id);
    this.urls.delete(id);
    this.#changed.fire();
  }

  url(id: string): Promise<UploadUrl | undefined> {
    return Promise.resolve(this.urls.get(id));
  }

  strayUrls(): Promise<readonly string[]> {
    return Promise.resolve([...this.urls.keys()].filter((id) => !this.#records.has(id)));
  }

  saveUrl(id: string, url: UploadUrl): Promise<void> {
    this.urls.set(id, url);
    return Promise.resolve();
  }

  removeUrl(id: string): Promise<void> {
    this.urls.delete(id);
    return Promise.resolve();
  }

  take(id: string): Promise<Lease | undefined> {
    if (this.#held.has(id) || this.#elsewhere.get(id) === 'otherWindow') {
      return Promise.resolve(undefined);
    }
    const lost = new AbortController();
    this.#held.set(id, lost);
    return Promise.resolve({
      lost: lost.signal,
      confirm: () => Promise.resolve(!lost.signal.aborted),
      release: () => {
        this.#held.delete(id);
        return Promise.resolve();
      },
    });
  }

  #entry(record: UploadRecord): JournalEntry {
    const elsewhere = this.#elsewhere.get(record.id) ?? 'nobody';
    return { record, where: elsewhere === 'nobody' && this.#held.has(record.id) ? 'thisWindow' : elsewhere };
  }
}
