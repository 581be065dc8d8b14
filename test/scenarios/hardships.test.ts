import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CommitResult, TransferResult } from '../../src/upload/transfer/transfer.ts';
import { positionalBytes } from '../support/content.ts';
import { useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import type { FaultSpec } from '../sim/index.ts';
import { testFragment } from '../support/testSizes.ts';

const size = 5 * testFragment + 54_321;
const content = positionalBytes(size);
const mostRuns = 60;

/** Repeatable "random" numbers from 0 to 1. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Something that goes wrong with one of the next requests. */
function hardship(roll: () => number): FaultSpec {
  const nth = 1 + Math.floor(roll() * 4);
  const faults: readonly FaultSpec[] = [
    {
      kind: 'cut',
      route: 'fragment',
      nth,
      afterBytes: Math.floor(roll() * testFragment),
      keep: Math.floor(roll() * 1e6),
    },
    { kind: 'loseAnswer', route: 'fragment', nth },
    { kind: 'status', status: 503, when: 'after', route: 'fragment', nth },
    { kind: 'status', status: 429, retryAfter: 7, route: 'fragment', nth },
    { kind: 'keepPart', route: 'fragment', nth, bytes: Math.floor(roll() * testFragment) },
    { kind: 'rewind', route: 'fragment', nth, fragments: 2 },
    { kind: 'ranges', form: 'several', route: 'uploadStatus' },
    { kind: 'loseAnswer', route: 'uploadStatus' },
    { kind: 'tokenDeath', status: 403, route: 'uploadStatus' },
    { kind: 'loseAnswer', route: ['uploadCommit', 'commitBySourceUrl'] },
    { kind: 'status', status: 503, route: ['uploadCommit', 'commitBySourceUrl', 'getItem'] },
  ];
  const fault = faults[Math.floor(roll() * faults.length)];
  assert.ok(fault);
  return fault;
}

/** One life of a process: goes on as far as it comes. */
async function live(engine: Engine, file: string, first: boolean, roll: () => number): Promise<TransferResult> {
  const abort = new AbortController();
  const end = roll() * 1.5 * size;
  const options = {
    deferCommit: true,
    onProgress: ({ sent }: { sent: number }): void => {
      if (sent >= end) {
        abort.abort();
      }
    },
  };
  return first ? engine.upload(file, options, abort.signal) : engine.resume(file, options, abort.signal);
}

for (const drive of ['business', 'personal'] as const) {
  describe(`uploads to a ${drive} drive through all hardships`, () => {
    const started = useEngine({ drive, behaviours: { interruptedFragment: 'keep' } });

    for (const seed of [1, 2, 3, 4, 5, 6]) {
      it(`end with the whole file, once (${seed})`, async () => {
        const engine = started();
        const roll = dice(seed);
        const file = await engine.file('data.bin', content);
        let result: TransferResult | CommitResult = { status: 'stopped' };
        for (let run = 0; result.status !== 'uploaded'; run++) {
          assert.ok(run < mostRuns, 'it ends some time');
          engine.sim.faults.clear();
          engine.sim.faults.add(hardship(roll));
          engine.sim.faults.add(hardship(roll));
          result =
            result.status === 'awaitingCommit'
              ? await engine.commit(file, { deferCommit: true })
              : await live(engine, file, run === 0, roll);
          assert.match(result.status, /^(?:stopped|awaitingCommit|resend|uploaded)$/u);
          await engine.restart();
          // Nobody is back at once; what the service asked to wait is over by then.
          engine.sim.clock.advance(10_000);
        }
        engine.sim.faults.clear();
        assert.equal(engine.kept.open, undefined);
        assert.deepEqual(engine.sim.item('/Reports')?.children, ['data.bin']);
        engine.assertStored('data.bin', content);
      });
    }
  });
}
