import type { AuthorityFailure, AuthorityRequest, FailingRequest, RefreshTokenUse } from './options.ts';
import type { AuthorityStore } from './store.ts';
import type { Tenants } from './tenants.ts';
import type { User } from '../drive/world.ts';
import type { Service } from '../service.ts';

/** What came out of one interactive sign-in: its tokens share it. */
export interface SignIn {
  /** Demands of claims challenges that the person met. */
  readonly met: ReadonlySet<string>;
}

/** Everything that the parts of the authority share. */
export class AuthorityState {
  readonly service: Service;
  readonly store: AuthorityStore;
  readonly tenants: Tenants;
  /** Set as soon as the port is known. */
  url = '';
  graphUrl = '';
  readonly clientId: string;
  readonly appName: string;
  readonly devicePollSeconds: number;
  accessTokenSeconds: number;
  refreshTokens: RefreshTokenUse;
  /** Permissions that only an administrator may grant. */
  readonly adminOnly = new Set<string>();
  /** Permissions that an administrator has granted for everybody. */
  readonly adminGranted = new Set<string>();
  /** Permissions that are silently left out of tokens. */
  readonly withheld = new Set<string>();
  /** By id of the library's grant. */
  readonly signIns = new Map<string, SignIn>();
  readonly failures: AuthorityFailure[] = [];
  readonly requests: AuthorityRequest[] = [];
  /** Permissions by account id. */
  readonly #consents = new Map<string, Set<string>>();

  constructor(
    service: Service,
    parts: { store: AuthorityStore; tenants: Tenants },
    options: {
      clientId: string;
      appName: string;
      devicePollSeconds: number;
      accessTokenSeconds: number;
      refreshTokens: RefreshTokenUse;
    },
  ) {
    this.service = service;
    this.store = parts.store;
    this.tenants = parts.tenants;
    this.clientId = options.clientId;
    this.appName = options.appName;
    this.devicePollSeconds = options.devicePollSeconds;
    this.accessTokenSeconds = options.accessTokenSeconds;
    this.refreshTokens = options.refreshTokens;
  }

  /** The account with that id. @throws Error when there is none; ids only come from here */
  account(id: string): User {
    const user = this.service.world.findUser(id);
    if (user === undefined) {
      throw new Error('there is no account with that id');
    }
    return user;
  }

  /** What the account and its administrator have consented to, in the order of consent. */
  consented(accountId: string): Set<string> {
    return new Set([...(this.#consents.get(accountId) ?? []), ...this.adminGranted]);
  }

  consent(accountId: string, permissions: readonly string[]): void {
    this.#consents.set(accountId, new Set([...(this.#consents.get(accountId) ?? []), ...permissions]));
  }

  forgetConsents(): void {
    this.#consents.clear();
    this.adminGranted.clear();
  }

  /** The failure that strikes this request, used up as far as it says. */
  takeFailure(at: FailingRequest): AuthorityFailure | undefined {
    const index = this.failures.findIndex((failure) => failure.at === at);
    const failure = this.failures[index];
    if (failure === undefined) {
      return undefined;
    }
    const left = (failure.times ?? 1) - 1;
    this.failures.splice(index, 1, ...(left > 0 ? [{ ...failure, times: left }] : []));
    return failure;
  }
}
