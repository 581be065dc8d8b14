import type { Memento } from 'vscode';
import { isJsonObject } from '../../base/json.ts';
import type { JsonObject } from '../../base/json.ts';

/** So many are kept of all clouds together. */
const memorySize = 5;

interface ItemIds {
  readonly driveId: string;
  readonly itemId: string;
}

/** What was chosen lately, the newest first. Ids mean nothing in another cloud: each is kept with its Graph service. */
export class RecentItems<T extends ItemIds> {
  readonly #memory: Memento;
  readonly #key: string;
  readonly #read: (stored: JsonObject) => T | undefined;

  /** @param read state outlives versions of this extension: `undefined` for what does not look right. */
  constructor(memory: Memento, key: string, read: (stored: JsonObject) => T | undefined) {
    this.#memory = memory;
    this.#key = key;
    this.#read = read;
  }

  /** @param graph origin of the Graph service. */
  of(graph: string): readonly T[] {
    return this.#all()
      .filter((each) => each.graph === graph)
      .map(({ item }) => item);
  }

  async remember(graph: string, item: T): Promise<void> {
    await this.#keep([{ graph, item }, ...this.#others(graph, item)].slice(0, memorySize));
  }

  async forget(graph: string, item: ItemIds): Promise<void> {
    await this.#keep(this.#others(graph, item));
  }

  #others(graph: string, { driveId, itemId }: ItemIds): readonly Kept<T>[] {
    return this.#all().filter(
      (each) => each.graph !== graph || each.item.driveId !== driveId || each.item.itemId !== itemId,
    );
  }

  #all(): readonly Kept<T>[] {
    const stored = this.#memory.get<unknown>(this.#key);
    return (Array.isArray(stored) ? stored : []).flatMap((each: unknown) => {
      const item = isJsonObject(each) ? this.#read(each) : undefined;
      return isJsonObject(each) && typeof each['graph'] === 'string' && item ? [{ graph: each['graph'], item }] : [];
    });
  }

  async #keep(all: readonly Kept<T>[]): Promise<void> {
    await this.#memory.update(
      this.#key,
      all.map(({ graph, item }) => ({ ...item, graph })),
    );
  }
}

interface Kept<T> {
  readonly graph: string;
  readonly item: T;
}
