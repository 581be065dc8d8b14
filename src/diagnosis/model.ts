import type { AccountKind, Permission } from '../auth/model.ts';
import type { DriveType } from '../graph/driveItem.ts';

/** The steps of a connection check, in the order in which they are tried. */
export const stepIds = [
  'name',
  'proxy',
  'tls',
  'signInHost',
  'graph',
  'clock',
  'account',
  'drive',
  'quota',
  'uploadHost',
] as const;

export type StepId = (typeof stepIds)[number];

/** Who carries requests: our own client, or the network support that VS Code gives to all extensions. */
export type WayName = 'own' | 'vscode';

/** How a host is reached. `off`: by a setting. `excluded`: there is a proxy, but not for this host. */
export type Route =
  | { readonly via: 'direct'; readonly why: 'none' | 'off' | 'excluded' }
  | {
      readonly via: 'proxy';
      /** Host name and port, without user and password. */
      readonly server: string;
      /** Who named it. */
      readonly from: 'setting' | 'environment';
      /** Whether a user or another authorisation is sent to it. */
      readonly authenticated: boolean;
    };

/** What a step found out. `label` and `ownerName` name a person: they are shown, and left out of every text that is kept. */
export type Fact =
  | { readonly is: 'resolved'; readonly host: string; readonly addresses: number }
  /** The address is a number, or can only be this machine. */
  | { readonly is: 'noLookup'; readonly host: string }
  /** This machine does not know the name; the proxy has to. */
  | { readonly is: 'leftToProxy'; readonly host: string }
  | { readonly is: 'route'; readonly route: Route }
  /** Plain HTTP on this machine. */
  | { readonly is: 'plain' }
  | { readonly is: 'encrypted'; readonly protocol: string; readonly issuer: string }
  | { readonly is: 'reached'; readonly host: string; readonly way: WayName; readonly requestId?: string }
  /** How far our clock is ahead of the service's, milliseconds. */
  | { readonly is: 'time'; readonly aheadMs: number }
  | {
      readonly is: 'account';
      readonly kind: AccountKind;
      readonly label?: string;
      /** Absent when nobody knows. */
      readonly granted?: readonly Permission[];
    }
  | { readonly is: 'drive'; readonly driveType: DriveType; readonly ownerName?: string }
  /** Bytes; absent when the service does not tell. */
  | { readonly is: 'space'; readonly remaining?: number; readonly total?: number }
  | { readonly is: 'uploadHost'; readonly host: string };

/** What is wrong. Holds no secret. */
export type Problem =
  | { readonly is: 'failed'; readonly error: unknown }
  | { readonly is: 'timedOut'; readonly ms: number }
  /** `code` is that of the TLS library, such as `CERT_HAS_EXPIRED`. */
  | { readonly is: 'untrusted'; readonly issuer: string; readonly code: string }
  /** Trusted here, but by nobody else: somebody on the way opens what is encrypted. */
  | { readonly is: 'inspected'; readonly issuer: string }
  /** A setting turns the check of certificates off. */
  | { readonly is: 'unchecked'; readonly issuer: string }
  /** Something else than the service answered. */
  | { readonly is: 'strangeAnswer'; readonly host: string; readonly status: number }
  | { readonly is: 'throttled'; readonly host: string; readonly waitMs?: number }
  | { readonly is: 'skewed'; readonly aheadMs: number }
  | { readonly is: 'permissionMissing'; readonly missing: readonly Permission[] }
  | { readonly is: 'noDrive' }
  | { readonly is: 'nearlyFull'; readonly remaining: number }
  | { readonly is: 'full' }
  /** The session that was made for the check could not be deleted; it ends by itself. */
  | { readonly is: 'sessionLeft'; readonly host: string }
  /** It concerns our own client only, and VS Code's network support gets through. */
  | { readonly is: 'bypassed'; readonly problem: Problem };

/** `needs`: an earlier step, without which this one cannot work. */
export type SkipReason =
  | { readonly is: 'cancelled' | 'signedOut' | 'throttled' | 'notTold' }
  | { readonly is: 'needs'; readonly step: StepId };

export type Outcome =
  | { readonly state: 'ok'; readonly fact: Fact }
  | { readonly state: 'warning' | 'error'; readonly problem: Problem }
  | { readonly state: 'skipped'; readonly because: SkipReason };

export interface StepResult {
  readonly step: StepId;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly tookMs: number;
}
