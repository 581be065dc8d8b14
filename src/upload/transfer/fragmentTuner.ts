import type { Logger } from '../../base/log.ts';
import { LineSamples } from './lineSamples.ts';
import { defaultFragment, fragmentBytes, largestFragment, largestSimpleUpload, smallestTunedFragment } from './plan.ts';
import type { FragmentSizer } from './transfer.ts';

const MiB = 1024 * 1024;

/**
 * A fragment should take this much longer on the line than its fixed cost: 96 % of what the line can carry. More would
 * hardly be faster, and a lost fragment would cost more.
 */
const wantedShare = 0.96 / 0.04;
/** Longest time of a fragment on the line: it is repeated as a whole after an interruption, and proxies give up after a minute. */
const longestMs = 20_000;
/** What is over after so short a time costs little to repeat: no reason for a smaller one. */
const shortestMs = 4000;
/** A size that differs less than this factor from the wanted one stays: nothing would be won. */
const indifference = 1.15;
/** Towards smaller ones it goes in steps of this factor: what is a little too large costs less than what is too small. */
const shrinking = 0.7;
/** Fragments that must go well before larger ones are tried again; doubled whenever that led to a failure again. */
const leastPatience = 3;
const mostPatience = 24;
const regrowth = 1.5;

/** Finds for each host the smallest fragments that use the line well, from what earlier fragments took. */
export class FragmentTuner implements FragmentSizer {
  readonly simpleUpTo = largestSimpleUpload;
  readonly #setting: () => unknown;
  readonly #log: Logger;
  readonly #hosts = new Map<string, HostTuner>();

  /**
   * @param setting `auto`, or the size that the user wants in MiB. Asked for each fragment. What is neither counts as
   * `auto`.
   */
  constructor(setting: () => unknown, log: Logger) {
    this.#setting = setting;
    this.#log = log;
  }

  size(host: string): number {
    const tuner = this.#hostTuner(host);
    const size = tuner.size(this.#fixedSize());
    if (size !== tuner.told) {
      tuner.told = size;
      this.#log.debug(`fragment size ${inMiB(size)} MiB for ${host}: ${tuner.reason}`);
    }
    return size;
  }

  sent(host: string, bytes: number, ms: number): void {
    this.#hostTuner(host).sent(bytes, ms);
  }

  failed(host: string, bytes: number): void {
    this.#hostTuner(host).failed(bytes, this.#fixedSize());
  }

  #fixedSize(): number | undefined {
    const setting = this.#setting();
    return typeof setting === 'number' && Number.isFinite(setting) ? fragmentBytes(setting) : undefined;
  }

  #hostTuner(host: string): HostTuner {
    const tuner = this.#hosts.get(host) ?? new HostTuner();
    this.#hosts.set(host, tuner);
    return tuner;
  }
}

class HostTuner {
  /** The size that was given out last. */
  told = 0;
  readonly #samples = new LineSamples();
  /** What the measurements ask for. */
  #wanted = defaultFragment;
  /** What failures allow. */
  #ceiling = largestFragment;
  #patience = leastPatience;
  /** Fragments of about the ceiling's size that went well in a row. */
  #calm = 0;
  /** Whether the ceiling has risen since the last failure. */
  #risen = false;

  size(fixed: number | undefined): number {
    return Math.min(fixed ?? this.#wanted, Math.max(this.#ceiling, floorOf(fixed)));
  }

  /** Why the size is what it is, for the log. */
  get reason(): string {
    const { model } = this.#samples;
    const line =
      model === undefined
        ? 'the line is not known yet'
        : `fixed cost ${(model.fixedMs / 1000).toFixed(1)} s, line ${(model.bytesPerMs / 1000).toFixed(1)} MB/s`;
    return this.#ceiling < largestFragment ? `${line}, at most ${inMiB(this.#ceiling)} MiB after a failure` : line;
  }

  sent(bytes: number, ms: number): void {
    if (!(bytes > 0 && ms > 0 && Number.isFinite(ms))) {
      return;
    }
    this.#samples.add(bytes, ms);
    this.#wanted = this.#next();
    this.#recover(bytes);
  }

  failed(bytes: number, fixed: number | undefined): void {
    this.#calm = 0;
    // Parallel transfers fail together, and a file's last fragment is short: neither is a reason to shrink further.
    const failing = Math.max(bytes, this.size(fixed));
    const ceiling = Math.max(floorOf(fixed), legal(failing / 2));
    if (ceiling < this.#ceiling) {
      this.#ceiling = ceiling;
      this.#patience = this.#risen ? Math.min(mostPatience, this.#patience * 2) : this.#patience;
      this.#risen = false;
    }
  }

  #recover(bytes: number): void {
    if (bytes < this.#ceiling / indifference || this.#ceiling === largestFragment) {
      return;
    }
    this.#calm++;
    if (this.#calm >= this.#patience) {
      this.#calm = 0;
      this.#risen = true;
      this.#ceiling = legal(this.#ceiling * regrowth);
    }
  }

  /** The size after the latest sample: nothing that may take too long, and not much less than it was. */
  #next(): number {
    const { model, rate, latest } = this.#samples;
    const current = this.size(undefined);
    // What is larger than the samples takes less than this says, as its fixed cost counts less.
    const surelyBearable = rate * longestMs;
    const bearable = latest !== undefined && latest.ms > longestMs ? (latest.bytes / latest.ms) * longestMs : Infinity;
    if (model === undefined) {
      // Another size tells more: a larger one if it cannot take too long, else a smaller one.
      const larger = Math.min(largestFragment, this.#ceiling, surelyBearable);
      const other = larger >= current * indifference ? larger : current / 2;
      return tuned(Math.min(bearable, current === largestFragment ? current : other));
    }
    const fitting = wantedShare * model.fixedMs * model.bytesPerMs;
    const best = Math.min(surelyBearable, Math.max(fitting, shortestMs * rate));
    const near = best < current * indifference && best > current / indifference;
    return tuned(Math.min(bearable, near ? current : Math.max(current * shrinking, best)));
  }
}

/** Smaller ones only if the user asks for them. */
function floorOf(fixed: number | undefined): number {
  return Math.min(smallestTunedFragment, fixed ?? smallestTunedFragment);
}

/** The nearest size on the grid that is not larger than the protocol allows. */
function legal(bytes: number): number {
  return fragmentBytes(bytes / MiB);
}

function tuned(bytes: number): number {
  return Math.max(smallestTunedFragment, legal(bytes));
}

function inMiB(bytes: number): number {
  return Math.round((bytes / MiB) * 10) / 10;
}
