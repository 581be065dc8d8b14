// Runs test/host in the extension host of the VS Code server:  node test/run/host.ts [text in the title]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildHostTests, buildProduction } from '../../esbuild.js';
import { visitTestDriver } from '../support/driverWindow.ts';
import { hostVariables } from '../support/hostVariables.ts';
import { readSummary, render } from '../support/mocha.ts';
import { type VscodeServer, startVscodeServer } from '../support/vscodeServer.ts';
import { out, root } from './setup/paths.js';
import { summaryFileOf } from './stages.ts';

/** For the whole suite, milliseconds. */
const timeLimit = 14 * 60_000;

/** Opens a window on the server that loads the extension and runs its tests. Resolves with VS Code's exit code. */
async function runInWindow(server: VscodeServer): Promise<number> {
  const workspace = join(server.folder, 'workspace');
  await mkdir(workspace);
  const remote = (path: string): string => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(join(out, 'host', 'index.cjs'))],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return visitTestDriver(`http://${server.authority}/?${query.toString()}`, server.folder, timeLimit);
}

await buildProduction();
await buildHostTests();
const summaryFile = summaryFileOf('host');
const server = await startVscodeServer({
  name: 'host',
  testDriver: true,
  env: { [hostVariables.summaryFile]: summaryFile, [hostVariables.grep]: process.argv[2] ?? '' },
});
try {
  process.exitCode = await runInWindow(server);
} finally {
  await server.stop();
}
const summary = readSummary(summaryFile);
process.stdout.write(summary === undefined ? 'The tests did not come to their end.\n' : render(summary));
