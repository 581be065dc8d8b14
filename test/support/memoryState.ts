import type { Memento } from 'vscode';

/** State of VS Code that lasts as long as the test; empty once everything was taken out. */
export function memoryState(): Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as it was put there
    get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
    update(key, value) {
      if (value === undefined) {
        values.delete(key);
      } else {
        values.set(key, value);
      }
      return Promise.resolve();
    },
  };
}
