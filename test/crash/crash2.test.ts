import { testRounds } from './rounds.ts';

testRounds(14, 25);
