import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { bundleOptions } from '../../esbuild.js';
import { fragmentUnit } from '../../src/upload/transfer/plan.ts';
import { ensureRclone } from '../run/setup/rclone.ts';
import { SetupError } from '../run/setup/steps.js';
import { root } from '../run/setup/paths.js';
import type { Cost, Job, LaneTools } from './lanes/lane.ts';
import { runNode } from './runNode.ts';
import { runRclone } from './runRclone.ts';
import type { PreparedWork } from './works.ts';

/** One client, with its settings. */
export interface Lane {
  readonly name: string;
  readonly title: string;
  /** Files at a time. */
  readonly parallel: number;
  readonly fits: (work: PreparedWork) => boolean;
  readonly run: (job: Job, tools: LaneTools) => Promise<Cost>;
}

const MiB = 1024 * 1024;
const always = (): boolean => true;

export const engineName = 'engine';
export const plainPutName = 'plain PUT';

/** @param withRclone whether it is there */
export function lanes(withRclone: boolean): readonly Lane[] {
  return [
    {
      name: plainPutName,
      title: 'one plain PUT (undici)',
      parallel: 1,
      fits: ({ name }) => name === 'large',
      run: (job, { scratch }) => runNode(join(import.meta.dirname, 'lanes', 'plainPut.ts'), job, scratch),
    },
    ours(engineName, 'OneDrive Sessions', 4, always),
    // As many as the best setting of rclone.
    ours(`${engineName} 8`, 'OneDrive Sessions, 8 files', 8, ({ name }) => name === 'several' || name === 'small'),
    graphClient(5),
    graphClient(10),
    ...(withRclone
      ? [
          rclone('rclone', 'rclone, defaults', 4, []),
          rclone('rclone best', 'rclone, largest fragments, 8 files', 8, best),
        ]
      : []),
  ];
}

/** Rclone writes the size down with three decimals and reads it again: of the largest legal ones, 59.375 MiB survives that. */
const best = [`--onedrive-chunk-size=${(190 * fragmentUnit) / 1024}k`];

function ours(name: string, title: string, parallel: number, fits: Lane['fits']): Lane {
  return { name, title, parallel, fits, run: (job, { engine, scratch }) => runNode(engine, job, scratch) };
}

function graphClient(mebibytes: number): Lane {
  return {
    name: `graph client ${mebibytes} MiB`,
    title: `Microsoft Graph client, ${mebibytes} MiB`,
    parallel: 4,
    // The fragments are the only difference.
    fits: ({ name }) => mebibytes === 5 || name === 'large' || name === 'several',
    run: (job, { scratch }) =>
      runNode(
        join(import.meta.dirname, 'lanes', 'graphClient.ts'),
        { ...job, fragmentBytes: mebibytes * MiB },
        scratch,
      ),
  };
}

function rclone(name: string, title: string, parallel: number, settings: readonly string[]): Lane {
  return { name, title, parallel, fits: always, run: (job, tools) => runRclone(job, settings, tools) };
}

/** @returns its version; undefined when it cannot be had here, which `say` is told */
export async function findRclone(say: (text: string) => void): Promise<string | undefined> {
  try {
    return await ensureRclone();
  } catch (error) {
    if (error instanceof SetupError) {
      say(`Without rclone: ${error.message}`);
      return undefined;
    }
    throw error;
  }
}

/** Bundles the engine as the extension is bundled. @returns the file to run */
export async function bundleEngine(outdir: string): Promise<string> {
  await mkdir(outdir, { recursive: true });
  await esbuild.build(bundleOptions({ entry: join(root, 'test', 'bench', 'lanes', 'engine.ts'), outdir }));
  return join(outdir, 'engine.cjs');
}
