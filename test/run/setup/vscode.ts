import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './paths.js';
import { makeOnce, npm } from './steps.js';

/** The VS Code that the tests and the demo run on. */
export const vscodeVersion = '1.139.1';

/** The npm package that carries that version's workbench, server and extension host. */
const serverPackage = 'code-server@4.139.1';

/** Beside this file: stands in for a native module. */
const logWriter = join(import.meta.dirname, 'logWriter.cjs');

function partsIn(folder: string): { server: string; main: string; logWriter: string } {
  const server = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  return {
    server,
    main: join(server, 'out', 'server-main.js'),
    logWriter: join(server, 'node_modules', '@vscode', 'spdlog', 'index.js'),
  };
}

function isComplete(folder: string): boolean {
  const parts = partsIn(folder);
  return existsSync(parts.main) && existsSync(parts.logWriter) && readText(parts.logWriter) === readText(logWriter);
}

function readText(file: string): string {
  return readFileSync(file, 'utf8');
}

/**
 * Installs VS Code from the npm registry, unless it is there. Install scripts stay off: they would compile native
 * modules. Nothing here uses them but for the log writer, which is replaced.
 * @returns the server's main script
 */
export async function ensureVscode(): Promise<string> {
  const folder = join(cache, `vscode-${vscodeVersion}`);
  await makeOnce(folder, `Installing VS Code ${vscodeVersion}`, isComplete, async (candidate) => {
    writeFileSync(join(candidate, 'package.json'), '{ "private": true }\n');
    await npm(['install', '--ignore-scripts', '--no-save', serverPackage], candidate);
    await npm(['install', '--ignore-scripts', '--omit=dev'], partsIn(candidate).server);
    copyFileSync(logWriter, partsIn(candidate).logWriter);
  });
  return partsIn(folder).main;
}
