import type { UploadRecord } from '../journal/record.ts';
import type { FolderTask, UploadTask } from '../task.ts';
import { enlist } from './enlist.ts';
import type { UploadPorts } from './ports.ts';

/** What else there is to do with uploads that are on the list already. */
export interface ListedBefore {
  /** Whether this window is at it, or about to be as soon as it is written down. */
  isRunning(id: string): boolean;
  /** Gives up one that a new upload has made obsolete. */
  discard(id: string): Promise<void>;
  /** Ends a folder that has lost the last of its files to the new uploads. */
  endFolder(id: string): Promise<void>;
}

export interface Enlisted {
  /** In the order of the tasks. */
  readonly ids: string[];
  /** Rejects with what made it impossible to write all of it down; may be left alone. */
  readonly listed: Promise<void>;
  /** Whether nothing of it was on the list before. */
  readonly allNew: boolean;
}

/** Puts uploads on the list. The first of many can go while the others are still written down. */
export class Enlisting {
  readonly #ports: UploadPorts;
  readonly #before: ListedBefore;
  readonly #pending = new Map<string, Promise<void>>();

  constructor(ports: UploadPorts, before: ListedBefore) {
    this.#ports = ports;
    this.#before = before;
  }

  /** One of the same file to the same target that is pending already is gone on with if nothing has changed. */
  async begin(
    tasks: readonly (UploadTask | FolderTask)[],
    parent: string | undefined,
    signal: AbortSignal,
  ): Promise<Enlisted> {
    const { records, obsolete } = await this.#recordsFor(tasks, parent, signal);
    const ids = records.map(({ id }) => id);
    const earlier = ids.flatMap((id) => this.#ports.journal.get(id)?.record ?? []);
    // Who uploads a folder once more wants it looked at as it is there now.
    for (const { id } of earlier.filter(({ kind }) => kind === 'folder')) {
      await this.#ports.folders.logs.remove(id);
    }
    const listed = this.#writeAll(records, async () => {
      await this.#discardAll(obsolete);
      for (const folder of new Set(earlier.flatMap(({ parent: id }) => id ?? []))) {
        await this.#before.endFolder(folder);
      }
    });
    // Each upload that waits for it hears of it.
    listed.catch(() => {});
    return { ids, listed, allNew: obsolete.length + earlier.length === 0 };
  }

  /** Puts uploads on the list that failed before anything could be sent. @returns an id for each. */
  async addFailed(
    tasks: readonly { readonly task: UploadTask | FolderTask; readonly error: unknown }[],
    parent: string | undefined,
    signal: AbortSignal,
  ): Promise<string[]> {
    const plain = tasks.map(({ task }) => task);
    const { records, obsolete } = await this.#recordsFor(plain, parent, signal);
    await this.#ports.journal.saveAll(
      records.map((record, index) => ({
        ...record,
        state: { kind: 'failed', error: this.#ports.describe(tasks[index]?.error) },
      })),
    );
    // Nothing has come of it that could take the place of bytes that are in OneDrive.
    await this.#discardAll(obsolete.filter((id) => this.#ports.journal.get(id)?.record.session === undefined));
    return records.map(({ id }) => id);
  }

  /** Resolves when an upload is written down; rejects with what made that impossible. */
  async written(id: string): Promise<void> {
    await this.#pending.get(id);
  }

  /** Resolves when nothing is written any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending.values());
  }

  async #recordsFor(
    tasks: readonly (UploadTask | FolderTask)[],
    parent: string | undefined,
    signal: AbortSignal,
  ): Promise<ReturnType<typeof enlist>> {
    const place = await this.#ports.place(signal);
    // Those that are just written down have no lease yet that would say whose they are.
    const others = this.#ports.journal.entries.filter(({ record }) => !this.#before.isRunning(record.id));
    return enlist(tasks, others, place, this.#ports, parent);
  }

  async #writeAll(records: readonly UploadRecord[], afterwards: () => Promise<void>): Promise<void> {
    const ends = new Map(records.map(({ id }) => [id, Promise.withResolvers<void>()]));
    for (const [id, { promise }] of ends) {
      // Nobody may ask.
      promise.catch(() => {});
      this.#pending.set(id, promise);
    }
    try {
      await this.#ports.journal.saveAll(records, (id) => ends.get(id)?.resolve());
      for (const { resolve } of ends.values()) {
        resolve();
      }
    } catch (error) {
      for (const { reject } of ends.values()) {
        reject(error);
      }
      throw error;
    } finally {
      for (const [id, { promise }] of ends) {
        // Somebody may list it once more meanwhile.
        if (this.#pending.get(id) === promise) {
          this.#pending.delete(id);
        }
      }
    }
    await afterwards();
  }

  async #discardAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#before.discard(id);
    }
  }
}
