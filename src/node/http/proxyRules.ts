import { isLoopback } from '../../graph/hosts.ts';
import type { NetworkSettings } from '../../graph/network.ts';
import { isExempt } from './noProxy.ts';
import type { Target } from './noProxy.ts';

/** Variables of a process, as Node has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProxyServer {
  /** Protocol, host and port, without user and password. */
  readonly address: string;
  /** Host, and port where it is written: for messages. */
  readonly host: string;
  /** Whether it is one that this product speaks to: not SOCKS, and not what nobody can read. */
  readonly spoken: boolean;
  readonly from: 'setting' | 'environment';
  /** Value of `Proxy-Authorization`. A secret. */
  readonly authorization?: string;
}

/**
 * Bypass rule that puts loopback addresses behind the proxy, too
 * (chromium.googlesource.com: net/docs/proxy.md, "Bypass rule: Subtract implicit rules").
 */
const notEvenLoopback = '<-loopback>';

/**
 * The proxy through which an address is reached; `undefined`: directly. Settings come before the environment, as in
 * VS Code's own requests, and `http.noProxy` replaces `NO_PROXY` (github.com/microsoft/vscode-proxy-agent); a proxy
 * that only the operating system or a PAC file knows is not seen here.
 */
export function proxyFor(url: URL, settings: NetworkSettings, environment: Environment): ProxyServer | undefined {
  if (settings.proxySupport === 'off') {
    return undefined;
  }
  const target: Target = {
    host: url.hostname.replace(/^\[|\]$/gu, '').toLowerCase(),
    port: url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port,
  };
  const ofUser = settings.noProxy.map((entry) => entry.trim()).filter((entry) => entry !== '');
  const entries = ofUser.length > 0 ? ofUser : (variable(environment, 'no_proxy') ?? '').split(/[\s,;]+/u);
  if ((isLoopback(url.hostname) && !entries.includes(notEvenLoopback)) || isExempt(target, entries)) {
    return undefined;
  }
  const fromSetting = proxyOf(settings.proxy, 'setting', settings.proxyAuthorization);
  const fromEnvironment = proxyOf(
    (url.protocol === 'https:' ? variable(environment, 'https_proxy') : undefined) ??
      variable(environment, 'http_proxy') ??
      variable(environment, 'all_proxy'),
    'environment',
    settings.proxyAuthorization,
  );
  return settings.proxySupport === 'fallback' ? (fromEnvironment ?? fromSetting) : (fromSetting ?? fromEnvironment);
}

/** In lower case first, as curl and others do; an empty one counts as none. */
function variable(environment: Environment, name: string): string | undefined {
  return [environment[name], environment[name.toUpperCase()]].find(
    (value) => value !== undefined && value.trim() !== '',
  );
}

function proxyOf(
  text: string | undefined,
  from: ProxyServer['from'],
  authorization: string | undefined,
): ProxyServer | undefined {
  const written = text?.trim() ?? '';
  if (written === '') {
    return undefined;
  }
  const url = URL.parse(written.includes('://') ? written : `http://${written}`);
  // With a bare #, / or ? in the password the address ends there, and what stands before is taken for the host.
  if (url === null || /@/u.test(url.pathname + url.search + url.hash)) {
    return { address: '', host: '', spoken: false, from };
  }
  const header = authorization ?? basicOf(url);
  return {
    address: `${url.protocol}//${url.host}`,
    host: url.host,
    spoken: url.protocol === 'http:' || url.protocol === 'https:',
    from,
    ...(header !== undefined && { authorization: header }),
  };
}

/** RFC 7617, in UTF-8. */
function basicOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') {
    return undefined;
  }
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`;
}

/** Passwords with a bare percent sign are not encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
