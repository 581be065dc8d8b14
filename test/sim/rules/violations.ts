/**
 * What a client must not do, whether the service happens to refuse it or not. A well-behaved client leaves the list
 * of violations empty.
 */
export type ViolationRule =
  /** Authorization sent to an upload URL. Refused with 401 (createUploadSession page). */
  | 'tokenOnUploadUrl'
  /** Authorization sent to a pre-authenticated download URL. Served, but the token left Graph's host. */
  | 'tokenOnDownloadUrl'
  /** A Graph request without a bearer token. Refused with 401. */
  | 'missingToken'
  /** A fragment other than the last whose size is not a multiple of 320 KiB. */
  | 'unalignedFragment'
  /** A fragment of 60 MiB or more. Refused with 413. */
  | 'fragmentTooLarge'
  /** The total in Content-Range differs from that of an earlier fragment. Refused with 400. */
  | 'changedTotal'
  /** A fragment that does not start where the service's last answer said. Refused with 416. */
  | 'fragmentOutOfOrder'
  /** A fragment sent while another one of the same session was on its way. Refused with 416. */
  | 'parallelFragments'
  /** A fragment without Content-Length. Refused with 411. */
  | 'missingContentLength'
  /** A Content-Range that is missing, malformed, or does not fit Content-Length. Refused with 400. */
  | 'malformedContentRange'
  /** An upload session for a file of 0 bytes. Refused with 400. */
  | 'zeroByteSession'
  /** A request to a host before the time that its Retry-After named. */
  | 'retryBeforeRetryAfter'
  /** The same request again after an answer that repeating cannot change. */
  | 'fatalRetry'
  /** More than five requests in a row to an upload URL that answers 401, 403 or 404. */
  | 'deadSessionRetry'
  /** On Business and SharePoint: a session for a name that has one whose URL this client got. Refused with 409. */
  | 'secondSessionForName'
  /** createUploadSession for a name without `@microsoft.graph.conflictBehavior` in `item`. */
  | 'missingConflictBehavior'
  /** Properties of `item` sent beside it, where the service ignores them. */
  | 'propertiesOutsideItem'
  /** Creating or renaming to a name that the service refuses. Refused with 400. */
  | 'illegalName'
  /** Creating at a path of more than 400 characters. Refused with 400. */
  | 'pathTooLong'
  /** Commit of an upload that is already finished. Refused with 412 or 404. */
  | 'doubleCommit'
  /** Commit before every byte was sent, unless the service said that none is missing. Refused with 400. */
  | 'earlyCommit'
  /** Bytes sent to a session that this client cancelled. Refused with 404. */
  | 'useAfterCancel'
  /** A page link that was not followed as it was given. */
  | 'nextLinkRewritten'
  /** If-Match or If-None-Match that is neither `*` nor a quoted tag. Refused with 400. */
  | 'malformedEntityTag'
  /** A request to a workbook while another one of the same workbook was not answered yet. */
  | 'parallelWorkbookRequests'
  /** The session id of another workbook. Refused with 404. */
  | 'foreignWorkbookSession';

/** Rules that can be switched off for clients that nobody here can change. */
export type Leniency = Extract<
  ViolationRule,
  | 'tokenOnUploadUrl'
  | 'tokenOnDownloadUrl'
  | 'unalignedFragment'
  | 'fragmentTooLarge'
  | 'fragmentOutOfOrder'
  | 'missingConflictBehavior'
  | 'propertiesOutsideItem'
  | 'retryBeforeRetryAfter'
  | 'fatalRetry'
  | 'deadSessionRetry'
  | 'secondSessionForName'
  | 'nextLinkRewritten'
>;

/** Every leniency, for the command line. */
export const LENIENCIES: readonly Leniency[] = [
  'tokenOnUploadUrl',
  'tokenOnDownloadUrl',
  'unalignedFragment',
  'fragmentTooLarge',
  'fragmentOutOfOrder',
  'missingConflictBehavior',
  'propertiesOutsideItem',
  'retryBeforeRetryAfter',
  'fatalRetry',
  'deadSessionRetry',
  'secondSessionForName',
  'nextLinkRewritten',
];

export interface Violation {
  readonly rule: ViolationRule;
  /** One sentence with the numbers that show what was wrong. Holds no secret. */
  readonly detail: string;
  /** Method and masked path, for example `PUT /up/***`. */
  readonly request: string;
  /** Simulator time in milliseconds since 1970. */
  readonly at: number;
}

/** Collects violations, except of rules that are switched off. */
export class Violations {
  readonly #lenient: ReadonlySet<string>;
  readonly #list: Violation[] = [];

  constructor(lenient: readonly Leniency[]) {
    this.#lenient = new Set(lenient);
  }

  get list(): readonly Violation[] {
    return this.#list;
  }

  /** True when the rule is switched off. */
  allows(rule: ViolationRule): boolean {
    return this.#lenient.has(rule);
  }

  add(violation: Violation): void {
    if (!this.allows(violation.rule)) {
      this.#list.push(violation);
    }
  }

  clear(): void {
    this.#list.length = 0;
  }
}
