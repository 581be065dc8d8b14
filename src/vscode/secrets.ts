import type { SecretStorage } from 'vscode';
import type { TextStore } from '../auth/pastedToken.ts';

/**
 * An entry of VS Code's SecretStorage that belongs to one service: stored for another one, it counts as absent, so that
 * a changed setting can never send the secret of one service to another.
 * @param owner origin of the service in use.
 */
export function secretEntry(secrets: SecretStorage, key: string, owner: () => string): TextStore {
  return {
    async get() {
      const stored = await secrets.get(key);
      const prefix = `${owner()} `;
      return stored?.startsWith(prefix) ? stored.slice(prefix.length) : undefined;
    },
    async store(text) {
      await secrets.store(key, `${owner()} ${text}`);
    },
    async delete() {
      await secrets.delete(key);
    },
  };
}
