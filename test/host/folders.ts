// Folders on their way, for tests inside the extension host.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadOutcome } from '../../src/contributions.ts';
import type { Simulator } from '../sim/index.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import type { TreeSpec } from '../support/localFolder.ts';
import { writeTree } from '../support/localFolder.ts';
import type { World } from './setup.ts';

/** Writes a folder into the tests' one, or into another, in place of an earlier one. */
export async function localFolder(
  { folder }: Pick<World, 'folder'>,
  name: string,
  spec: TreeSpec,
): Promise<vscode.Uri> {
  const path = join(folder, name);
  await rm(path, { recursive: true, force: true });
  await mkdir(path);
  await writeTree(path, spec);
  return vscode.Uri.file(path);
}

/** Everything below a folder in OneDrive, sorted; folders end with a slash. */
export function remoteTree(sim: Simulator, path: string): string[] {
  const below = (folder: string): string[] =>
    (sim.item(`${path}${folder}`)?.children ?? []).flatMap((name) => {
      const child = `${folder}/${name}`;
      return sim.item(`${path}${child}`)?.folder === true ? [`${child.slice(1)}/`, ...below(child)] : [child.slice(1)];
    });
  return below('').toSorted();
}

/** Compares files below a local folder with those below one in OneDrive, hash by hash. */
export async function compareFiles(sim: Simulator, local: vscode.Uri, remote: string, files: string[]): Promise<void> {
  for (const file of files) {
    await compareWithOneDrive(sim, join(local.fsPath, file), `${remote}/${file}`);
  }
}

/** What became of each file below a folder, sorted: its path and the status or the code of its error. */
export function results(root: vscode.Uri, outcomes: readonly UploadOutcome[]): string[] {
  return outcomes
    .map(({ uri, status, error }) => {
      const path = vscode.Uri.parse(uri, true).path.slice(root.path.length);
      return `${path.slice(1)} ${error?.code ?? status}`.trim();
    })
    .toSorted();
}
