import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run/setup/paths.js';
import { violationsOf } from '../support/layers.ts';

function read(patterns: string[]): Map<string, string> {
  const files = globSync(patterns, { cwd: root });
  return new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')]));
}

/** The violations of a project that consists of these files alone. */
function check(files: Record<string, string>): string[] {
  return violationsOf(new Map(Object.entries(files)));
}

describe('layering', () => {
  it('holds in every file of the project', () => {
    const sources = read(['src/**/*.ts', 'test/**/*.{ts,js}', 'esbuild.js']);
    assert.ok(sources.size > 50, 'the files were found');
    assert.deepEqual(violationsOf(sources), []);
  });

  describe('the checker', () => {
    it('accepts the arrows of the design', () => {
      const files = {
        'src/base/clock.ts': 'export const now = () => Date.now();',
        'src/graph/client.ts': "import { now } from '../base/clock.ts';",
        'src/upload/manager.ts': "import type { Client } from '../graph/client.ts';",
        'src/node/http/undici.ts': "import Agent from 'undici/lib/dispatcher/agent.js';",
        'src/node/http/transport.ts':
          "import { open } from 'node:fs/promises';\nconst load = () => import('./undici.ts');",
        'src/vscode/view.ts': "import * as vscode from 'vscode';\nimport { ids } from '../contributions.ts';",
        'src/contributions.ts': 'export const ids = {};',
        'src/composition/uploads.ts': "import '../node/transport.ts';\nimport '../vscode/view.ts';",
        'src/app.ts': "import './composition/uploads.ts';",
        'src/extension.ts': "import { App } from './app.ts';",
      };
      assert.deepEqual(check(files), []);
    });

    const broken: Record<string, { files: Record<string, string>; message: RegExp }> = {
      'a lower layer that imports a higher one': {
        files: { 'src/base/log.ts': "import { GraphError } from '../graph/errors.ts';" },
        message: /base may not know graph/,
      },
      'a sibling domain': {
        files: { 'src/upload/manager.ts': "import type { Keeper } from '../workbook/keeper.ts';" },
        message: /upload may not know workbook/,
      },
      'user interface that imports an adapter': {
        files: { 'src/vscode/view.ts': "export { localFile } from '../node/localFile.ts';" },
        message: /vscode may not know node/,
      },
      'an adapter that imports user interface': {
        files: { 'src/node/localFile.ts': "import { t } from '../vscode/words.ts';" },
        message: /node may not know vscode/,
      },
      'anything but extension.ts that imports the composition root': {
        files: { 'src/vscode/view.ts': "import { App } from '../app.ts';" },
        message: /vscode may not know app\.ts/,
      },
      'names that import something': {
        files: { 'src/contributions.ts': "import type { Item } from './graph/driveItem.ts';" },
        message: /contributions\.ts may not know graph/,
      },
      'vscode outside the user interface': {
        files: { 'src/upload/manager.ts': "import type { Uri } from 'vscode';" },
        message: /only the user interface may know vscode/,
      },
      'Node outside the adapters': {
        files: { 'src/graph/hash.ts': "import { createHash } from 'node:crypto';" },
        message: /only src\/node may know Node/,
      },
      'undici in another file': {
        files: { 'src/node/http/transport.ts': "import Agent from 'undici/lib/dispatcher/agent.js';" },
        message: /only src\/node\/http\/undici\.ts may import it/,
      },
      'the index of undici': {
        files: { 'src/node/http/undici.ts': "import { Agent } from 'undici';" },
        message: /not in this form/,
      },
      'a package that the product does not use': {
        files: { 'src/node/zip.ts': "const load = () => import('fflate');" },
        message: /does not use this package/,
      },
      'the product importing a test': {
        files: { 'src/node/localFile.ts': "import { sim } from '../../test/sim/index.ts';" },
        message: /nothing from outside src/,
      },
      'the simulator importing the product': {
        files: { 'test/sim/server.ts': "import { quickXorHash } from '../../src/graph/quickXorHash.ts';" },
        message: /shares nothing with it/,
      },
      'a file that belongs to no layer': {
        files: { 'src/util/strings.ts': '' },
        message: /belongs to no layer/,
      },
      'an import cycle': {
        files: {
          'src/base/a.ts': "import { b } from './b.ts';",
          'src/base/b.ts': "import { c } from './c.ts';",
          'src/base/c.ts': "import { a } from './a.ts';",
        },
        message: /import cycle: src\/base\/a\.ts → src\/base\/b\.ts → src\/base\/c\.ts → src\/base\/a\.ts/,
      },
      'a file that is too long': {
        files: { 'src/base/long.ts': '\n'.repeat(301) },
        message: /has 301 lines/,
      },
      'wall-clock time outside the clock': {
        files: { 'src/upload/manager.ts': 'const start = Date.now();' },
        message: /uses the clock/,
      },
      'a timer outside the clock': {
        files: { 'src/vscode/view.ts': 'setTimeout(refresh, 250);' },
        message: /uses the clock/,
      },
      'chance outside its port': {
        files: { 'src/graph/retry.ts': 'const jitter = Math.random();' },
        message: /uses chance/,
      },
      'a command registered without the registry': {
        files: { 'src/vscode/view.ts': "vscode.commands.registerCommand('onedrive.x', run);" },
        message: /uses registerCommand/,
      },
      'a context key set without its table': {
        files: { 'src/vscode/view.ts': "vscode.commands.executeCommand('setContext', key, true);" },
        message: /uses setContext/,
      },
    };
    for (const [name, { files, message }] of Object.entries(broken)) {
      it(`finds ${name}`, () => {
        const violations = check(files);
        assert.equal(violations.length, 1, violations.join('\n'));
        assert.match(violations[0] ?? '', message);
      });
    }

    it('reads no import out of a comment', () => {
      assert.deepEqual(check({ 'src/base/log.ts': "// import { x } from 'vscode';\n/* setTimeout(x, 1) */\n" }), []);
    });
  });
});
