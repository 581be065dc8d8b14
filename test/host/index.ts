// What VS Code's extension host loads to run the tests: the same for the server and the desktop.
import { join } from 'node:path';
import { runTestFiles } from '../support/mocha.ts';
import { hostVariables } from '../support/hostVariables.ts';

/** Called by VS Code. Rejects when a test failed, which VS Code turns into its exit code. */
export async function run(): Promise<void> {
  const summary = await runTestFiles([join(__dirname, 'stdin.cjs')], {
    timeout: 30_000,
    grep: process.env[hostVariables.grep] === '' ? undefined : process.env[hostVariables.grep],
    summaryFile: process.env[hostVariables.summaryFile] ?? join(__dirname, 'summary.json'),
  });
  if (summary.failures.length > 0) {
    throw new Error(`${summary.failures.length} tests failed`);
  }
}
