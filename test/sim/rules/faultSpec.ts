import type { RouteName } from '../http/routeNames.ts';

/** Which requests a fault strikes. Without any field: the next request. */
export interface FaultTrigger {
  readonly route?: RouteName | readonly RouteName[];
  readonly method?: string;
  /** Regular expression on the item's path in its drive, for example `\\.xlsx$`. */
  readonly file?: string;
  /** For the route `fragment`: only fragments that hold the file's last byte (true), or only others (false). */
  readonly last?: boolean;
  /** Number of the first request that is struck, counted among those that fit; 1 when absent. */
  readonly nth?: number;
  /** How many are struck; 1 when absent. */
  readonly times?: number | 'always';
  /** Probability from 0 to 1 that one of them is struck after all; seeded. */
  readonly chance?: number;
}

/** `before`: instead of doing what was asked. `after`: it is done, only the answer is affected. */
export type FaultMoment = 'before' | 'after';

export type FaultAction =
  /** Any status. `keep`: bytes of a fragment that are stored all the same (with `before`). */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly inner?: readonly string[];
      readonly message?: string;
      /** Seconds. */
      readonly retryAfter?: number;
      readonly retryAfterForm?: 'seconds' | 'date';
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: 'json' | 'html' | 'empty';
      readonly when?: FaultMoment;
      readonly keep?: number;
    }
  /** The connection is reset when that many bytes of the request's body were read; `keep` of them are stored. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly keep?: number }
  /** Everything is done, then the connection is reset without an answer. */
  | { readonly kind: 'loseAnswer' }
  /** The connection is reset when that many bytes of the answer's body were written. */
  | { readonly kind: 'cutAnswer'; readonly afterBytes: number }
  | { readonly kind: 'delay'; readonly ms: number; readonly when?: FaultMoment }
  /** No answer ever comes; the connection stays open. */
  | { readonly kind: 'hang'; readonly when?: FaultMoment }
  /** A complete answer whose JSON stops in the middle. */
  | { readonly kind: 'truncatedJson' }
  | { readonly kind: 'malformedJson' }
  /** A page of HTML instead of JSON; with the status that the answer would have had unless one is given. */
  | { readonly kind: 'html'; readonly status?: number }
  /** The first byte of the body is stored wrong (fragments and simple PUT). */
  | { readonly kind: 'corrupt' }
  /** 202, but only that many bytes of the fragment were stored: the next range is off the 320 KiB grid. */
  | { readonly kind: 'keepPart'; readonly bytes: number }
  /** The form of nextExpectedRanges in a 200 or 202 of an upload URL. */
  | { readonly kind: 'ranges'; readonly form: RangesForm }
  /** The service lost the last accepted fragments (this one included) and says so in its answer. */
  | { readonly kind: 'rewind'; readonly fragments: number }
  /** The token in the upload URL ends now: 401 with expiredToken, or 403. */
  | { readonly kind: 'tokenDeath'; readonly status: 401 | 403 }
  /** createUploadSession answers 200, but the session is unknown to the upload host: 404 from the first byte. */
  | { readonly kind: 'sessionLost' }
  /** A page of children without any item, with a link to the page that should have been given. */
  | { readonly kind: 'emptyPage' }
  /**
   * 200, but the last rows of what was written are not there; all of them unless a number is given
   * (microsoftgraph/microsoft-graph-explorer-v4#4031).
   */
  | { readonly kind: 'hole'; readonly rows?: number };

/** `otherCase` writes `NextExpectedRanges`; `noExpiry` leaves expirationDateTime out. */
export type RangesForm = 'missing' | 'empty' | 'several' | 'closed' | 'otherCase' | 'noExpiry';

export type FaultSpec = FaultTrigger & FaultAction;
export type FaultKind = FaultAction['kind'];

/** The faults that strike one request. */
export class FaultPlan {
  readonly faults: readonly FaultSpec[];

  constructor(faults: readonly FaultSpec[]) {
    this.faults = faults;
  }

  of<K extends FaultKind>(kind: K): Extract<FaultSpec, { kind: K }> | undefined {
    return this.faults.find((fault): fault is Extract<FaultSpec, { kind: K }> => fault.kind === kind);
  }

  /** The fault of that kind if it strikes at that moment. */
  at<K extends 'status' | 'delay' | 'hang'>(kind: K, moment: FaultMoment): Extract<FaultSpec, { kind: K }> | undefined {
    const fault = this.of(kind);
    return fault !== undefined && momentOf(fault) === moment ? fault : undefined;
  }
}

function momentOf(fault: { readonly when?: FaultMoment }): FaultMoment {
  return fault.when ?? 'before';
}
