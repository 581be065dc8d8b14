import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { buildProduction, leafBundles } from '../../esbuild.js';
import { budgets } from '../run/budgets.js';
import { root } from '../run/setup/paths.js';
import type { Changes } from '../support/loadBundle.ts';

const folder = 'out/bundle';
const bundles = ['extension', 'app', 'undici', 'msal'];

function bundle(name: string): string {
  return join(root, folder, `${name}.cjs`);
}

/** What the bundle asks of `require`. */
function requiredBy(name: string): string[] {
  const names = [...readFileSync(bundle(name), 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g)];
  return [...new Set(names.map(([, target = '']) => target))];
}

/** Loads a bundle in a Node of its own and returns what has changed there. */
async function changesByLoading(name: string): Promise<Changes> {
  const script = join(root, 'test', 'support', 'loadBundle.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, bundle(name)]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- printed by our own script
  return JSON.parse(stdout) as Changes;
}

describe('bundle', () => {
  before(() => buildProduction(folder));
  after(() => rm(join(root, folder), { recursive: true, force: true }));

  for (const [name, what, budget] of [
    ['extension', 'what activation loads', budgets.activationCode],
    ['app', 'what the first use loads', budgets.appCode],
    ['undici', 'the HTTP library, without its second parser', budgets.httpCode],
    ['msal', 'the sign-in library, without what only clients with a secret need', budgets.signInCode],
  ] as const) {
    it(`keeps ${what} within its budget`, () => {
      const { size } = statSync(bundle(name));
      assert.ok(size <= budget, `${size} bytes; ${budget} are allowed`);
    });
  }

  it('contains everything that it needs but VS Code, Node and its own parts', () => {
    const parts = bundles.map((name) => `./${name}.cjs`);
    const node = builtinModules.flatMap((name) => [name, `node:${name}`]);
    const allowed = new Set(['vscode', ...parts, ...node]);
    const required = bundles.flatMap(requiredBy);
    assert.ok(required.includes('vscode'));
    assert.deepEqual(
      required.filter((name) => !allowed.has(name)),
      [],
    );
  });

  it('loads what commands need when one is run, and the libraries of HTTP and sign-in when they are used', async () => {
    assert.deepEqual((await changesByLoading('extension')).loaded, ['extension.cjs']);
    assert.ok(requiredBy('extension').includes('./app.cjs'));
    assert.deepEqual((await changesByLoading('app')).loaded, ['app.cjs']);
    assert.ok(requiredBy('app').includes('./undici.cjs'));
    assert.ok(requiredBy('app').includes('./msal.cjs'));
  });

  for (const name of bundles) {
    it(`changes no global and adds no listener when ${name}.cjs is loaded`, async () => {
      const { globals, listeners } = await changesByLoading(name);
      assert.deepEqual({ globals, listeners }, { globals: [], listeners: [] });
    });
  }

  it('cannot be built when a part for later is imported for the start', async () => {
    const build = esbuild.build({
      stdin: { contents: "import './src/node/http/undici.ts';", resolveDir: root },
      bundle: true,
      write: false,
      platform: 'node',
      logLevel: 'silent',
      plugins: [leafBundles],
    });
    await assert.rejects(build, /loaded by import\(\) only/);
  });
});
