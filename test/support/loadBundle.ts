// Loads a bundle with a stand-in for vscode and prints as JSON what has changed in the process:
//   node loadBundle.ts <bundle>
import { createRequire, registerHooks } from 'node:module';
import { basename } from 'node:path';

/** What the bundle has changed by being loaded: names. */
export interface Changes {
  readonly globals: readonly string[];
  readonly listeners: readonly string[];
  /** Files that were loaded, the bundle among them. */
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

/** Node makes these when they are looked at, and with them its own copy of undici: looking would change the result. */
const madeWhenLookedAt = new Set<PropertyKey>([
  'CloseEvent',
  'EventSource',
  'FormData',
  'Headers',
  'MessageEvent',
  'Request',
  'Response',
  'WebSocket',
]);

function globals(): Map<string, unknown> {
  return new Map(
    Reflect.ownKeys(globalThis).map((key) => {
      const descriptor = madeWhenLookedAt.has(key) ? undefined : Object.getOwnPropertyDescriptor(globalThis, key);
      return [String(key), descriptor && (Reflect.get(descriptor, 'value') ?? Reflect.get(descriptor, 'get'))];
    }),
  );
}

function listeners(): Map<string, unknown> {
  return new Map(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
}

function changed(before: Map<string, unknown>, after: Map<string, unknown>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter(
    (name) => before.has(name) !== after.has(name) || !Object.is(before.get(name), after.get(name)),
  );
}

const require = createRequire(import.meta.url);
const before = { globals: globals(), listeners: listeners() };
require(process.argv[2] ?? '');
const result: Changes = {
  globals: changed(before.globals, globals()),
  listeners: changed(before.listeners, listeners()),
  loaded: Object.keys(require.cache)
    .filter((file) => file.endsWith('.cjs'))
    .map((file) => basename(file)),
};
process.stdout.write(JSON.stringify(result));
