// Tries the product's engine with a real account:  npm run test:live -- --help
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { out } from '../run/setup/paths.js';
import { say } from '../run/setup/steps.js';
import { liveCommand } from './command.ts';

const stop = new AbortController();
// A terminal sends it twice: to this process, and to the one that started it, which hands it on.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (!stop.signal.aborted) {
      say('Stopping; what was made is removed first …');
      stop.abort();
    }
  });
}

/** No answer is no. */
async function confirm(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new AbortController();
  prompt.once('close', () => ended.abort());
  prompt.once('SIGINT', () => prompt.close());
  try {
    const answer = await prompt.question(question, { signal: ended.signal });
    return /^\s*y(?:es)?\s*$/iu.test(answer);
  } catch {
    return false;
  } finally {
    prompt.close();
  }
}

process.exitCode = await liveCommand(
  process.argv.slice(2),
  { environment: process.env, say, confirm, out: join(out, 'live') },
  stop.signal,
);
