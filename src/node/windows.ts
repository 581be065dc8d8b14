import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { parseJsonObject } from '../base/json.ts';
import type { Random } from '../base/random.ts';
import { codeOf, DurableFiles } from './durableFiles.ts';
import { hasEnded, thisProcess } from './machine.ts';
import type { ProcessId } from './machine.ts';

/** How often a window that holds anything shows that it is alive. */
export const beatMs = 5000;
/** Taken for dead after this time without a sign. */
const silentMs = 15_000;
const extension = '.window';

interface Observation {
  /** What the window's file was like. */
  readonly sign: string;
  readonly lookedAt: number;
  /** For how long nothing has changed, as far as it was watched. */
  readonly silent: number;
}

/**
 * The windows of this machine, each with a file `{window}.window` that it touches now and then. A window is judged by
 * what was seen of it, on the clock of whoever looks: the time of a file means nothing, and neither does a time in which
 * this machine slept.
 */
export class Windows {
  readonly id: string;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #here = thisProcess();
  readonly #observations = new Map<string, Observation>();
  readonly #files: DurableFiles;
  #entered: Promise<unknown> | undefined;
  #lastBeat: number | undefined;

  constructor(folder: string, clock: Clock, random: Random) {
    this.id = random.id();
    this.#folder = folder;
    this.#clock = clock;
    this.#files = new DurableFiles(folder, clock, random);
  }

  /** Makes sure that others can see this window, from now on for as long as it beats. */
  async enter(): Promise<void> {
    this.#entered ??= this.#write();
    await this.#entered;
    if (this.#lastBeat === undefined) {
      await this.beat();
    }
  }

  /**
   * Makes a file that names this window, with all of its content or not at all.
   * @returns whether there was none before.
   */
  async sign(file: string): Promise<boolean> {
    try {
      await fs.link(this.#fileOf(this.id), file).catch(async (error: unknown) => {
        if (codeOf(error) === 'EEXIST') {
          throw error;
        }
        // Some file systems know no links.
        await fs.writeFile(file, this.#content, { flag: 'wx', mode: 0o600 });
      });
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        return false;
      }
      throw error;
    }
  }

  /** @returns whether it was in time: no other window can have taken this one for dead. */
  async beat(): Promise<boolean> {
    const last = this.#lastBeat ?? Infinity;
    const time = this.#clock.now() / 1000;
    try {
      await fs.utimes(this.#fileOf(this.id), time, time);
    } catch {
      this.#lastBeat = undefined;
      await this.#write();
      return false;
    }
    this.#lastBeat = this.#clock.monotonic();
    return this.#lastBeat - last < silentMs - beatMs;
  }

  /** Nothing is held any more: nobody needs to see it. */
  rest(): void {
    this.#lastBeat = undefined;
  }

  async leave(): Promise<void> {
    await fs.rm(this.#fileOf(this.id), { force: true });
  }

  /** Those of some windows that are alive. What was seen of all others is forgotten. */
  async alive(windows: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const window of windows) {
      if (await this.isAlive(window)) {
        found.add(window);
      }
    }
    for (const window of this.#observations.keys()) {
      if (!windows.has(window)) {
        this.#observations.delete(window);
      }
    }
    return found;
  }

  /** Whether it is alive and another one than this. */
  async isAlive(window: string): Promise<boolean> {
    if (window === this.id) {
      return false;
    }
    const process = await this.#processOf(window);
    if (process && hasEnded(process, this.#here)) {
      return false;
    }
    const sign = await this.#signOf(window);
    const now = this.#clock.monotonic();
    const before = this.#observations.get(window);
    const silent = before?.sign === sign ? before.silent + Math.min(now - before.lookedAt, 2 * beatMs) : 0;
    this.#observations.set(window, { sign, lookedAt: now, silent });
    return silent < silentMs;
  }

  /** Windows whose processes have certainly ended. */
  async abandoned(): Promise<readonly string[]> {
    const windows = (await fs.readdir(this.#folder)).filter((name) => name.endsWith(extension));
    const found: string[] = [];
    for (const window of windows.map((name) => name.slice(0, -extension.length))) {
      const process = await this.#processOf(window);
      if (process && hasEnded(process, this.#here)) {
        found.push(window);
      }
    }
    return found;
  }

  async clear(windows: readonly string[]): Promise<void> {
    for (const window of windows) {
      await fs.rm(this.#fileOf(window), { force: true });
    }
  }

  get #content(): string {
    return JSON.stringify({ id: this.id, ...this.#here });
  }

  #write(): Promise<unknown> {
    return this.#files.write(this.id + extension, this.#content, false);
  }

  async #processOf(window: string): Promise<ProcessId | undefined> {
    const text = await fs.readFile(this.#fileOf(window), 'utf8').catch(() => '');
    return parse(text);
  }

  async #signOf(window: string): Promise<string> {
    try {
      return String((await fs.stat(this.#fileOf(window))).mtimeMs);
    } catch (error) {
      return codeOf(error);
    }
  }

  #fileOf(window: string): string {
    return path.join(this.#folder, window + extension);
  }
}

/** The window that made a file. @returns nothing when it does not say. */
export function windowOf(text: string): string | undefined {
  return parse(text)?.id;
}

function parse(text: string): (ProcessId & { readonly id: string }) | undefined {
  const { id, pid, host } = parseJsonObject(text) ?? {};
  const isWhole = typeof id === 'string' && typeof pid === 'number' && typeof host === 'string';
  return isWhole ? { id, pid, host } : undefined;
}
