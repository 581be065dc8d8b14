import { SimClock } from './clock.ts';
import { Downloads } from './drive/downloads.ts';
import { World } from './drive/world.ts';
import { RequestLog } from './http/requestLog.ts';
import { Shaper } from './http/shaping.ts';
import type { SimulatorOptions } from './options.ts';
import { SeededRandom } from './random.ts';
import { ClaimsChallenges } from './rules/claimsChallenges.ts';
import { Faults } from './rules/faults.ts';
import { RetryRules } from './rules/retryRules.ts';
import { ThrottleMeter, UserMeter } from './rules/throttle.ts';
import { Violations } from './rules/violations.ts';
import type { Service } from './service.ts';
import { openStore } from './store/openStore.ts';
import { Tokens } from './tokens.ts';
import { UploadSessions } from './upload/uploadSessions.ts';
import { WorkbookOperations } from './workbook/operations.ts';
import { WorkbookTurns } from './workbook/turns.ts';
import { WorkbookFiles } from './workbook/workbookFiles.ts';
import { WorkbookSessions } from './workbook/workbookSessions.ts';

const DEFAULT_QUOTA = 1024 ** 4;
const DEFAULT_SIMPLE_PUT_LIMIT = 250 * 1024 * 1024;

/** The parts of a simulator, not yet reachable. */
export function buildService(options: SimulatorOptions, lifetime: AbortSignal): Service {
  const { drive = 'business', store = 'memory', quota = DEFAULT_QUOTA, seed = 1, lenient = [], shaping = {} } = options;
  const { unitsPerMinute, userRequests } = options.throttle ?? {};
  const clock = new SimClock();
  const contentStore = openStore(store);
  const withSha256 = options.sha256 ?? store !== 'hash';
  return {
    clock,
    world: new World({ kind: drive, quota, behaviours: options.behaviours ?? {} }, clock),
    tokens: new Tokens(clock),
    challenges: new ClaimsChallenges(),
    sessions: new UploadSessions(clock, contentStore, withSha256),
    workbooks: new WorkbookSessions(options.workbooks ?? {}, new WorkbookFiles(contentStore, withSha256, clock), clock),
    workbookOperations: new WorkbookOperations(clock),
    workbookTurns: new WorkbookTurns(),
    downloads: new Downloads(clock),
    faults: new Faults(new SeededRandom(seed)),
    violations: new Violations(lenient),
    retryRules: new RetryRules(),
    throttle: unitsPerMinute === undefined ? undefined : new ThrottleMeter(unitsPerMinute),
    userThrottle: userRequests && new UserMeter(userRequests),
    log: new RequestLog(),
    shaper: new Shaper(shaping, lifetime),
    store: contentStore,
    withSha256,
    simplePutLimit: options.simplePutLimit ?? DEFAULT_SIMPLE_PUT_LIMIT,
    nextLinks: new Set(),
    copies: new Map(),
    uploadOrigin: '',
  };
}
