import { elapsed } from '../run/setup/steps.js';
import { figuresOf, limitOf, median } from './figures.ts';
import type { Run } from './figures.ts';
import { plainPutName } from './lanes.ts';
import type { Lane } from './lanes.ts';
import { loopback } from './lines.ts';
import type { Line } from './lines.ts';
import type { Result } from './results.ts';
import { Trials } from './trials.ts';
import type { TrialParts } from './trials.ts';
import type { PreparedWork } from './works.ts';

export interface BenchParts extends TrialParts {
  readonly lanes: readonly Lane[];
  /** Of each client with each work on each line. */
  readonly runs: number;
  readonly say: (text: string) => void;
}

interface Attempts {
  readonly lane: Lane;
  readonly runs: Run[];
  failure?: string;
}

/** Runs clients in turn, so that what changes on the machine meanwhile changes for all of them. */
export class Bench {
  readonly #parts: BenchParts;
  readonly #trials: Trials;

  constructor(parts: BenchParts) {
    this.#parts = parts;
    this.#trials = new Trials(parts);
  }

  async run(
    works: readonly PreparedWork[],
    lines: readonly Line[],
    isTold: (work: PreparedWork, line: Line) => boolean,
  ): Promise<readonly Result[]> {
    const results: Result[] = [];
    await this.#warmUp(works);
    for (const line of lines) {
      /** Bytes a second of the plain PUT, for works that it cannot do. */
      let plain = { plainSeconds: NaN, plainBytes: NaN };
      for (const work of works.filter((each) => isTold(each, line))) {
        const attempts = await this.#rounds(work, line);
        const put = attempts.find(({ lane, runs }) => lane.name === plainPutName && runs.length > 0);
        if (put !== undefined) {
          plain = { plainSeconds: median(put.runs.map(({ cost }) => cost.seconds)), plainBytes: work.bytes };
        }
        results.push(...attempts.map((each) => resultOf(each, work, line, plain)));
      }
    }
    return results;
  }

  /** One turn of each client that does not count: afterwards files are in memory, and code of the simulator is compiled. */
  async #warmUp([work]: readonly PreparedWork[]): Promise<void> {
    if (work !== undefined) {
      for (const lane of this.#parts.lanes.filter(({ fits }) => fits(work))) {
        // What fails here fails once more, where it is written down.
        await this.#trials.run(lane, work, loopback).catch(() => {});
      }
    }
  }

  async #rounds(work: PreparedWork, line: Line): Promise<readonly Attempts[]> {
    const attempts: Attempts[] = this.#parts.lanes.filter(({ fits }) => fits(work)).map((lane) => ({ lane, runs: [] }));
    for (let round = 0; round < this.#parts.runs; round++) {
      for (const attempt of attempts.filter(({ failure }) => failure === undefined)) {
        const start = performance.now();
        try {
          attempt.runs.push(await this.#trials.run(attempt.lane, work, line));
        } catch (error) {
          attempt.failure = error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error);
        }
        this.#parts.say(
          `${line.title}, ${work.title}: ${attempt.lane.title}, ${elapsed(start)} ${attempt.failure ?? ''}`.trimEnd(),
        );
      }
    }
    return attempts;
  }
}

function resultOf(
  { lane, runs, failure }: Attempts,
  work: PreparedWork,
  line: Line,
  plain: { readonly plainSeconds: number; readonly plainBytes: number },
): Result {
  const size = { name: work.name, bytes: work.bytes, count: work.local.length };
  const limit = limitOf(size, line, plain, lane.parallel);
  return {
    work: work.title,
    line: line.title,
    lane: lane.title,
    ...(failure === undefined ? { figures: figuresOf(runs, size, limit) } : { failure }),
    runs,
  };
}
