/** What a fragment of `s` bytes takes: `fixedMs + s / bytesPerMs`. */
export interface LineModel {
  /** Round trips and the service's own work, whatever the size. */
  readonly fixedMs: number;
  readonly bytesPerMs: number;
}

/** One fragment that was taken. */
interface Sample {
  readonly bytes: number;
  readonly ms: number;
}

/** More would only tell of a line that is gone. */
const mostSamples = 24;
/** Weight of a sample against that of the next one. */
const fading = 0.9;
/** Sizes closer than this share tell nothing about the fixed cost: noise is larger. */
const smallestDifference = 0.2;
/** Share of the comparisons that must be of different sizes, by weight. */
const smallestVariety = 0.1;
/** A time off by more than this factor, up or down, is no noise if it comes several times in a row. */
const strangeFactor = 2;
const strangeInRow = 3;
/** 10 Gbit/s in bytes per millisecond. */
const fastestLine = 1_250_000;

/**
 * The last fragments to one host, and the line that they describe. Newer ones weigh more; medians keep a hiccup from
 * counting; when the line has become another one, what was before is forgotten. With parallel transfers this describes
 * the share of the line that one of them has, which is what a fragment of it will meet.
 */
export class LineSamples {
  #samples: readonly Sample[] = [];
  #model: LineModel | undefined;
  /** Fragments in a row that took much longer (positive) or shorter (negative) than the model says. */
  #strange = 0;

  get latest(): Sample | undefined {
    return this.#samples.at(-1);
  }

  /** `undefined` as long as the sizes differ too little to tell the fixed cost from the speed. */
  get model(): LineModel | undefined {
    return this.#model;
  }

  /** Bytes per millisecond of whole fragments, their fixed cost included: the line is at least as fast. */
  get rate(): number {
    return weightedMedian(this.#weighted(({ bytes, ms }) => bytes / ms));
  }

  add(bytes: number, ms: number): void {
    const strange = this.#samples.length === 0 ? 0 : this.#strangeness(bytes, ms);
    this.#strange = strange !== 0 && strange * this.#strange > 0 ? this.#strange + strange : strange;
    const changed = Math.abs(this.#strange) >= strangeInRow;
    this.#samples = [...this.#samples, { bytes, ms }].slice(changed ? -strangeInRow : -mostSamples);
    if (changed) {
      this.#strange = 0;
    }
    this.#model = this.#fit();
  }

  /** 1: much slower than expected, -1: much faster, 0: as expected. */
  #strangeness(bytes: number, ms: number): number {
    const { fixedMs, bytesPerMs } = this.#model ?? { fixedMs: 0, bytesPerMs: this.rate };
    const ratio = ms / (fixedMs + bytes / bytesPerMs);
    return ratio > strangeFactor ? 1 : ratio < 1 / strangeFactor ? -1 : 0;
  }

  /** The straight line of the median slope (Theil and Sen), of which a third of all samples may be wild. */
  #fit(): LineModel | undefined {
    const samples = this.#weighted((sample) => sample);
    const slopes: Weighted<number>[] = [];
    let compared = 0;
    let telling = 0;
    for (const [index, { value: later, weight }] of samples.entries()) {
      for (const { value: earlier, weight: other } of samples.slice(0, index)) {
        const difference = later.bytes - earlier.bytes;
        compared += weight * other;
        if (Math.abs(difference) >= smallestDifference * Math.max(later.bytes, earlier.bytes)) {
          telling += weight * other;
          slopes.push({
            value: (later.ms - earlier.ms) / difference,
            weight: weight * other * Math.abs(difference),
          });
        }
      }
    }
    if (telling === 0 || telling < smallestVariety * compared) {
      return undefined;
    }
    // Where the fixed cost is nearly everything, noise makes larger ones look as quick as smaller ones.
    const slope = Math.max(weightedMedian(slopes), 1 / fastestLine);
    const fixedMs = weightedMedian(this.#weighted(({ bytes, ms }) => ms - slope * bytes));
    return fixedMs > 0 ? { fixedMs, bytesPerMs: 1 / slope } : { fixedMs: 0, bytesPerMs: this.rate };
  }

  #weighted<T>(valueOf: (sample: Sample) => T): Weighted<T>[] {
    const last = this.#samples.length - 1;
    return this.#samples.map((sample, index) => ({ value: valueOf(sample), weight: fading ** (last - index) }));
  }
}

interface Weighted<T> {
  readonly value: T;
  readonly weight: number;
}

function weightedMedian(values: readonly Weighted<number>[]): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below >= half) {
      return value;
    }
  }
  return 0;
}
