import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Emitter } from '../base/event.ts';
import type { Event } from '../base/event.ts';
import { mapConcurrently } from '../base/queue.ts';
import { Rerun } from '../base/rerun.ts';
import { repeat } from '../base/repeat.ts';
import { Throttle } from '../base/throttle.ts';
import type { Lease, Leases } from '../upload/journal/ports.ts';
import { codeOf, ensureFolder, removeFile } from './durableFiles.ts';
import { FolderWatch } from './folderWatch.ts';
import { leaseName, parseLeaseName } from './leaseNames.ts';
import type { FolderParts } from './recordFiles.ts';
import { beatMs, windowOf, Windows } from './windows.ts';

/** Files that are looked at together. */
const parallelReads = 8;
/** Many that are taken at once are told of together. */
const tellMs = 200;

/** A lease of this window. */
interface Held {
  readonly generation: number;
  readonly lost: AbortController;
}

/**
 * Leases as files in a folder that all windows of this machine share. `{id}.{generation}.lease` names the window that
 * holds it; of several the highest generation counts. A window that has fallen silent is succeeded by the one that
 * creates the next generation: only one can, and nobody ever deletes the file of somebody who is alive.
 */
export class LeaseFolder implements Leases {
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;

  readonly #folder: string;
  readonly #windows: Windows;
  readonly #held = new Map<string, Held>();
  /** Being taken. */
  readonly #taking = new Set<string>();
  /** What others held when somebody looked last. */
  #seen: ReadonlySet<string> = new Set();
  /** What there is, as it was read last: many that are taken at once share one look. */
  #present: ReadonlyMap<string, readonly number[]> = new Map();
  readonly #looks = new Rerun(async () => {
    this.#present = await this.#read();
  });
  readonly #tell: Throttle;
  readonly #watch: FolderWatch;
  readonly #ended = new AbortController();

  private constructor(folder: string, windows: Windows, { clock }: FolderParts) {
    this.#folder = folder;
    this.#windows = windows;
    this.#tell = new Throttle(clock, tellMs, () => this.#changed.fire());
    this.#watch = new FolderWatch(folder, clock, (name) => {
      // Not the heartbeats.
      if (name === undefined || parseLeaseName(name)) {
        this.#tell.request();
      }
    });
    void repeat(clock, beatMs, this.#ended.signal, () => this.#tick().catch(() => {}));
  }

  static async open(folder: string, parts: FolderParts): Promise<LeaseFolder> {
    await ensureFolder(folder);
    const leases = new LeaseFolder(folder, new Windows(folder, parts.clock, parts.random), parts);
    await leases.#sweep();
    return leases;
  }

  async take(id: string): Promise<Lease | undefined> {
    if (this.#held.has(id) || this.#taking.has(id) || this.#ended.signal.aborted) {
      return undefined;
    }
    this.#taking.add(id);
    try {
      await this.#windows.enter();
      const generation = await this.#create(id);
      return generation === undefined ? undefined : this.#hold(id, generation);
    } finally {
      this.#taking.delete(id);
    }
  }

  async heldByOthers(): Promise<ReadonlySet<string>> {
    const foreign = [...(await this.#generations())].filter(([id]) => !this.#held.has(id));
    const owners = await mapConcurrently(foreign, parallelReads, ([id, all]) => this.#ownerOf(id, all.at(-1) ?? 0));
    const alive = await this.#windows.alive(new Set(owners.filter((owner) => owner !== undefined)));
    this.#seen = new Set(foreign.map(([id]) => id).filter((_, index) => alive.has(owners[index] ?? '')));
    return this.#seen;
  }

  async clear(hasEnded: (id: string) => boolean): Promise<void> {
    const ended = [...(await this.#generations()).keys()].filter((id) => hasEnded(id));
    await mapConcurrently(ended, parallelReads, async (id) => (await this.take(id))?.release());
    await this.#sweep();
  }

  async dispose(): Promise<void> {
    this.#ended.abort();
    this.#watch.dispose();
    this.#tell.dispose();
    this.#changed.dispose();
    await mapConcurrently([...this.#held.keys()], parallelReads, (id) => this.#release(id));
    // What cannot be cleared away now is met by the next window.
    await this.#sweep().catch(() => {});
    await this.#windows.leave();
  }

  /** @returns the generation that is now ours. */
  async #create(id: string): Promise<number | undefined> {
    const before = (await this.#generations()).get(id) ?? [];
    const last = before.at(-1) ?? 0;
    if (last > 0 && (await this.#isHeld(id, last))) {
      return undefined;
    }
    const generation = last + 1;
    if (!(await this.#windows.sign(this.#fileOf(id, generation)))) {
      return undefined;
    }
    // Somebody who saw the folder at another moment may have created another generation: both look again, and none of
    // them keeps it while the other one lives.
    const now = (await this.#generations()).get(id) ?? [];
    for (const other of now.filter((each) => each !== generation)) {
      if (other > generation || (await this.#isHeld(id, other))) {
        await removeFile(this.#fileOf(id, generation));
        return undefined;
      }
    }
    // The oldest first: what is left if this process ends here must not look valid.
    for (const dead of now.filter((each) => each < generation)) {
      await removeFile(this.#fileOf(id, dead));
    }
    return generation;
  }

  #hold(id: string, generation: number): Lease {
    const held: Held = { generation, lost: new AbortController() };
    this.#held.set(id, held);
    return {
      lost: held.lost.signal,
      confirm: () => this.#confirm(id, held),
      release: async () => {
        if (this.#held.get(id) === held) {
          await this.#release(id);
        }
      },
    };
  }

  async #release(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (held && (await this.#confirm(id, held))) {
      await removeFile(this.#fileOf(id, held.generation));
    }
    this.#held.delete(id);
    if (this.#held.size === 0) {
      this.#windows.rest();
    }
  }

  async #confirm(id: string, held: Held): Promise<boolean> {
    if (this.#held.get(id) !== held) {
      return false;
    }
    const [owner, successor] = await Promise.all([
      this.#ownerOf(id, held.generation),
      this.#ownerOf(id, held.generation + 1),
    ]);
    if (owner === this.#windows.id && successor === undefined) {
      return true;
    }
    if (this.#held.get(id) === held) {
      this.#held.delete(id);
    }
    held.lost.abort(new DOMException('another window goes on with it', 'AbortError'));
    return false;
  }

  /** Shows that this window is alive, and looks whether the others are. */
  async #tick(): Promise<void> {
    if (this.#held.size > 0 && !(await this.#windows.beat())) {
      // Others may have taken this window for dead.
      await mapConcurrently([...this.#held], parallelReads, ([id, held]) => this.#confirm(id, held));
    }
    const before = this.#seen;
    await this.heldByOthers();
    if (before.size !== this.#seen.size || [...before].some((id) => !this.#seen.has(id))) {
      this.#tell.request();
    }
  }

  async #isHeld(id: string, generation: number): Promise<boolean> {
    const owner = await this.#ownerOf(id, generation);
    return owner !== undefined && (await this.#windows.isAlive(owner));
  }

  /** Window that wrote a lease. One that cannot be read counts as a window of its own, which says nothing. */
  async #ownerOf(id: string, generation: number): Promise<string | undefined> {
    try {
      const text = await fs.readFile(this.#fileOf(id, generation), 'utf8');
      return windowOf(text) ?? leaseName(id, generation);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /** What there is for each upload, in rising order; read after this call. */
  async #generations(): Promise<ReadonlyMap<string, readonly number[]>> {
    await this.#looks.request();
    return this.#present;
  }

  async #read(): Promise<Map<string, number[]>> {
    const found = new Map<string, number[]>();
    for (const name of await fs.readdir(this.#folder)) {
      const lease = parseLeaseName(name);
      if (lease) {
        const others = found.get(lease.id);
        if (others === undefined) {
          found.set(lease.id, [lease.generation]);
        } else {
          others.push(lease.generation);
          others.sort((a, b) => a - b);
        }
      }
    }
    return found;
  }

  /** Clears away the files of windows that were killed and hold nothing. */
  async #sweep(): Promise<void> {
    const abandoned = await this.#windows.abandoned();
    const all = [...(await this.#generations())].flatMap(([id, each]) =>
      each.map((generation) => ({ id, generation })),
    );
    const owners = await mapConcurrently(all, parallelReads, ({ id, generation }) => this.#ownerOf(id, generation));
    await this.#windows.clear(abandoned.filter((window) => !owners.includes(window)));
  }

  #fileOf(id: string, generation: number): string {
    return path.join(this.#folder, leaseName(id, generation));
  }
}
