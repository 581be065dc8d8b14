/** What is used of oidc-provider 9, which brings no types of its own (see its docs/README.md). */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  /** What the library keeps of a token, code, session or grant. */
  export interface Stored {
    readonly accountId?: string;
    readonly grantId?: string;
    readonly uid?: string;
    readonly userCode?: string;
    readonly exp?: number;
    /** Seconds since 1970. */
    consumed?: number;
  }

  export interface Adapter {
    upsert(id: string, stored: Stored, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Stored | undefined>;
    findByUid(uid: string): Promise<Stored | undefined>;
    findByUserCode(userCode: string): Promise<Stored | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export interface Grant {
    readonly jti: string;
    readonly accountId: string;
    addOIDCScope(scopes: string): void;
    getOIDCScope(): string;
    save(): Promise<string>;
  }

  export interface Session {
    readonly uid: string;
    accountId: string | undefined;
    authorizations: object | undefined;
    state: { readonly secret: string } | undefined;
    /** Until its own end. */
    persist(): Promise<void>;
  }

  export type Parameters = Readonly<Record<string, string | undefined>>;

  export interface InteractionResult {
    readonly login?: { readonly accountId: string };
    readonly select_account?: object;
    readonly consent?: object;
    readonly error?: string;
    readonly error_description?: string;
  }

  export interface Interaction {
    readonly uid: string;
    readonly prompt: { readonly name: string; readonly reasons: readonly string[] };
    readonly params: Parameters;
    readonly session?: { readonly uid: string; readonly accountId: string };
    readonly returnTo: string;
  }

  export interface OidcContext {
    readonly params: Parameters | undefined;
    readonly session: Session;
    readonly result: InteractionResult | undefined;
    readonly client: { readonly clientId: string };
    readonly account: { readonly accountId: string } | undefined;
    readonly grant: Grant;
    readonly deviceCode: object | undefined;
    readonly entities: {
      readonly Account?: { readonly accountId: string };
      readonly AccessToken?: { readonly grantId: string };
    };
    urlFor(route: string): string;
  }

  export interface Context {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly response: { get(header: string): string | undefined; set(header: string, value: string): void };
    readonly oidc: OidcContext;
    body: unknown;
    type: string;
    status: number;
  }

  /** Thrown by the library; `error_detail` says which check failed. */
  export interface ProviderError extends Error {
    readonly error: string;
    readonly error_detail?: string;
  }

  type Page = (context: Context) => void;

  export interface Configuration {
    readonly adapter: (model: string) => Adapter;
    readonly claims: Readonly<Record<string, readonly string[]>>;
    readonly clientBasedCORS: () => boolean;
    readonly clients: readonly Readonly<Record<string, unknown>>[];
    readonly cookies: { readonly keys: readonly string[] };
    readonly expiresWithSession: () => Promise<boolean>;
    readonly extraParams: readonly string[];
    readonly features: {
      readonly devInteractions: { readonly enabled: boolean };
      readonly dPoP: { readonly enabled: boolean };
      readonly pushedAuthorizationRequests: { readonly enabled: boolean };
      readonly resourceIndicators: { readonly enabled: boolean };
      readonly userinfo: { readonly enabled: boolean };
      readonly deviceFlow: {
        readonly enabled: boolean;
        readonly charset: 'base-20' | 'digits';
        readonly mask: string;
        readonly userCodeInputSource: (context: Context, form: string, out?: unknown, error?: Error) => void;
        readonly userCodeConfirmSource: (
          context: Context,
          form: string,
          client: object,
          device: object,
          userCode: string,
        ) => void;
        readonly successSource: Page;
      };
      readonly rpInitiatedLogout: {
        readonly enabled: boolean;
        readonly logoutSource: Page;
        readonly postLogoutSuccessSource: Page;
      };
    };
    readonly findAccount: (
      context: Context,
      id: string,
    ) => Promise<{ accountId: string; claims(): Promise<Readonly<Record<string, unknown>>> } | undefined>;
    readonly interactions: {
      readonly policy: interactionPolicy.Policy;
      readonly url: (context: Context, interaction: Interaction) => string;
    };
    readonly issueRefreshToken: () => Promise<boolean>;
    readonly jwks: { readonly keys: readonly object[] };
    readonly loadExistingGrant: (context: Context) => Promise<Grant>;
    readonly pkce: { readonly required: () => boolean };
    readonly renderError: (context: Context, out: { error: string; error_description?: string }) => void;
    readonly rotateRefreshToken: () => boolean;
    readonly routes: Readonly<Record<string, string>>;
    readonly scopes: readonly string[];
    /** Seconds. */
    readonly ttl: Readonly<Record<string, number>>;
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    readonly Grant: new (of: { accountId: string; clientId: string }) => Grant;
    readonly Session: { findByUid(uid: string): Promise<Session | undefined> };
    /** Runs around what the library does. */
    use(work: (context: Context, next: () => Promise<void>) => Promise<void>): this;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    /** Keeps the result; the browser has to go to the address that comes back. */
    interactionResult(request: IncomingMessage, response: ServerResponse, result: InteractionResult): Promise<string>;
    on(
      event: 'grant.success' | 'device_authorization.success',
      listener: (context: Context, out: Record<string, unknown>) => void,
    ): this;
    on(
      event: 'grant.error' | 'device_authorization.error' | 'server_error',
      listener: (context: Context, error: ProviderError) => void,
    ): this;
  }

  export namespace interactionPolicy {
    class Check {
      readonly reason: string;
      constructor(reason: string, description: string, error: string, check: (context: Context) => boolean);
    }
    class Prompt {
      readonly name: string;
      constructor(about: { name: string; requestable: boolean }, ...checks: Check[]);
    }
    interface Policy extends Array<Prompt> {
      clear(): void;
      add(prompt: Prompt): void;
    }
    function base(): Policy;
  }
}
