import type { AuthorityOptions } from './authority/options.ts';
import type { Leniency } from './rules/violations.ts';
import type { WorkbookOption } from './workbook/options.ts';

/** `driveType` of Graph's drive resource. */
export type DriveKind = 'business' | 'personal' | 'documentLibrary';

/**
 * Where file contents go. `hash` keeps size and hashes only, for large uploads; `disk` uses a folder of its own
 * inside the named one and removes it on close.
 */
export type StoreOption = 'memory' | 'hash' | { readonly disk: string };

/** Slows every connection down. Changes apply to requests that start later. */
export interface Shaping {
  /** Bytes per second in each direction of each connection. */
  readonly bytesPerSecond?: number;
  /** Bytes per second of the line that all connections share. */
  readonly lineBytesPerSecond?: number;
  /** Added to each answer; a new connection costs one more. */
  readonly roundTripMs?: number;
  /** Fixed time that the service takes to store each fragment, and each file that comes in one request. */
  readonly fragmentMs?: number;
}

/** What each user may ask Graph in any stretch of time of that length; SharePoint allows 3,000 requests in 300 seconds. */
export interface UserRequests {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** The limits of SharePoint. */
export interface ThrottleOption {
  /** Resource units for each minute: RateLimit headers from 80 % on, 429 when they are used up. */
  readonly unitsPerMinute?: number;
  /** Nothing announces this limit: only 429 when it is passed. */
  readonly userRequests?: UserRequests;
}

/** What differs between tenants, drive kinds and years. Every field can be set; the defaults depend on the drive. */
export interface Behaviours {
  /** Starting a session on an existing file moves its eTag (OneDrive/onedrive-api-docs#1716). Default: false. */
  readonly sessionMovesETag: boolean;
  /** The eTag moves once more after an upload was answered, the cTag does not. Default: false. */
  readonly eTagMovesAfterUpload: boolean;
  /** Office and web files are changed after upload (OneDrive/onedrive-api-docs#935). Default: on document libraries. */
  readonly rewriteOfficeFiles: boolean;
  /** The first session for an existing Office file is lost at once; a second works. Default: false. */
  readonly officeSessionLost: boolean;
  /** `fail` conflicts show with the first fragment, not when the session is created. Default: false. */
  readonly lateFail: boolean;
  /** `fileSize` is compared with the quota when the session is created. Default: on Personal, as documented. */
  readonly quotaCheckedAtCreate: boolean;
  /** What an interrupted fragment leaves behind: nothing as documented, or what arrived. Default: `drop`. */
  readonly interruptedFragment: 'drop' | 'keep';
  /** Fragments that are not a multiple of 320 KiB: fail at the end as documented, at once, or never. */
  readonly unalignedFragments: 'failAtCommit' | 'refuse' | 'accept';
  /** `description` in a session request is refused with 400. Default: true (seen in the field on every drive kind). */
  readonly rejectDescription: boolean;
  /** `%41` left in a name after decoding is decoded once more. Default: on Personal. */
  readonly decodeNamesTwice: boolean;
  /** `#` and `%` in names are refused, as some tenants still do. Default: false. */
  readonly refuseHashAndPercent: boolean;
  /** Anonymous sharing links are allowed. Default: true. */
  readonly anonymousLinks: boolean;
  /** Drive ids in items are written in lower case and without a leading zero. Default: false; only on Personal. */
  readonly shortDriveIds: boolean;
  /** Colon paths are refused for createUploadSession, as the China cloud is reported to do. Default: false. */
  readonly refuseColonPaths: boolean;
  /** An empty file has a quickXorHash. Default: false. */
  readonly hashOfEmptyFile: boolean;
}

export interface SimulatorOptions {
  /** Port of the Graph listener; 0 or none: any free one. Upload URLs are always on another port. */
  readonly port?: number;
  /** Kind of the signed-in user's drive. Default: business. */
  readonly drive?: DriveKind;
  /** Default: memory. */
  readonly store?: StoreOption;
  /** SHA-256 of everything stored. Default: true, except with the `hash` store, where it would limit the speed. */
  readonly sha256?: boolean;
  /** Bytes; default 1 TiB. */
  readonly quota?: number;
  /** Seed of faults that have a chance. Default: 1. */
  readonly seed?: number;
  /** Rules that strangers' clients break and that are not to be enforced. Default: none. */
  readonly lenient?: readonly Leniency[];
  readonly shaping?: Shaping;
  readonly throttle?: ThrottleOption;
  readonly behaviours?: Partial<Behaviours>;
  /** How workbooks open. Default: at once. */
  readonly workbooks?: WorkbookOption;
  /** Largest simple PUT in bytes. Default: 250 MiB. */
  readonly simplePutLimit?: number;
  /** Certificate (good for 127.0.0.1 and localhost) and key in PEM form: both listeners then speak https. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** A place to sign in beside Graph, over https. Default: none. */
  readonly authority?: true | AuthorityOptions;
}

/** The behaviours of a drive kind, with what the caller asked for on top. */
export function behavioursFor(kind: DriveKind, chosen: Partial<Behaviours> = {}): Behaviours {
  return {
    sessionMovesETag: false,
    eTagMovesAfterUpload: false,
    rewriteOfficeFiles: kind === 'documentLibrary',
    officeSessionLost: false,
    lateFail: false,
    quotaCheckedAtCreate: kind === 'personal',
    interruptedFragment: 'drop',
    unalignedFragments: 'failAtCommit',
    rejectDescription: true,
    decodeNamesTwice: kind === 'personal',
    refuseHashAndPercent: false,
    anonymousLinks: true,
    shortDriveIds: false,
    refuseColonPaths: false,
    hashOfEmptyFile: false,
    ...chosen,
  };
}
