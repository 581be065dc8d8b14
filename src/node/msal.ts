import { AuthError, InteractionRequiredAuthError, LogLevel, PublicClientApplication } from '@azure/msal-node';
import type { INetworkModule } from '@azure/msal-node';

// A bundle of its own: nothing of the product may be imported here, or there would be two of each class.

export type { AccountInfo, AuthenticationResult, PublicClientApplication } from '@azure/msal-node';

/** An answer as the library wants it: header names in lower case, the body parsed. */
export interface MsalAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface MsalOptions {
  readonly clientId: string;
  readonly authority: string;
  /** Hosts that it need not ask Microsoft about. */
  readonly knownAuthorities: readonly string[];
  /** Sends what the library wants to be sent. */
  readonly get: (url: string, headers?: Record<string, string>) => Promise<MsalAnswer>;
  readonly post: (url: string, headers?: Record<string, string>, body?: string) => Promise<MsalAnswer>;
}

/** The library with an empty cache. It logs nothing: its lines quote the service, which names users. */
export function openMsal({ clientId, authority, knownAuthorities, get, post }: MsalOptions): PublicClientApplication {
  // The library names what it hopes for, and looks itself.
  // oxlint-disable typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters
  const networkClient: INetworkModule = {
    sendGetRequestAsync: async <T>(url: string, options?: { headers?: Record<string, string> }) => {
      const answer = await get(url, options?.headers);
      return { ...answer, body: answer.body as T };
    },
    sendPostRequestAsync: async <T>(url: string, options?: { headers?: Record<string, string>; body?: string }) => {
      const answer = await post(url, options?.headers, options?.body);
      return { ...answer, body: answer.body as T };
    },
  };
  // oxlint-enable typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters
  return new PublicClientApplication({
    auth: {
      clientId,
      authority,
      knownAuthorities: [...knownAuthorities],
      // Says that claims challenges are understood; without it there are none
      // (learn.microsoft.com/entra/identity-platform/claims-challenge).
      clientCapabilities: ['CP1'],
    },
    system: {
      networkClient,
      loggerOptions: { loggerCallback: () => {}, piiLoggingEnabled: false, logLevel: LogLevel.Error },
    },
  });
}

/** What the library itself objects to. @returns nothing for what somebody else threw. */
export function objectionIn(error: unknown): { readonly code: string; readonly needsUser: boolean } | undefined {
  return error instanceof AuthError
    ? { code: error.errorCode, needsUser: error instanceof InteractionRequiredAuthError }
    : undefined;
}
