// Kills uploads at random moments, as often as wanted:  npm run test:crash -- [--rounds N] [--seed S]
// A round is repeated by the seed that its line names.
import { parseArgs } from 'node:util';
import { elapsed, say } from '../run/setup/steps.js';
import { runRound } from './round.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 25);
const first = Number(values.seed ?? Date.now() % 1_000_000);
const started = performance.now();
const sum = { kills: 0, bytes: 0, sentTwice: 0, lostAddresses: 0 };
for (let seed = first; seed < first + rounds; seed++) {
  const { drive, kills, files, bytes, sentTwice, lostAddresses } = await runRound(seed);
  say(`seed ${seed}: ${drive}, ${files} files, ${kills} kills, ${sentTwice} of ${bytes} bytes sent twice`);
  sum.kills += kills;
  sum.bytes += bytes;
  sum.sentTwice += sentTwice;
  sum.lostAddresses += lostAddresses;
}
const share = ((100 * sum.sentTwice) / sum.bytes).toFixed(1);
say(
  `${rounds} rounds, ${sum.kills} kills: everything is there once. ${share} % was sent twice, ` +
    `${Math.round(sum.sentTwice / Math.max(1, sum.kills))} bytes for each kill; ` +
    `${sum.lostAddresses} sessions made in the moment of a kill. ${elapsed(started)}`,
);
