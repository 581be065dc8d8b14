import type { SimClock } from './clock.ts';
import type { Downloads } from './drive/downloads.ts';
import type { World } from './drive/world.ts';
import type { RequestLog } from './http/requestLog.ts';
import type { Shaper } from './http/shaping.ts';
import type { ClaimsChallenges } from './rules/claimsChallenges.ts';
import type { Faults } from './rules/faults.ts';
import type { RetryRules } from './rules/retryRules.ts';
import type { ThrottleMeter, UserMeter } from './rules/throttle.ts';
import type { Violations } from './rules/violations.ts';
import type { ContentStore } from './store/content.ts';
import type { Tokens } from './tokens.ts';
import type { UploadSessions } from './upload/uploadSessions.ts';
import type { WorkbookOperations } from './workbook/operations.ts';
import type { WorkbookTurns } from './workbook/turns.ts';
import type { WorkbookSessions } from './workbook/workbookSessions.ts';

/** Everything that a request handler can reach. */
export interface Service {
  readonly clock: SimClock;
  readonly world: World;
  readonly tokens: Tokens;
  readonly challenges: ClaimsChallenges;
  readonly sessions: UploadSessions;
  readonly workbooks: WorkbookSessions;
  readonly workbookOperations: WorkbookOperations;
  readonly workbookTurns: WorkbookTurns;
  readonly downloads: Downloads;
  readonly faults: Faults;
  readonly violations: Violations;
  readonly retryRules: RetryRules;
  readonly throttle: ThrottleMeter | undefined;
  readonly userThrottle: UserMeter | undefined;
  readonly log: RequestLog;
  readonly shaper: Shaper;
  readonly store: ContentStore;
  readonly withSha256: boolean;
  readonly simplePutLimit: number;
  /** Page links that were given out, so that rewritten ones are noticed. */
  readonly nextLinks: Set<string>;
  /** Ids of the items that copies made, by the id of their monitor. */
  readonly copies: Map<string, string>;
  /** Origin of upload, download and web addresses: another host and port than Graph's. */
  uploadOrigin: string;
}
