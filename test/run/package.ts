import { cpSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { unzipSync } from 'fflate';
import manifest from '../../package.json' with { type: 'json' };
import { buildProduction } from '../../esbuild.js';
import { budgets, packagedFiles } from './budgets.js';
import { out, root } from './setup/paths.js';
import { run, say } from './setup/steps.js';

/**
 * Builds and packages the extension into dist/.
 * @returns the path of the .vsix file
 * @throws when it holds a file too many or too few, or is larger than its budget
 */
async function packageExtension(): Promise<string> {
  const { overBudget } = await buildProduction();
  const packagePath = join(root, 'dist', `${manifest.name}-${manifest.version}.vsix`);
  const staging = stage();
  await createVSIX({
    cwd: staging,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const problem = overBudget ?? inspect(readFileSync(packagePath));
  if (problem !== undefined) {
    throw new Error(problem);
  }
  return packagePath;
}

/**
 * Copies what .vscodeignore lets through into a folder of its own: in the project's folder the packer would first look
 * at every file of VS Code and of all dependencies.
 */
function stage(): string {
  const staging = join(out, 'package');
  rmSync(staging, { recursive: true, force: true });
  const ignoreFile = '.vscodeignore';
  const rules = readFileSync(join(root, ignoreFile), 'utf8').split('\n');
  const included = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1).trim());
  for (const file of [ignoreFile, ...globSync(included, { cwd: root })]) {
    cpSync(join(root, file), join(staging, file));
  }
  return staging;
}

function inspect(vsix: Buffer): string | undefined {
  const files = Object.keys(unzipSync(vsix)).filter((name) => !name.endsWith('/'));
  const extra = files.filter((name) => !packagedFiles.includes(name));
  if (extra.length > 0) {
    return `The package holds files that are not on the list: ${extra.join(', ')}`;
  }
  const missing = packagedFiles.filter((name) => !files.includes(name));
  if (missing.length > 0) {
    return `The package lacks ${missing.join(', ')}`;
  }
  if (vsix.length > budgets.vsix) {
    return `The package has ${vsix.length} bytes; ${budgets.vsix} are allowed`;
  }
  return undefined;
}

/**
 * The same in a process of its own, without the packer's report.
 * @returns the path of the .vsix file
 */
export async function packageInBackground(): Promise<string> {
  const output = await run(process.execPath, [fileURLToPath(import.meta.url)]);
  return output.trim().split('\n').at(-1) ?? '';
}

if (import.meta.main) {
  say(await packageExtension());
}
