import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { repeat } from '../base/repeat.ts';

/** The system tells of changes at once on local disks, and of nothing on some network drives. */
const pollMs = 10_000;
/** Where it refuses to. */
const pollUnwatchedMs = 2000;

/** Tells of changes in a folder, by whomever. */
export class FolderWatch {
  readonly #watcher: FSWatcher | undefined;
  readonly #ended = new AbortController();

  /** @param onChange `name`: what has changed; `undefined`: perhaps anything. */
  constructor(folder: string, clock: Clock, onChange: (name: string | undefined) => void) {
    try {
      this.#watcher = watch(folder, (_, name) => onChange(name ?? undefined));
      // The slow look is left, for instance when the folder was deleted.
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
    void repeat(clock, this.#watcher ? pollMs : pollUnwatchedMs, this.#ended.signal, () => onChange(undefined));
  }

  dispose(): void {
    this.#ended.abort();
    this.#watcher?.close();
  }
}
