import type { RunWatch } from '../../../src/upload/running/ports.ts';
import { earlyFiles, residentBytes } from './lane.ts';
import type { Course } from './lane.ts';

/** Between two looks at the memory. */
const lookMs = 50;

/** Watches how uploads go on, from when it is made. */
export class CourseWatch {
  readonly #start = performance.now();
  readonly #idle = residentBytes();
  readonly #interruptAfter: number;
  readonly #interrupt: () => void;
  readonly #timer: NodeJS.Timeout;
  #first = NaN;
  #files = 0;
  #early = 0;
  #late = 0;

  /** @param interrupt called once, after so many files of folders */
  constructor(interruptAfter: number, interrupt: () => void) {
    this.#interruptAfter = interruptAfter;
    this.#interrupt = interrupt;
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  /** What an upload tells. */
  get watch(): RunWatch {
    return {
      onProgress: ({ sent }) => {
        if (sent > 0) {
          this.#moved();
        }
      },
      onFile: () => {
        this.#moved();
        if (++this.#files === this.#interruptAfter) {
          this.#interrupt();
        }
      },
    };
  }

  end(): Course {
    clearInterval(this.#timer);
    return {
      firstSeconds: (this.#first - this.#start) / 1000,
      earlyBytes: Math.max(0, this.#early - this.#idle),
      lateBytes: Math.max(0, this.#late - this.#idle),
    };
  }

  #moved(): void {
    if (Number.isNaN(this.#first)) {
      this.#first = performance.now();
    }
  }

  #look(): void {
    const bytes = residentBytes();
    if (this.#files < earlyFiles) {
      this.#early = Math.max(this.#early, bytes);
    } else {
      this.#late = Math.max(this.#late, bytes);
    }
  }
}
