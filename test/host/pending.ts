// Uploads on their way, for tests inside the extension host.
import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadOptions, UploadOutcome, UploadSummary } from '../../src/contributions.ts';
import type { Simulator, SimulatorOptions } from '../sim/index.ts';
import { eventually } from '../support/eventually.ts';
import { writePatternedFile } from '../support/patternedFile.ts';
import type { World } from './setup.ts';
import { pending, setFragmentSize, setUp, upload } from './setup.ts';

const MiB = 1024 * 1024;
/** Of every fragment but the last. */
export const fragment = 5 * MiB;
/** Three fragments. */
export const size = 12 * MiB + 17;
/** Nothing is asked with these. */
export const quietly = { destination: '/Sent', conflictBehavior: 'fail' } as const satisfies UploadOptions;

/** Gives each test of a suite a signed-in extension with nothing pending, and checks afterwards how it behaved. */
export function useWorld(options: SimulatorOptions = {}): () => World {
  let world: World;
  before(async () => {
    world = await setUp(options);
    await setFragmentSize(fragment / MiB);
  });
  beforeEach(() => world.reset());
  afterEach(() => world.assertCleanConduct());
  after(() => world.end());
  return () => world;
}

/** Writes a file into the tests' folder. */
export async function localFile({ folder }: World, name: string, bytes: number, seed = 1): Promise<vscode.Uri> {
  const path = join(folder, name);
  await writePatternedFile(path, bytes, seed);
  return vscode.Uri.file(path);
}

/** The only pending upload of that name. */
export async function rowOf(name: string): Promise<UploadSummary> {
  const rows = (await pending()).filter((row) => row.name === name);
  assert.equal(rows.length, 1, `rows of ${name}`);
  const [row] = rows;
  assert.ok(row);
  return row;
}

/** An upload under way. */
export interface Held {
  readonly uri: vscode.Uri;
  readonly id: string;
  readonly outcomes: Promise<readonly UploadOutcome[]>;
}

/**
 * Begins an upload that comes to a halt with its second fragment; the service has the first one.
 * @param modified time of the file.
 */
export async function heldUpload(
  world: World,
  name: string,
  options: UploadOptions = quietly,
  modified = new Date(),
): Promise<Held> {
  const uri = await localFile(world, name, size);
  await utimes(uri.fsPath, modified, modified);
  hold(world.sim, name);
  const outcomes = upload([uri], options);
  await reached(world.sim, name);
  return { uri, id: (await rowOf(name)).id, outcomes };
}

/** Lets the next upload of that name come to a halt with its second fragment. */
export function hold(sim: Simulator, name: string): void {
  sim.faults.add({ route: 'fragment', file: `${name.replaceAll('.', String.raw`\.`)}$`, nth: 2, kind: 'hang' });
}

/** Waits until an upload has come to its halt. */
export async function reached(sim: Simulator, name: string): Promise<void> {
  await eventually(async () => {
    assert.ok(sim.requests.some(({ file, faults }) => file?.endsWith(name) === true && faults.includes('hang')));
    assert.equal((await rowOf(name)).acceptedBytes, fragment);
  }, 15_000);
}

/** Fragments of a file that were sent so far: where they began, and what was answered. */
export function fragmentsOf(sim: Simulator, name: string): { readonly start: number; readonly status: number }[] {
  return sim.requests
    .filter(({ route, file }) => route === 'fragment' && file?.endsWith(name) === true)
    .map(({ headers, status }) => ({ start: Number(/\d+/u.exec(headers['content-range'] ?? '')?.[0]), status }));
}

/** What commands return, without items. */
export function statuses(outcomes: readonly UploadOutcome[]): string[] {
  return outcomes.map(({ status, error }) => error?.code ?? status);
}

/** Calls a command that goes on with uploads. */
export async function run(command: string, ...args: unknown[]): Promise<string[]> {
  return statuses((await vscode.commands.executeCommand<UploadOutcome[] | undefined>(command, ...args)) ?? []);
}
