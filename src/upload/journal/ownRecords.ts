import { parseRecord } from './parseRecord.ts';
import type { RecordFiles, SaveOptions } from './ports.ts';
import type { UploadRecord } from './record.ts';
import { mayBecome, TransitionError } from './transition.ts';

/** The records of this machine in memory: as its files say, ahead of them only by what this window is just writing. */
export class OwnRecords {
  readonly #files: RecordFiles;
  #records = new Map<string, UploadRecord>();
  /** Writes under way, for each id. */
  readonly #writing = new Map<string, number>();
  /** What was written since the files were last asked: their answer may be older. */
  readonly #touched = new Set<string>();
  readonly #removed = new Set<string>();

  constructor(files: RecordFiles) {
    this.#files = files;
  }

  get(id: string): UploadRecord | undefined {
    return this.#records.get(id);
  }

  all(): Iterable<UploadRecord> {
    return this.#records.values();
  }

  /** Takes over what other windows have written. @returns whether there was anything. */
  async refresh(suspects: readonly string[]): Promise<boolean> {
    this.#touched.clear();
    const found = await this.#files.readAll(suspects);
    const isOurs = (id: string): boolean => this.#touched.has(id) || this.#writing.has(id);
    const next = new Map<string, UploadRecord>();
    let changed = false;
    for (const record of found) {
      const { id } = record;
      if (!isOurs(id)) {
        next.set(id, record);
        changed ||= this.#records.get(id) !== record;
      }
    }
    for (const [id, record] of this.#records) {
      if (isOurs(id)) {
        next.set(id, record);
      } else {
        changed ||= !next.has(id);
      }
    }
    this.#records = next;
    return changed;
  }

  /**
   * Shown at once, durable when it resolves.
   * @throws {TransitionError} when the upload has ended or was given up.
   */
  async save(record: UploadRecord, how: SaveOptions): Promise<void> {
    const parsed = parseRecord(record);
    if (parsed.kind !== 'record') {
      throw new TypeError(`not a record${parsed.kind === 'broken' ? `: ${parsed.at}` : ''}`);
    }
    const { id, state } = record;
    const before = this.#removed.has(id) ? 'ended' : this.#records.get(id)?.state.kind;
    if (before === 'ended' || (before !== undefined && !mayBecome(before, state.kind))) {
      throw new TransitionError(before, state.kind);
    }
    this.#records.set(id, parsed.record);
    await this.#write(id, () => this.#files.save(parsed.record, how));
  }

  async remove(id: string): Promise<void> {
    this.#removed.add(id);
    this.#records.delete(id);
    await this.#write(id, () => this.#files.remove(id));
  }

  async #write(id: string, write: () => Promise<void>): Promise<void> {
    this.#writing.set(id, (this.#writing.get(id) ?? 0) + 1);
    try {
      await write();
      this.#touched.add(id);
    } finally {
      const left = (this.#writing.get(id) ?? 1) - 1;
      if (left === 0) {
        this.#writing.delete(id);
      } else {
        this.#writing.set(id, left);
      }
    }
  }
}
