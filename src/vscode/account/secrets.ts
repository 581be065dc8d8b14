import type { SecretStorage } from 'vscode';
import type { TextStore } from '../../auth/ports.ts';

const tokenKey = 'onedrive.accessToken';

/**
 * The access token in VS Code's SecretStorage, as seen by one service: the token of another one counts as absent, so
 * that whoever still works with a service that is no longer in the settings never gets the token of the new one.
 * @param graph origin of the service.
 */
export function tokenEntry(secrets: SecretStorage, graph: string): TextStore {
  const owner = `${graph} `;
  return {
    async get() {
      const stored = await secrets.get(tokenKey);
      return stored?.startsWith(owner) ? stored.slice(owner.length) : undefined;
    },
    async store(text) {
      await secrets.store(tokenKey, owner + text);
    },
    async delete() {
      await secrets.delete(tokenKey);
    },
  };
}
