import { describe, it } from 'mocha';
import { runRound } from './round.ts';

/** Another seed each day would make failures hard to repeat; `npm run test:crash` takes any. */
const rounds = 25;

describe('uploads whose process is killed', () => {
  for (let seed = 1; seed <= rounds; seed++) {
    it(`are there once and whole when they were gone on with (seed ${seed})`, async () => {
      await runRound(seed);
    });
  }
});
