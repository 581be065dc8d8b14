// What VS Code's extension host loads to measure how free it stays while it uploads.
import { writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { pointTo, signIn, upload } from '../../host/setup.ts';
import { hostVariables } from '../../support/hostVariables.ts';
import type { HostFigures, HostJob, LoopDelays } from './job.ts';

/** Between two looks at the event loop, milliseconds. */
const resolution = 5;

/** Called by VS Code. */
export async function run(): Promise<void> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by hostBench.ts
  const job = JSON.parse(process.env[hostVariables.benchJob] ?? '') as HostJob;
  await pointTo(job.graphUrl);
  await signIn(job.token);
  await vscode.commands.executeCommand('onedrive.uploads.focus');
  await wait(5000);
  const [idle, idleLoad] = await watch(job.seconds);
  const uris = job.paths.map((path) => vscode.Uri.file(path));
  const uploads = upload(uris, { destination: '/Bench', conflictBehavior: 'fail' });
  const early = uploads.then((outcomes) => {
    throw new Error(
      `It was over too early: ${outcomes
        .slice(0, 10)
        .map(({ status }) => status)
        .join(', ')}`,
    );
  });
  const [uploading, uploadingLoad] = await Promise.race([watch(job.seconds), early]);
  const figures: HostFigures = { idle, uploading, idleLoad, uploadingLoad };
  await writeFile(job.result, JSON.stringify(figures));
  // The uploads end with the window.
  early.catch(() => {});
}

async function watch(seconds: number): Promise<[LoopDelays, number]> {
  const delays = monitorEventLoopDelay({ resolution });
  const load = performance.eventLoopUtilization();
  delays.enable();
  await wait(seconds * 1000);
  delays.disable();
  // Each value is the time between two timers.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
  return [
    { p99: late(delays.percentile(99)), max: late(delays.max) },
    performance.eventLoopUtilization(load).utilization,
  ];
}
