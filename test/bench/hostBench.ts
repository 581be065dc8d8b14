import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildForHost, buildProduction } from '../../esbuild.js';
import { out, root } from '../run/setup/paths.js';
import { runInExtensionHost } from '../support/driverWindow.ts';
import { hostVariables } from '../support/hostVariables.ts';
import { startVscodeServer } from '../support/vscodeServer.ts';
import type { HostFigures, HostJob } from './inHost/job.ts';
import type { ServiceAddress } from './service.ts';
import { aligned } from './table.ts';

/** Beside what is watched, milliseconds. */
const timeLimit = 120_000;

/**
 * Measures in VS Code itself, with its views and its state, how free the extension host stays.
 * @param paths of all that is uploaded at once. @param seconds that are watched at rest, and as many with uploads
 */
export async function hostBench(
  address: ServiceAddress,
  paths: readonly string[],
  seconds: number,
  folder: string,
): Promise<HostFigures> {
  const outdir = join(folder, 'inHost');
  const result = join(folder, 'host.json');
  await rm(result, { force: true });
  await buildProduction();
  await buildForHost({ entryPoints: [join(root, 'test', 'bench', 'inHost', 'index.ts')], outdir });
  const job: HostJob = { graphUrl: address.graphUrl, token: address.token, paths, seconds, result };
  const server = await startVscodeServer({
    name: 'bench',
    testDriver: true,
    env: { [hostVariables.benchJob]: JSON.stringify(job) },
    trusted: address.ca,
  });
  try {
    await runInExtensionHost(server, join(outdir, 'index.cjs'), timeLimit + 2 * seconds * 1000);
  } finally {
    await server.stop();
  }
  const text = await readFile(result, 'utf8').catch(() => {
    throw new Error(`VS Code did not come to the end of it; its logs are in ${join(out, 'logs')}`);
  });
  return JSON.parse(text);
}

/** @param cases by what was uploaded */
export function hostTable(cases: ReadonlyMap<string, HostFigures>): string {
  const row = (name: string, { p99, max }: HostFigures['idle'], load: number): readonly string[] => [
    name,
    p99.toFixed(1),
    max.toFixed(1),
    `${(load * 100).toFixed(0)} %`,
  ];
  return aligned([
    ['extension host', 'loop p99 ms', 'latest ms', 'busy'],
    ...[...cases].flatMap(([title, { idle, uploading, idleLoad, uploadingLoad }]) => [
      row('at rest', idle, idleLoad),
      row(title, uploading, uploadingLoad),
    ]),
  ]);
}
