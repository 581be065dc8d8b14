import { isLoopback } from '../graph/hosts.ts';

/**
 * An authority without TLS, which the settings allow on this machine only. MSAL insists on `https:`
 * (`authority_uri_insecure`): it is told that scheme, and what it writes and reads is changed on the way.
 */
export interface PlainAuthority {
  /** The authority as MSAL is told it. */
  readonly authority: string;
  /** The address to use instead of one that MSAL made. */
  toService(url: string): string;
  /** A description of the service as MSAL wants to read it. */
  fromService(text: string): string;
}

export function plainAuthority(authority: string): PlainAuthority {
  const { protocol, host, hostname } = new URL(authority);
  if (protocol !== 'http:' || !isLoopback(hostname)) {
    return { authority, toService: (url) => url, fromService: (text) => text };
  }
  const [plain, secure] = [`http://${host}`, `https://${host}`];
  return {
    authority: authority.replace(/^http:/iu, 'https:'),
    toService: (url) => (url.startsWith(`${secure}/`) ? plain + url.slice(secure.length) : url),
    fromService: (text) => text.replaceAll(plain, secure),
  };
}
