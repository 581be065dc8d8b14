// Runs test files:  node test/run/mocha.ts <summary file> <timeout in ms> <processes or ''> <grep or ''> <files...>
// The process ends by itself. One that does not has left a timer, socket or handle behind, which is a failure.
import { resolve } from 'node:path';
import { render, runTestFiles } from '../support/mocha.ts';

const [summaryFile = '', timeout = '', jobs = '', grep = '', ...files] = process.argv.slice(2);
const summary = await runTestFiles(
  files.map((file) => resolve(file)),
  {
    summaryFile,
    timeout: Number(timeout),
    jobs: jobs === '' ? undefined : Number(jobs),
    grep: grep === '' ? undefined : grep,
  },
);
process.stdout.write(render(summary));
process.exitCode = summary.failures.length > 0 ? 1 : 0;

setTimeout(() => {
  process.stderr.write(`Still open after the last test: ${process.getActiveResourcesInfo().join(', ')}\n`);
  process.exit(1);
}, 5000).unref();
