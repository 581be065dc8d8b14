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

/** What code can change in a process for everybody else in it. */
export interface ProcessState {
  readonly globals: ReadonlyMap<string, unknown>;
  readonly listeners: ReadonlyMap<string, unknown>;
}

export function processState(): ProcessState {
  const globals = Reflect.ownKeys(globalThis).map((key): [string, unknown] => {
    const descriptor = madeWhenLookedAt.has(key) ? undefined : Object.getOwnPropertyDescriptor(globalThis, key);
    return [String(key), descriptor && (Reflect.get(descriptor, 'value') ?? Reflect.get(descriptor, 'get'))];
  });
  const listeners = process.eventNames().map((name): [string, unknown] => [String(name), process.listenerCount(name)]);
  return { globals: new Map(globals), listeners: new Map(listeners) };
}

/** Names of what is different now: globals added, removed or replaced, and events with more or fewer listeners. */
export function changesSince(before: ProcessState): { globals: string[]; listeners: string[] } {
  const after = processState();
  return {
    globals: changed(before.globals, after.globals),
    listeners: changed(before.listeners, after.listeners),
  };
}

function changed(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter(
    (name) => before.has(name) !== after.has(name) || !Object.is(before.get(name), after.get(name)),
  );
}
