// Loads a bundle with a stand-in for vscode and prints as JSON what has changed in the process:
//   node loadBundle.ts <bundle>
import { createRequire, registerHooks } from 'node:module';
import { basename } from 'node:path';
import { changesSince, processState } from './processState.ts';

/** What the bundle has changed by being loaded: names. */
export interface Changes {
  readonly globals: readonly string[];
  readonly listeners: readonly string[];
  /** Bundles that were loaded, the one asked for among them. */
  readonly loaded: readonly string[];
}

/** Whatever is asked of it is a class that does nothing. */
const vscodeStandIn = `
  const anything = new Proxy(class {}, { get: (target, name) => Reflect.get(target, name) ?? anything });
  module.exports = anything;`;

registerHooks({
  resolve: (name, context, next) =>
    name === 'vscode' ? { url: 'stand-in:vscode', format: 'commonjs', shortCircuit: true } : next(name, context),
  load: (url, context, next) =>
    url === 'stand-in:vscode' ? { format: 'commonjs', source: vscodeStandIn, shortCircuit: true } : next(url, context),
});

const require = createRequire(import.meta.url);
const before = processState();
require(process.argv[2] ?? '');
const result: Changes = {
  ...changesSince(before),
  loaded: Object.keys(require.cache)
    .filter((file) => file.endsWith('.cjs'))
    .map((file) => basename(file)),
};
process.stdout.write(JSON.stringify(result));
