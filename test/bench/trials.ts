import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from './figures.ts';
import type { Lane } from './lanes.ts';
import type { Job, LaneTools } from './lanes/lane.ts';
import type { Line } from './lines.ts';
import type { Order, Seen, ServiceAddress } from './service.ts';
import type { LocalFile, PreparedWork } from './works.ts';

export interface TrialParts {
  readonly service: ChildProcess;
  readonly address: ServiceAddress;
  readonly tools: LaneTools;
}

/** Runs one client with one work at a time, and looks whether everything has arrived as it is. */
export class Trials {
  readonly #parts: TrialParts;
  #count = 0;

  constructor(parts: TrialParts) {
    this.#parts = parts;
  }

  /** @param beside what else the client is told. @param arrives what there should be afterwards; the work's files if left out */
  async run(
    lane: Lane,
    work: PreparedWork,
    line: Line,
    beside: Partial<Job> = {},
    arrives: readonly LocalFile[] = work.local,
  ): Promise<Run> {
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
          ...beside,
        },
        tools,
      );
      const seen = await this.#order<Seen>({ kind: 'end', folder: `/${destination}`, files: arrives });
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
