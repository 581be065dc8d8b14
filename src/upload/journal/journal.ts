import type { Clock } from '../../base/clock.ts';
import { toDisposable } from '../../base/disposables.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter } from '../../base/event.ts';
import type { Event } from '../../base/event.ts';
import type { Logger } from '../../base/log.ts';
import { redact } from '../../base/log.ts';
import { mapConcurrently } from '../../base/queue.ts';
import { Rerun } from '../../base/rerun.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type {
  JournalEntry,
  Lease,
  Leases,
  RecordFiles,
  SaveOptions,
  SharedList,
  UploadJournal,
  UploadUrlStore,
} from './ports.ts';
import { Listing } from './listing.ts';
import { OwnRecords } from './ownRecords.ts';
import type { RecordPlace, UploadRecord } from './record.ts';

export interface JournalParts {
  readonly files: RecordFiles;
  readonly list: SharedList;
  readonly urls: UploadUrlStore;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Logger;
  /** This one. */
  readonly machine: RecordPlace['machine'];
}

/** Files that are written at a time. */
const parallelSaves = 8;

/**
 * All pending uploads: those of this machine and, only to be seen, those of others. What the files of this machine say
 * is true, whatever the shared list says: any window may have overwritten that with something older.
 */
export class Journal implements UploadJournal {
  readonly #changed: Emitter<void>;
  readonly onDidChange: Event<void>;

