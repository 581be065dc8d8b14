import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { elapsed } from '../run/setup/steps.js';
import { figuresOf, limitOf, median } from './figures.ts';
import type { Run } from './figures.ts';
import { plainPutName } from './lanes.ts';
import type { Lane } from './lanes.ts';
import type { LaneTools } from './lanes/lane.ts';
import type { Line } from './lines.ts';
import type { Result } from './results.ts';
import type { Order, Seen, ServiceAddress } from './service.ts';
import type { PreparedWork } from './works.ts';

export interface BenchParts {
  readonly service: ChildProcess;
  readonly address: ServiceAddress;
  readonly tools: LaneTools;
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
  #count = 0;

  constructor(parts: BenchParts) {
    this.#parts = parts;
  }

  async run(works: readonly PreparedWork[], lines: readonly Line[]): Promise<readonly Result[]> {
    const results: Result[] = [];
    await this.#warmUp(works, lines);
    for (const line of lines) {
      /** Bytes a second of the plain PUT, for works that it cannot do. */
      let plain = { plainSeconds: NaN, plainBytes: NaN };
      for (const work of works) {
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
  async #warmUp([work]: readonly PreparedWork[], [line]: readonly Line[]): Promise<void> {
    if (work !== undefined && line !== undefined) {
      for (const lane of this.#parts.lanes.filter(({ fits }) => fits(work))) {
        // What fails here fails once more, where it is written down.
        await this.#once(lane, work, line).catch(() => {});
      }
    }
  }

  async #rounds(work: PreparedWork, line: Line): Promise<readonly Attempts[]> {
    const attempts: Attempts[] = this.#parts.lanes.filter(({ fits }) => fits(work)).map((lane) => ({ lane, runs: [] }));
    for (let round = 0; round < this.#parts.runs; round++) {
      for (const attempt of attempts.filter(({ failure }) => failure === undefined)) {
        const start = performance.now();
        try {
          attempt.runs.push(await this.#once(attempt.lane, work, line));
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

  async #once(lane: Lane, work: PreparedWork, line: Line): Promise<Run> {
    const { address, tools } = this.#parts;
    await this.#order<true>({ kind: 'begin', line });
    const destination = `Bench ${++this.#count}`;
    const storage = await mkdtemp(join(tools.scratch, 'lane-'));
    try {
      const cost = await lane.run(
        {
          service: address,
          folder: work.folder,
          paths: work.local.map(({ path }) => path),
          asFolder: work.asFolder,
          destination,
          parallel: lane.parallel,
          storage,
        },
        tools,
      );
      const seen = await this.#order<Seen>({ kind: 'end', folder: `/${destination}`, files: work.local });
      if (seen.wrong.length > 0) {
        throw new Error(`${seen.wrong.length} files are not stored as they are, for example ${seen.wrong[0]}`);
      }
      return { cost, seen };
    } finally {
      await rm(storage, { recursive: true, force: true });
    }
  }

  async #order<T>(order: Order): Promise<T> {
    const { service } = this.#parts;
    const answered = once(service, 'message');
    service.send(order);
    const [answer]: T[] = await answered;
    if (answer === undefined) {
      throw new Error('The simulator did not answer.');
    }
    return answer;
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
