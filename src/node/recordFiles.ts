import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import type { Event } from '../base/event.ts';
import type { Logger } from '../base/log.ts';
import { mapConcurrently } from '../base/queue.ts';
import type { Random } from '../base/random.ts';
import { Throttle } from '../base/throttle.ts';
import { isRecordId, parseRecord } from '../upload/journal/parseRecord.ts';
import type { ParsedRecord } from '../upload/journal/parseRecord.ts';
import type { RecordFiles, SaveOptions } from '../upload/journal/ports.ts';
import type { UploadRecord } from '../upload/journal/record.ts';
import { codeOf, DurableFiles, ensureFolder, markOf } from './durableFiles.ts';
import type { FileMark } from './durableFiles.ts';
import { FolderWatch } from './folderWatch.ts';

const extension = '.json';
/** Subfolder for what cannot be read. */
const broken = 'broken';
/** Files that are looked at together. */
const parallelReads = 16;
/** What happens at once is told of together: whoever is told looks at everything. */
const tellMs = 100;

interface Known {
  readonly mark: FileMark;
  /** Absent: a later version wrote it. */
  readonly record?: UploadRecord;
}

interface WaitingSave {
  record: UploadRecord;
  durable: boolean;
  readonly done: Promise<void>;
}

export interface FolderParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** One file for each record, `{id}.json`, in a folder that all windows of this machine share. */
export class RecordFolder implements RecordFiles {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;

  readonly #folder: string;
  readonly #log: Logger;
  readonly #files: DurableFiles;
  readonly #tell: Throttle;
  readonly #watch: FolderWatch;
  readonly #known = new Map<string, Known>();
  /** Names of files that may have changed; `everything`: perhaps all. */
  readonly #suspects = new Set<string>();
  #suspectsAll = true;
  /** For each file the end of what is being done with it. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #waiting = new Map<string, WaitingSave>();

  private constructor(folder: string, files: DurableFiles, { clock, log }: FolderParts) {
    this.#folder = folder;
    this.#log = log;
    this.#files = files;
    this.#tell = new Throttle(clock, tellMs, () => this.#changed.fire());
    this.#watch = new FolderWatch(folder, clock, (name) => this.#suspect(name));
  }

  static async open(folder: string, parts: FolderParts): Promise<RecordFolder> {
    await ensureFolder(folder);
    const files = new DurableFiles(folder, parts.clock, parts.random);
    await files.sweep();
    return new RecordFolder(folder, files, parts);
  }

  get ids(): ReadonlySet<string> {
    return new Set([...this.#known.keys()].map((name) => idOf(name)));
  }

  async readAll(suspects: readonly string[]): Promise<readonly UploadRecord[]> {
    const names = new Set([...this.#suspects, ...suspects.map((id) => nameOf(id))]);
    this.#suspects.clear();
    if (this.#suspectsAll) {
      this.#suspectsAll = false;
      const present = await fs.readdir(this.#folder).catch((error: unknown) => {
        this.#suspectsAll = true;
        throw error;
      });
      for (const name of [...present, ...this.#known.keys()]) {
        names.add(name);
      }
    }
    const ours = [...names].filter((name) => isOurs(name));
    await mapConcurrently(ours, parallelReads, (name) => this.#inTurn(name, () => this.#look(name)));
    return [...this.#known.values()].flatMap(({ record }) => record ?? []);
  }

  save(record: UploadRecord, how: SaveOptions = {}): Promise<void> {
    const name = nameOf(record.id);
    const durable = how.progress !== true;
    const waiting = this.#waiting.get(name);
    if (waiting) {
      waiting.record = record;
      waiting.durable ||= durable;
      return waiting.done;
    }
    const next: WaitingSave = { record, durable, done: this.#inTurn(name, () => this.#write(name, next)) };
    this.#waiting.set(name, next);
    return next.done;
  }

  remove(id: string): Promise<void> {
    const name = nameOf(id);
    // What is saved from now on comes after it.
    this.#waiting.delete(name);
    return this.#inTurn(name, async () => {
      await this.#files.remove(name);
      this.#known.delete(name);
    });
  }

  async dispose(): Promise<void> {
    this.#watch.dispose();
    this.#tell.dispose();
    this.#changed.dispose();
    await Promise.allSettled(this.#turns.values());
  }

  #suspect(name: string | undefined): void {
    if (name === undefined) {
      this.#suspectsAll = true;
    } else if (isOurs(name)) {
      this.#suspects.add(name);
    } else {
      return;
    }
    this.#tell.request();
  }

  async #write(name: string, save: WaitingSave): Promise<void> {
    if (this.#waiting.get(name) === save) {
      this.#waiting.delete(name);
    }
    const { record } = save;
    const mark = await this.#files.write(name, JSON.stringify(record), save.durable);
    this.#known.set(name, { mark, record });
  }

  async #look(name: string): Promise<void> {
    const file = path.join(this.#folder, name);
    try {
      const mark = markOf(await fs.stat(file));
      const known = this.#known.get(name)?.mark;
      if (known?.inode === mark.inode && known.size === mark.size && known.mtime === mark.mtime) {
        return;
      }
      await this.#take(name, mark, parseText(await fs.readFile(file, 'utf8')));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        this.#known.delete(name);
        return;
      }
      // There is something, so nobody may take it for ended.
      this.#known.set(name, this.#known.get(name) ?? { mark: { inode: -1, size: -1, mtime: -1 } });
      this.#log.warn(`${name} is looked at later: ${codeOf(error)}`);
      this.#suspects.add(name);
    }
  }

  async #take(name: string, mark: FileMark, parsed: ParsedRecord): Promise<void> {
    if (parsed.kind === 'record' && parsed.record.id === idOf(name)) {
      this.#known.set(name, { mark, record: parsed.record });
    } else if (parsed.kind === 'later') {
      this.#log.warn(`${name} was written by a later version: left as it is`);
      this.#known.set(name, { mark });
    } else {
      this.#known.delete(name);
      await ensureFolder(path.join(this.#folder, broken));
      await fs.rename(path.join(this.#folder, name), path.join(this.#folder, broken, name));
      this.#log.warn(`${name} cannot be read (${parsed.kind === 'broken' ? parsed.at : 'id'}): moved to ${broken}`);
    }
  }

  /** One thing at a time with each file, in the order in which it was asked for. */
  #inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work, work);
    this.#turns.set(name, turn);
    const end = (): void => {
      if (this.#turns.get(name) === turn) {
        this.#turns.delete(name);
      }
    };
    turn.then(end, end);
    return turn;
  }
}

function parseText(text: string): ParsedRecord {
  try {
    return parseRecord(JSON.parse(text));
  } catch {
    return { kind: 'broken', at: 'JSON' };
  }
}

function nameOf(id: string): string {
  return id + extension;
}

function idOf(name: string): string {
  return name.slice(0, -extension.length);
}

function isOurs(name: string): boolean {
  return name.endsWith(extension) && isRecordId(idOf(name));
}
