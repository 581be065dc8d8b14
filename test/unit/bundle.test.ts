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

  it('keeps the code that activation loads within its budget', () => {
    const { size } = statSync(bundle('extension'));
    assert.ok(size <= budgets.activationCode, `${size} bytes; ${budgets.activationCode} are allowed`);
  });

  it('contains everything that it needs but VS Code, Node and its own parts', () => {
    const allowed = new Set([
      'vscode',
      './undici.cjs',
      ...builtinModules,
      ...builtinModules.map((name) => `node:${name}`),
    ]);
    const required = ['extension', 'undici'].flatMap(requiredBy);
    assert.ok(required.includes('vscode'));
    assert.deepEqual(
      required.filter((name) => !allowed.has(name)),
      [],
    );
  });

  it('asks for the HTTP library as a file of its own', () => {
    assert.ok(requiredBy('extension').includes('./undici.cjs'));
  });

  it('does not load the HTTP library when it is loaded itself', async () => {
    const { loaded } = await changesByLoading('extension');
    assert.deepEqual(loaded, ['extension.cjs']);
  });

  for (const name of ['extension', 'undici']) {
    it(`changes no global and adds no listener when ${name}.cjs is loaded`, async () => {
      const { globals, listeners } = await changesByLoading(name);
      assert.deepEqual({ globals, listeners }, { globals: [], listeners: [] });
    });
  }

  it('cannot be built when a part for later is imported for the start', async () => {
    const build = esbuild.build({
      stdin: { contents: "import './src/node/undici.ts';", resolveDir: root },
      bundle: true,
      write: false,
      platform: 'node',
      logLevel: 'silent',
      plugins: [leafBundles],
    });
    await assert.rejects(build, /loaded by import\(\) only/);
  });
});
