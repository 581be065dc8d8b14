// Runs test/host in desktop VS Code:  npm run test:electron [-- text in the title]
// VS Code is downloaded, unless ONEDRIVE_TEST_VSCODE names an installed one. ONEDRIVE_TEST_VSCODE_VERSION chooses
// another version to download ("stable", "1.105.0").
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestRunFailedError, runTests } from '@vscode/test-electron';
import { buildHostTests, buildProduction } from '../../esbuild.js';
import { hostVariables } from '../support/hostVariables.ts';
import { readSummary, render } from '../support/mocha.ts';
import { out, root } from './setup/paths.js';
import { SetupError, say } from './setup/steps.js';
import { vscodeVersion } from './setup/vscode.ts';
import { summaryFileOf } from './stages.ts';

const installed = process.env['ONEDRIVE_TEST_VSCODE'];

/** Starts VS Code with everything of its own in `folder`, and waits for its end. */
async function runInDesktop(folder: string, summaryFile: string): Promise<void> {
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  if (installed !== undefined && !existsSync(installed)) {
    throw new SetupError(`ONEDRIVE_TEST_VSCODE names ${installed}, which does not exist.`, 'Correct or unset it.');
  }
  await runTests({
    ...(installed === undefined
      ? { version: process.env['ONEDRIVE_TEST_VSCODE_VERSION'] ?? vscodeVersion }
      : { vscodeExecutablePath: installed }),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(out, 'host', 'index.cjs'),
    extensionTestsEnv: {
      [hostVariables.summaryFile]: summaryFile,
      [hostVariables.grep]: process.argv[2] ?? '',
      // Set when this runs in VS Code's own terminal or host; VS Code would start as a plain Node.
      ELECTRON_RUN_AS_NODE: undefined,
    },
    launchArgs: [
      workspace,
      '--disable-extensions',
      `--user-data-dir=${join(folder, 'data')}`,
      `--extensions-dir=${join(folder, 'extensions')}`,
    ],
  });
}

await buildProduction();
await buildHostTests();
const summaryFile = summaryFileOf('electron');
rmSync(summaryFile, { force: true });
// Short, because on macOS VS Code makes a socket in it whose path has a limit.
const folder = await mkdtemp(join(process.platform === 'darwin' ? '/tmp' : tmpdir(), 'ods-'));
try {
  await runInDesktop(folder, summaryFile);
} catch (error) {
  process.exitCode = 1;
  if (error instanceof SetupError) {
    say(error.message);
  } else if (!(error instanceof TestRunFailedError)) {
    say(`Desktop VS Code could not be started: ${error instanceof Error ? error.message : String(error)}`);
    say('Check the network, or name an installed one: ONEDRIVE_TEST_VSCODE=/path/to/code');
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
const summary = readSummary(summaryFile);
if (summary === undefined) {
  say('The tests did not come to their end.');
  process.exitCode = 1;
} else {
  say(render(summary));
  say(`${summary.passed} passed, ${summary.failures.length} failed, ${summary.skipped.length} skipped`);
}