  readonly #parts: JournalParts;
  readonly #own: OwnRecords;
  readonly #listing: Listing;
  /** What this window holds. */
  readonly #held = new Map<string, Lease>();
  #heldByOthers: ReadonlySet<string> = new Set();
  #entries: readonly JournalEntry[] | undefined;
  readonly #subscriptions: Disposable[] = [];
  readonly #refreshes = new Rerun(() => this.#readFiles());
  readonly #holderRefreshes = new Rerun(() => this.#readHolders());
  /** Ids that the next refresh has to look at in any case. */
  readonly #suspects = new Set<string>();
  /** Held uploads that have no URL: a search for it costs more than all else that ends a small file. */
  readonly #withoutUrl = new Set<string>();
  #disposed = false;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#changed = new Emitter((error) => parts.log.error(`a change was not shown: ${redact(String(error))}`));
    this.onDidChange = this.#changed.event;
    this.#own = new OwnRecords(parts.files);
    this.#listing = new Listing(parts.list, parts.clock, parts.log, {
      // Whatever lies in the files here, also when the machine was given a new id meanwhile.
      isOwn: ({ id, place }) => place.machine.id === parts.machine.id || this.#own.get(id) !== undefined,
      own: () => this.#own.all(),
      isHeldElsewhere: (id) => this.#heldByOthers.has(id),
      reread: () => this.#refresh(),
      changed: () => this.#fire(),
    });
  }

  /** Reads what is pending, and follows it from then on. */
  async start(): Promise<void> {
    const { files, leases } = this.#parts;
    this.#subscriptions.push(
      files.onDidChange(() => this.#inBackground(this.#refresh())),
      leases.onDidChange(() => this.#inBackground(this.#holderRefreshes.request())),
    );
    await this.#refresh();
    await leases.clear((id) => !files.ids.has(id));
    await this.#holderRefreshes.request();
    this.#listing.start();
  }

  /** In the order in which they were asked for. */
  get entries(): readonly JournalEntry[] {
    this.#entries ??= [
      ...[...this.#own.all()].map((record): JournalEntry => ({ record, where: this.#whereOf(record.id) })),
      ...this.#listing.others.map((record): JournalEntry => ({ record, where: 'otherMachine' })),
    ].toSorted((a, b) => byAge(a.record, b.record));
    return this.#entries;
  }

  get(id: string): JournalEntry | undefined {
    const record = this.#own.get(id);
    if (record) {
      return { record, where: this.#whereOf(id) };
    }
    const foreign = this.#listing.others.find((other) => other.id === id);
    return foreign && { record: foreign, where: 'otherMachine' };
  }

  /** Seen at once, durable when it resolves. @throws {TransitionError} when the upload has ended or was given up. */
  async save(record: UploadRecord, how: SaveOptions = {}): Promise<void> {
    const saved = this.#own.save(record, how);
    this.#fire();
    try {
      await saved;
    } catch (error) {
      this.#inBackground(this.#refresh(record.id));
      throw error;
    }
    if (how.progress !== true) {
      this.#listing.publish();
    }
  }

  async saveAll(records: readonly UploadRecord[], saved: (id: string) => void = () => {}): Promise<void> {
    try {
      await mapConcurrently(records, parallelSaves, async (record) => {
        await this.#own.save(record, {});
        saved(record.id);
      });
    } catch (error) {
      this.#inBackground(this.#refresh());
      throw error;
    } finally {
      this.#fire();
      this.#listing.publish();
    }
  }

  /** Keeps nothing of an upload. One of another machine only leaves the list. */
  async remove(id: string): Promise<void> {
    if (this.get(id)?.where === 'otherMachine') {
      this.#listing.forget(id);
      return;
    }
    const removed = this.#own.remove(id);
    this.#fire();
    await removed;
    this.#listing.publish();
    if (!this.#withoutUrl.has(id)) {
      await this.#parts.urls.remove(id);
    }
    await this.#held.get(id)?.release();
  }

  url(id: string): Promise<UploadUrl | undefined> {
    return this.#parts.urls.get(id);
  }

  /** Uploads of which nothing but the URL is left: their records were lost or could not be read. */
  async strayUrls(): Promise<readonly string[]> {
    const { files, urls } = this.#parts;
    // In this order: an upload that another window begins meanwhile has its file before it has a URL.
    const ids = await urls.ids();
    await this.#refresh();
    return ids.filter((id) => !files.ids.has(id));
  }

  saveUrl(id: string, url: UploadUrl): Promise<void> {
    this.#withoutUrl.delete(id);
    return this.#parts.urls.save(id, url);
  }

  removeUrl(id: string): Promise<void> {
    return this.#parts.urls.remove(id);
  }

  /** Makes this window the one that goes on with an upload; `undefined` while a window has it, or when it has ended. */
  async take(id: string): Promise<Lease | undefined> {
    const lease = await this.#parts.leases.take(id);
    if (!lease) {
      await this.#holderRefreshes.request();
      return undefined;
    }
    // Whoever had it before may have written just now.
    await this.#refresh(id);
    const record = this.#own.get(id);
    if (!record || this.#disposed) {
      await lease.release();
      return undefined;
    }
    if (record.startedAt === 0) {
      this.#withoutUrl.add(id);
    }
    return this.#hold(id, lease);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
    await Promise.allSettled([this.#listing.dispose(), this.#refreshes.request()]);
    await this.#parts.files.dispose();
    await this.#parts.leases.dispose();
    this.#changed.dispose();
  }

  #hold(id: string, lease: Lease): Lease {
    const end = toDisposable(() => {
      this.#held.delete(id);
      this.#withoutUrl.delete(id);
      this.#fire();
    });
    const held: Lease = {
      lost: lease.lost,
      confirm: () => lease.confirm(),
      release: async () => {
        end.dispose();
        await lease.release();
      },
    };
    this.#held.set(id, held);
    lease.lost.addEventListener('abort', () => end.dispose(), { once: true });
    this.#fire();
    return held;
  }

  #whereOf(id: string): JournalEntry['where'] {
    if (this.#held.has(id)) {
      return 'thisWindow';
    }
    return this.#heldByOthers.has(id) ? 'otherWindow' : 'nobody';
  }

  /** Asks the files once more, beginning after this call. */
  #refresh(suspect?: string): Promise<void> {
    if (suspect !== undefined) {
      this.#suspects.add(suspect);
    }
    return this.#refreshes.request();
  }

  async #readFiles(): Promise<void> {
    const suspects = [...this.#suspects];
    this.#suspects.clear();
    if (await this.#own.refresh(suspects)) {
      this.#fire();
    }
  }

  async #readHolders(): Promise<void> {
    const before = this.#heldByOthers;
    const now = await this.#parts.leases.heldByOthers();
    this.#heldByOthers = now;
    if (before.size !== now.size || [...now].some((id) => !before.has(id))) {
      this.#fire();
    }
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#parts.log.warn(`pending uploads: ${redact(String(error))}`));
  }

  #fire(): void {
    this.#entries = undefined;
    this.#changed.fire();
  }
}

function byAge(a: UploadRecord, b: UploadRecord): number {
  return a.createdAt - b.createdAt || compare(a.uri, b.uri) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
