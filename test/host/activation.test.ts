import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import type * as Extension from '../../src/extension.ts';
import type { TestAccess } from '../../src/extension.ts';
import { budgets } from '../run/budgets.js';

const extensionId = 'onedrive-sessions.onedrive-sessions';

async function activated(): Promise<TestAccess> {
  const extension = vscode.extensions.getExtension<TestAccess>(extensionId);
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

function bundles(): string[] {
  const folder = vscode.extensions.getExtension(extensionId)?.extensionPath ?? '';
  return Object.keys(createRequire(join(folder, 'package.json')).cache)
    .filter((path) => path.startsWith(join(folder, 'dist')))
    .map((path) => path.slice(join(folder, 'dist').length + 1));
}

describe('activation', () => {
  it('loads nothing but the small part of the extension', async () => {
    await activated();
    assert.deepEqual(bundles(), ['extension.cjs']);
  });

  it('registers every command', async () => {
    await activated();
    const known = await vscode.commands.getCommands(true);
    assert.deepEqual(
      Object.values(commandIds).filter((id) => !known.includes(id)),
      [],
    );
  });

  it(`takes at most ${budgets.activationTime} ms, the median of eleven times`, async () => {
    const folder = vscode.extensions.getExtension(extensionId)?.extensionPath ?? '';
    const main = join(folder, 'dist', 'extension.cjs');
    const load = createRequire(main);
    let last = await activated();
    const { context } = last;
    const times: number[] = [];
    for (let round = 0; round < 11; round += 1) {
      await last.dispose();
      delete load.cache[main];
      const start = performance.now();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was built from there
      const extension = load(main) as Pick<typeof Extension, 'activate'>;
      last = extension.activate(context) ?? last;
      times.push(performance.now() - start);
    }
    const median = times.toSorted((a, b) => a - b)[5] ?? Infinity;
    assert.ok(median <= budgets.activationTime, `${median} ms; all: ${times.join(', ')}`);
    const known = await vscode.commands.getCommands(true);
    assert.ok(known.includes(commandIds.upload), 'the last one is in use');
  });
});
