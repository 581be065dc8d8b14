// What VS Code's extension host loads to run the tests: the same for the server and the desktop.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTestFiles } from '../support/mocha.ts';
import { hostVariables } from '../support/hostVariables.ts';

/** Called by VS Code. Rejects when a test failed, which VS Code turns into its exit code. */
export async function run(): Promise<void> {
  // Bundled as CommonJS, each test file beside this one. What an extension does before its first command shows only once.
  const isFirst = (name: string): boolean => name.startsWith('activation');
  const files = readdirSync(__dirname)
    .filter((name) => name.endsWith('.test.cjs'))
    .toSorted((one, other) => Number(isFirst(other)) - Number(isFirst(one)) || one.localeCompare(other));
  const summary = await runTestFiles(
    files.map((name) => join(__dirname, name)),
    {
      timeout: 30_000,
      grep: process.env[hostVariables.grep] === '' ? undefined : process.env[hostVariables.grep],
      summaryFile: process.env[hostVariables.summaryFile] ?? join(__dirname, 'summary.json'),
    },
  );
  if (summary.failures.length > 0) {
    throw new Error(`${summary.failures.length} tests failed`);
  }
}
