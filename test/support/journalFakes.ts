import { Emitter } from '../../src/base/event.ts';
import type { Clock } from '../../src/base/clock.ts';
import { UploadUrl } from '../../src/graph/uploadUrl.ts';
import { parseRecord } from '../../src/upload/journal/parseRecord.ts';
import type { Lease, Leases, RecordFiles, SharedList, UploadUrlStore } from '../../src/upload/journal/ports.ts';
import type { UploadRecord } from '../../src/upload/journal/record.ts';

/** How long something takes: asked every time. */
export type Delay = () => number;

/** A window that holds leases and is no more. */
export const killed = {};

/** What the windows of one machine share, in memory: files, leases, upload URLs. */
export class MemoryDisk {
  readonly records = new Map<string, UploadRecord>();
  readonly owners = new Map<string, object>();
  readonly urls = new Map<string, string>();
  /** How often a URL was to be removed, whether there was one or not. */
  urlRemovals = 0;
  /** Everything that was ever written. */
  writes = 0;
  /** Thrown by every save. */
  failure: Error | undefined;
  readonly #changed = new Emitter<void>();
  readonly #clock: Clock;
  readonly #delay: Delay;

  constructor(clock: Clock, delay: Delay = () => 0) {
    this.#clock = clock;
    this.#delay = delay;
  }

  /** Waits as long as a disk may take. */
  async turn(): Promise<void> {
    const ms = this.#delay();
    await (ms > 0 ? this.#clock.delay(ms) : Promise.resolve());
  }

  /** As another process writes a file. */
  put(record: UploadRecord): void {
    this.records.set(record.id, record);
    this.#changed.fire();
  }

  delete(id: string): void {
    this.records.delete(id);
    this.#changed.fire();
  }

  files(): RecordFiles {
    const { records } = this;
    const changed = new Emitter<void>();
    const following = this.#changed.event(() => void this.turn().then(() => changed.fire()));
    return {
      onDidChange: changed.event,
      get ids() {
        return new Set(records.keys());
      },
      readAll: async () => {
        await this.turn();
        return [...this.records.values()];
      },
      save: async (record) => {
        await this.turn();
        if (this.failure) {
          throw this.failure;
        }
        this.writes++;
        this.put(record);
      },
      remove: async (id) => {
        await this.turn();
        this.delete(id);
      },
      dispose: () => {
        following.dispose();
        return Promise.resolve();
      },
    };
  }

  leases(): Leases {
    const window = {};
    const changed = new Emitter<void>();
    const following = this.#changed.event(() => changed.fire());
    return {
      onDidChange: changed.event,
      take: async (id): Promise<Lease | undefined> => {
        await this.turn();
        if (this.owners.has(id)) {
          return undefined;
        }
        this.owners.set(id, window);
        this.#changed.fire();
        const lost = new AbortController();
        return {
          lost: lost.signal,
          confirm: () => {
            if (this.owners.get(id) !== window) {
              lost.abort();
            }
            return Promise.resolve(!lost.signal.aborted);
          },
          release: async () => {
            await this.turn();
            if (this.owners.get(id) === window) {
              this.owners.delete(id);
              this.#changed.fire();
            }
          },
        };
      },
      clear: async (hasEnded) => {
        for (const [id, owner] of this.owners) {
          if (owner === killed && hasEnded(id)) {
            this.owners.delete(id);
          }
        }
      },
      heldByOthers: async () => {
        await this.turn();
        return new Set([...this.owners].filter(([, owner]) => owner !== window).map(([id]) => id));
      },
      dispose: () => {
        following.dispose();
        return Promise.resolve();
      },
    };
  }

  urlStore(): UploadUrlStore {
    return {
      get: (id) => {
        const text = this.urls.get(id);
        return Promise.resolve(text === undefined ? undefined : new UploadUrl(text));
      },
      save: (id, url) => {
        this.urls.set(id, url.reveal());
        return Promise.resolve();
      },
      remove: (id) => {
        this.urlRemovals++;
        this.urls.delete(id);
        return Promise.resolve();
      },
      ids: () => Promise.resolve([...this.urls.keys()]),
    };
  }
}

/**
 * VS Code's global state: each window has a copy, a write replaces all of what is stored, and all windows, also the one
 * that wrote, get to know it later.
 */
export class GlobalState {
  stored: unknown;
  /** How often anybody wrote. */
  writes = 0;
  /** Thrown by every write. */
  failure: Error | undefined;
  readonly #views = new Set<{ copy: unknown; told: Promise<void> }>();
  readonly #clock: Clock;
  readonly #delay: Delay;

  constructor(clock: Clock, delay: Delay = () => 0) {
    this.#clock = clock;
    this.#delay = delay;
  }

  /** What is stored, as far as it consists of records. */
  get records(): readonly UploadRecord[] {
    const entries: readonly unknown[] = Array.isArray(this.stored) ? this.stored : [];
    return entries.flatMap((entry) => {
      const parsed = parseRecord(entry);
      return parsed.kind === 'record' ? [parsed.record] : [];
    });
  }

  view(): SharedList {
    const view = { copy: structuredClone(this.stored), told: Promise.resolve() };
    this.#views.add(view);
    return {
      read: () => view.copy,
      write: async (list) => {
        this.writes++;
        if (this.failure) {
          throw this.failure;
        }
        view.copy = structuredClone(list);
        await this.#clock.delay(this.#delay());
        this.overwrite(list);
      },
    };
  }

  /** As some window does that knows nothing of the others. */
  overwrite(list: unknown): void {
    this.stored = structuredClone(list);
    for (const view of this.#views) {
      const copy = structuredClone(list);
      const late = this.#clock.delay(this.#delay());
      // In the order in which it happened.
      view.told = Promise.all([view.told, late]).then(() => {
        view.copy = copy;
      });
    }
  }
}
