import type { Memento } from 'vscode';
import { isJsonObject } from '../../../base/json.ts';
import type { StoredFile } from '../../../upload/finished.ts';
import { workbookPromiseOf } from '../../../workbook/eligibility.ts';

/** A local workbook, as it was when it was uploaded last, and the item that it has become. */
export interface RememberedUpload {
  readonly uri: string;
  readonly driveId: string;
  readonly itemId: string;
  /** Of the item. */
  readonly name: string;
  /** Bytes of the local file. */
  readonly size: number;
  /** Of the local file: milliseconds since 1970; 0 when unknown. */
  readonly mtime: number;
  /** Tells the content of the item; absent when the service left it out. */
  readonly cTag?: string;
  /** Origin of the Graph service. */
  readonly graph: string;
  /** Id of the drive of the account that has uploaded it. */
  readonly account: string;
}

/** A path means something only on its own machine, but the global state is one for all machines of a person. */
interface Kept extends RememberedUpload {
  readonly machine: string;
}

const memoryKey = 'onedrive.uploadedWorkbooks';
const memorySize = 200;

/**
 * Which local workbook is which item, over all windows. What is kept is read anew for each change, since other windows
 * write it as well.
 */
export class UploadMemory {
  readonly #state: Memento;
  readonly #machine: string;

  /** @param state the global one. @param machine id of this machine. */
  constructor(state: Memento, machine: string) {
    this.#state = state;
    this.#machine = machine;
  }

  /** Takes note of an upload, if it is one of a workbook. */
  async remember({ uri, size, mtime, item, place }: StoredFile): Promise<void> {
    const { driveId, id: itemId, name, cTag } = item;
    if (workbookPromiseOf(name) === undefined) {
      return;
    }
    const { graph, account } = place;
    const entry: Kept = {
      uri,
      driveId,
      itemId,
      name,
      size,
      mtime,
      ...(cTag !== undefined && { cTag }),
      graph,
      account: account.id,
      machine: this.#machine,
    };
    await this.#write([entry, ...this.#without(uri)].slice(0, memorySize));
  }

  get(uri: string): RememberedUpload | undefined {
    const found = this.#all().find((each) => this.#is(each, uri));
    if (!found) {
      return undefined;
    }
    const { machine: _here, ...upload } = found;
    return upload;
  }

  /** To be called when the item is no longer what was uploaded. */
  async forget(uri: string): Promise<void> {
    if (this.get(uri)) {
      await this.#write(this.#without(uri));
    }
  }

  #without(uri: string): readonly Kept[] {
    return this.#all().filter((each) => !this.#is(each, uri));
  }

  #is(each: Kept, uri: string): boolean {
    return each.machine === this.#machine && each.uri === uri;
  }

  #all(): readonly Kept[] {
    const stored = this.#state.get<unknown>(memoryKey);
    return Array.isArray(stored) ? stored.filter(isKept) : [];
  }

  async #write(entries: readonly Kept[]): Promise<void> {
    await this.#state.update(memoryKey, entries.length === 0 ? undefined : entries);
  }
}

/** State outlives versions of this extension: what does not look right is left out. */
function isKept(value: unknown): value is Kept {
  if (!isJsonObject(value)) {
    return false;
  }
  const { uri, driveId, itemId, name, size, mtime, cTag = '', graph, account, machine } = value;
  return (
    [uri, driveId, itemId, name, cTag, graph, account, machine].every((each) => typeof each === 'string') &&
    [size, mtime].every((each) => Number.isFinite(each))
  );
}
