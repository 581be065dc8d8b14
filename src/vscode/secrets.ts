import type { SecretStorage } from 'vscode';
import type { TextStore } from '../auth/pastedToken.ts';
import { settings } from './settings.ts';

const tokenKey = 'onedrive.accessToken';

/**
 * The access token in VS Code's SecretStorage. It belongs to one service: while the settings name another one it counts
 * as absent, so that a changed setting can never send the token of one service to another.
 * The methods throw {@link CloudError} when the settings name no usable service.
 */
export function tokenEntry(secrets: SecretStorage): TextStore {
  return {
    async get() {
      const stored = await secrets.get(tokenKey);
      const owner = `${settings.cloud().graph} `;
      return stored?.startsWith(owner) ? stored.slice(owner.length) : undefined;
    },
    async store(text) {
      await secrets.store(tokenKey, `${settings.cloud().graph} ${text}`);
    },
    async delete() {
      await secrets.delete(tokenKey);
    },
  };
}
