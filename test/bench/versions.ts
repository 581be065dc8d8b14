import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../run/setup/paths.js';

/** Of everything that was compared. @param rclone its version, where it is there */
export async function versions(rclone: string | undefined): Promise<Record<string, string>> {
  return {
    'OneDrive Sessions': await versionIn(root),
    '@microsoft/microsoft-graph-client': await versionOf('@microsoft/microsoft-graph-client'),
    undici: await versionOf('undici'),
    rclone: rclone ?? 'not there',
    Node: process.version,
  };
}

function versionOf(name: string): Promise<string> {
  return versionIn(join(root, 'node_modules', name));
}

async function versionIn(folder: string): Promise<string> {
  const manifest: { readonly version: string } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return manifest.version;
}
