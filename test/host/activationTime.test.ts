import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { budgets } from '../run/budgets.js';
import { extensionId } from './session.ts';

interface Running {
  dispose(): Promise<void>;
}

interface Bundle {
  activate(context: vscode.ExtensionContext): Running;
}

const runs = 11;

/** Runs last: it leaves the extension ended. */
describe('activation time', () => {
  it(`is at most ${budgets.activationTime} ms, the loading of the code included`, async () => {
    const extension = vscode.extensions.getExtension<Running>(extensionId);
    assert.ok(extension);
    const running = await extension.activate();
    await running.dispose();
    const require = createRequire(__filename);
    const main = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'extension.cjs').fsPath;
    const times = [];
    for (let run = 0; run < runs; run += 1) {
      const context = contextOf(extension);
      // What ended before must not be paid for here.
      await delay(20);
      delete require.cache[main];
      const start = performance.now();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what our own build exports
      const bundle = require(main) as Bundle;
      const again = bundle.activate(context);
      times.push(performance.now() - start);
      await again.dispose();
    }
    const median = times.toSorted((left, right) => left - right)[Math.floor(runs / 2)] ?? Infinity;
    assert.ok(
      median <= budgets.activationTime,
      `median ${median.toFixed(1)} ms of ${times.map(Math.round).join(', ')}`,
    );
  });
});

/** As much of a context as an activation uses, empty as in a new profile. */
function contextOf(extension: vscode.Extension<unknown>): vscode.ExtensionContext {
  const empty = { get: () => undefined, update: async () => {}, keys: () => [], setKeysForSync: () => {} };
  const secrets = {
    get: async () => undefined,
    store: async () => {},
    delete: async () => {},
    keys: async () => [],
    onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
  };
  const context = {
    extension,
    extensionUri: extension.extensionUri,
    extensionMode: vscode.ExtensionMode.Test,
    subscriptions: [],
    globalState: empty,
    workspaceState: empty,
    secrets,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest is not used while activating
  return context as unknown as vscode.ExtensionContext;
}
