import type { SecretStorage } from 'vscode';
import type { TextStore } from '../../auth/ports.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter } from '../../base/event.ts';
import type { Event } from '../../base/event.ts';

/** Names of what is kept in VS Code's SecretStorage. */
export const secretKeys = {
  /** Who has signed in; no tokens. */
  accounts: 'onedrive.accounts',
  /** Tokens of the accounts that signed in with our own client. */
  tokens: 'onedrive.tokens',
  /** The token that somebody pasted. */
  accessToken: 'onedrive.accessToken',
} as const;

type SecretKey = (typeof secretKeys)[keyof typeof secretKeys];

/**
 * VS Code's SecretStorage; where it cannot be used, because the system has no keyring or it is locked, the memory of
 * this window.
 */
export class Secrets implements Disposable {
  readonly #storage: SecretStorage;
  readonly #changed = new Emitter<string>();
  readonly #subscription: Disposable;
  /** What could not be stored; `undefined`: what could not be deleted. */
  readonly #memory = new Map<SecretKey, string | undefined>();

  constructor(storage: SecretStorage) {
    this.#storage = storage;
    this.#subscription = storage.onDidChange(({ key }) => this.#changed.fire(key));
  }

  /** A secret was stored or deleted, here or in another window: its name. */
  get onDidChange(): Event<string> {
    return this.#changed.event;
  }

  /** Whether something is kept in memory only. */
  get isVolatile(): boolean {
    return this.#memory.size > 0;
  }

  entry(key: SecretKey): TextStore {
    return {
      get: () => this.#get(key),
      store: (text) => this.#change(key, text, () => this.#storage.store(key, text)),
      delete: () => this.#change(key, undefined, () => this.#storage.delete(key)),
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #get(key: SecretKey): Promise<string | undefined> {
    if (this.#memory.has(key)) {
      return this.#memory.get(key);
    }
    try {
      return await this.#storage.get(key);
    } catch {
      return undefined;
    }
  }

  async #change(key: SecretKey, text: string | undefined, change: () => Thenable<void>): Promise<void> {
    try {
      await change();
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, text);
      this.#changed.fire(key);
    }
  }
}

/**
 * The pasted access token as seen by one account: the token of another one counts as absent, so that whoever still
 * works for an account that is no longer in use never gets the token of the new one.
 * @param accountId holds no space.
 */
export function tokenEntry(secrets: Secrets, accountId: string): TextStore {
  const owner = `${accountId} `;
  const entry = secrets.entry(secretKeys.accessToken);
  const get = async (): Promise<string | undefined> => {
    const stored = await entry.get();
    return stored?.startsWith(owner) === true ? stored.slice(owner.length) : undefined;
  };
  return {
    get,
    store: (text) => entry.store(owner + text),
    async delete() {
      if ((await get()) !== undefined) {
        await entry.delete();
      }
    },
  };
}
