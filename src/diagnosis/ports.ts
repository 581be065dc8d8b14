import type { AccountKind, Permission } from '../auth/model.ts';
import type { Random } from '../base/random.ts';
import type { GraphClient } from '../graph/client.ts';
import type { ExchangeServices } from '../graph/exchange.ts';
import type { Transport } from '../graph/transport.ts';
import type { Route, WayName } from './model.ts';

/**
 * Whether a certificate is trusted. `public`: by everybody. `private`: on this machine only. `unchecked`: a setting
 * turns the check off. `no`: by nobody.
 */
export type Trust =
  | { readonly by: 'public' | 'private' | 'unchecked' }
  /** Code of the TLS library. */
  | { readonly by: 'no'; readonly code: string };

export interface Handshake {
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
  /** Name of who signed the certificate. */
  readonly issuer: string;
  readonly trust: Trust;
}

/** The network below HTTP. All reject with TransportError or the signal's reason. */
export interface NetworkProbe {
  /** The addresses of a host name. */
  lookUp(host: string, signal: AbortSignal): Promise<readonly string[]>;
  /** How the service is reached by the settings as they are now. */
  route(service: URL): Route;
  /** Opens a connection to the service through the proxy of its route, and closes it. */
  reachProxy(service: URL, signal: AbortSignal): Promise<void>;
  /** Begins an encrypted conversation with the service, by its route, and ends it. */
  handshake(service: URL, signal: AbortSignal): Promise<Handshake>;
}

/** Who is signed in. */
export interface CheckedAccount {
  readonly kind: AccountKind;
  /** User name, for display. */
  readonly label?: string;
  /** Absent when nobody knows. */
  readonly granted?: readonly Permission[];
}

/** The network as a check looks at it. */
export interface CheckNetwork {
  /** Everything that can carry a request, what is tried first first. */
  readonly ways: readonly { readonly name: WayName; readonly transport: Transport }[];
  readonly probe: NetworkProbe;
}

/** What a check works with: the things that uploads use, and a look below them. */
export interface CheckServices extends ExchangeServices, CheckNetwork {
  readonly client: GraphClient;
  readonly random: Random;
  /** Address of the sign-in service with its tenant. @throws {SignInError} when the settings name none. */
  authority(): string;
  /** `undefined` when nobody is signed in. */
  account(): Promise<CheckedAccount | undefined>;
}
