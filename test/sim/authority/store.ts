import type { Adapter, Stored } from 'oidc-provider';

/** What the library keeps, in memory and without timers; things that ended stay until the simulator does. */
export class AuthorityStore {
  readonly #entries = new Map<string, Stored>();
  readonly #revoked = new Map<string, number>();

  readonly adapter = (model: string): Adapter => {
    const entries = this.#entries;
    const key = (id: string): string => `${model}:${id}`;
    const first = (fits: (stored: Stored) => boolean): Stored | undefined =>
      [...entries].find(([each, stored]) => each.startsWith(`${model}:`) && fits(stored))?.[1];
    return {
      upsert: async (id, stored) => void entries.set(key(id), stored),
      find: async (id) => entries.get(key(id)),
      findByUid: async (uid) => first((stored) => stored.uid === uid),
      findByUserCode: async (userCode) => first((stored) => stored.userCode === userCode),
      consume: async (id) => {
        const stored = entries.get(key(id));
        if (stored !== undefined) {
          stored.consumed = Math.floor(Date.now() / 1_000);
        }
      },
      destroy: async (id) => void entries.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [each, stored] of entries) {
          if (stored.grantId === grantId) {
            entries.delete(each);
          }
        }
      },
    };
  };

  /** What is kept behind a refresh token, and the number of the error when it was revoked. */
  refreshToken(token: string): { readonly stored: Stored; readonly revoked: number | undefined } | undefined {
    const key = `RefreshToken:${token}`;
    const stored = this.#entries.get(key);
    return stored && { stored, revoked: this.#revoked.get(key) };
  }

  /** Codes and refresh tokens that were given out, whatever they are worth now. */
  get secrets(): readonly string[] {
    return [...this.#entries.keys()]
      .filter((key) => /^(?:RefreshToken|AuthorizationCode|DeviceCode):/u.test(key))
      .map((key) => key.slice(key.indexOf(':') + 1));
  }

  /** Ends refresh tokens: of one account, or all. */
  revokeRefreshTokens(accountId: string | undefined, aadsts: number): void {
    for (const [key, stored] of this.#entries) {
      if (key.startsWith('RefreshToken:') && (accountId === undefined || stored.accountId === accountId)) {
        this.#revoked.set(key, aadsts);
      }
    }
  }

  /** Nobody is signed in at any browser any more. */
  endBrowserSessions(): void {
    for (const key of this.#entries.keys()) {
      if (key.startsWith('Session:')) {
        this.#entries.delete(key);
      }
    }
  }
}
