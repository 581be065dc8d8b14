import { describe, it } from 'mocha';
import { runRound } from './round.ts';

/** Tests of the rounds with these seeds. Another seed each day would make failures hard to repeat. */
export function testRounds(first: number, last: number): void {
  describe('uploads whose process is killed', () => {
    for (let seed = first; seed <= last; seed++) {
      it(`are there once and whole when they were gone on with (seed ${seed})`, async () => {
        await runRound(seed);
      });
    }
  });
}
