// Runs test/host in the extension host of the VS Code server:  node test/run/host.ts [text in the title]
import { join } from 'node:path';
import { buildHostTests, buildProduction } from '../../esbuild.js';
import { runInExtensionHost } from '../support/driverWindow.ts';
import { hostVariables } from '../support/hostVariables.ts';
import { readSummary, render } from '../support/mocha.ts';
import { startVscodeServer } from '../support/vscodeServer.ts';
import { out } from './setup/paths.js';
import { summaryFileOf } from './stages.ts';

/** For the whole suite, milliseconds. */
const timeLimit = 14 * 60_000;

await buildProduction();
await buildHostTests();
const summaryFile = summaryFileOf('host');
const server = await startVscodeServer({
  name: 'host',
  testDriver: true,
  env: { [hostVariables.summaryFile]: summaryFile, [hostVariables.grep]: process.argv[2] ?? '' },
});
try {
  process.exitCode = await runInExtensionHost(server, join(out, 'host', 'index.cjs'), timeLimit);
} finally {
  await server.stop();
}
const summary = readSummary(summaryFile);
process.stdout.write(summary === undefined ? 'The tests did not come to their end.\n' : render(summary));
