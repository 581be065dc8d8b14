import type { SecretStorage } from 'vscode';
import type { TextStore } from '../auth/pastedToken.ts';

/** One entry of VS Code's SecretStorage. */
export function secretEntry(secrets: SecretStorage, key: string): TextStore {
  return {
    get: async () => secrets.get(key),
    store: async (value) => secrets.store(key, value),
    delete: async () => secrets.delete(key),
  };
}
