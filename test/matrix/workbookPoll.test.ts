import { coded, codes } from '../support/workbookFaults.ts';
import { workbookMatrix } from '../support/workbookMatrix.ts';
import type { WorkbookRow } from '../support/workbookMatrix.ts';
import { otherKind } from '../support/workbookRows.ts';
import { tampering } from '../support/workbookTrial.ts';
import type { Tamper } from '../support/workbookTrial.ts';
import type { FaultSpec, RouteName } from '../sim/index.ts';

/** Polls come after 1 and 3 seconds; the second one finds it done. */
const service = { openMs: 2900 };
const polls = 2;
const patience = { limits: { answerMs: 250 } };
const elsewhere = 'http://127.0.0.1:9/v1.0/me';
const begun = { kind: 'status', status: 202, body: 'empty', route: 'createWorkbookSession' } as const;

type Coded = readonly (readonly [code: string, status: number])[];

function opening(title: string, rows: readonly WorkbookRow[], route: RouteName = 'workbookOperation'): void {
  // The service treats both kinds of session alike while it opens them.
  const slow = rows.map((row) => ({
    service,
    ...(typeof row.ends === 'string' && { modes: ['persistent'] as const }),
    ...row,
  }));
  workbookMatrix(`opening a workbook by an operation: ${title}`, 'create', slow, route);
}

/** Codes with which the first poll is refused, and each that would follow it. */
function refused(ends: WorkbookRow['ends'], list: Coded): WorkbookRow[] {
  return list.map(([code, status]) => ({
    what: `${status} ${code}`,
    faults: [{ ...coded(code, status), route: 'workbookOperation', times: 'always' }],
    ends,
    sent: 1,
    orphans: 1,
  }));
}

/** Codes that the operation fails with. */
function failed(ends: (code: string) => WorkbookRow['ends'], list: Coded, tries = 1): WorkbookRow[] {
  return list.map(([code]) => ({
    what: code,
    service: { ...service, failure: ['generalException', code] },
    ends: ends(code),
    sent: tries * polls,
    sessions: tries,
  }));
}

/** Operations that went well are said to have ended otherwise. */
function endingIn(end: string, times = 1): Tamper {
  return tampering(times, (body) => body.replace(/"status":"succeeded","resourceLocation":"[^"]*"/u, end));
}

/** The second poll is struck. */
const struck = (fault: FaultSpec): readonly FaultSpec[] => [{ ...fault, route: 'workbookOperation', nth: 2 }];
const always = (fault: FaultSpec): readonly FaultSpec[] => [{ ...fault, route: 'workbookOperation', times: 'always' }];

opening('how it goes', [
  { what: 'it runs for a while', ends: 'done', sent: polls },
  {
    what: 'it is not started yet at first',
    tamper: tampering(1, (body) => body.replace('"running"', '"notStarted"')),
    ends: 'done',
    sent: polls,
  },
  {
    what: 'all addresses are of the beta version',
    service: { ...service, betaAddresses: 'all' },
    ends: 'done',
    sent: polls,
  },
  { what: 'no address is', service: { ...service, betaAddresses: 'none' }, ends: 'done', sent: polls },
  {
    what: 'addresses have the session in them',
    service: { ...service, sessionIdInAddresses: true },
    ends: 'done',
    sent: polls,
  },
  {
    what: 'it never ends',
    service: { openMs: 30 * 60_000 },
    options: { hurry: 1000 },
    modes: ['persistent'],
    ends: 'operation: endless',
    sent: 34,
  },
  {
    what: 'it is in a state that nobody knows',
    tamper: tampering(9, (body) => body.replace(/"(?:running|succeeded)"/u, '"paused"')),
    ends: 'answer: malformed',
    sent: 3,
    orphans: 1,
  },
]);

opening('where it is', [
  { what: 'nowhere, once', faults: [begun], ends: 'done', sent: polls, sessions: 2 },
  { what: 'nowhere', faults: [{ ...begun, times: 'always' }], ends: 'answer: malformed', sent: 0, sessions: 3 },
  {
    what: 'on another host',
    faults: [{ ...begun, headers: { Location: elsewhere } }],
    ends: 'answer: otherOrigin',
    sent: 0,
  },
  {
    what: 'its result is on another host',
    tamper: endingIn(`"status":"succeeded","resourceLocation":"${elsewhere}"`),
    ends: 'answer: otherOrigin',
    sent: polls,
    orphans: 1,
  },
  {
    what: 'its result is nowhere',
    tamper: endingIn('"status":"succeeded"'),
    ends: 'answer: malformed',
    sent: polls,
    orphans: 1,
  },
]);

opening('it fails, with status 200', [
  ...failed(
    () => 'accessConflict',
    [
      ['accessConflict', 200],
      ['invalidSessionAccessConflict', 200],
    ],
  ),
  ...failed(() => 'missing', [...codes.missing, ['itemNotFound', 200]]),
  ...failed(() => otherKind, codes.otherKind),
  ...failed(() => 'excelUnavailable', codes.denied),
  ...failed(() => 'SignInRequiredError', codes.signIn),
  ...failed(
    (code) => `refused: ${code}`,
    [...codes.refused, ...codes.split, ['internalServerErrorUncategorized', 500]],
  ),
  ...failed((code) => `refused: ${code}`, [...codes.wait, ...codes.recreate], 3),
  ...[...codes.wait, ...codes.recreate].map(([code]) => ({
    what: `${code} once`,
    tamper: endingIn(`"status":"failed","error":{"code":"generalException","innerError":{"code":"${code}"}}`),
    ends: 'done',
    sent: 2 * polls,
    sessions: 2,
    orphans: 1,
  })),
  {
    what: 'without an error',
    tamper: endingIn('"status":"failed"'),
    ends: 'refused: unknown',
    sent: polls,
    orphans: 1,
  },
]);

opening('a poll is refused', [
  { what: '401 once', faults: struck({ kind: 'status', status: 401 }), ends: 'done', sent: polls + 1 },
  {
    what: '401 always',
    faults: always({ kind: 'status', status: 401 }),
    ends: 'SignInRequiredError',
    sent: 2,
    orphans: 1,
  },
  {
    what: '404 once',
    faults: struck({ kind: 'status', status: 404 }),
    ends: 'done',
    sent: 2 * polls,
    sessions: 2,
    orphans: 1,
  },
  {
    what: '404 always',
    faults: always({ kind: 'status', status: 404 }),
    ends: 'operation: lost',
    sent: 3,
    sessions: 3,
    orphans: 3,
  },
  {
    what: '423',
    faults: always({ kind: 'status', status: 423 }),
    ends: 'refused: resourceLocked',
    sent: 1,
    orphans: 1,
  },
  {
    what: '429 with Retry-After',
    faults: struck({ kind: 'status', status: 429, retryAfter: 7 }),
    ends: 'done',
    sent: polls + 1,
  },
  { what: '500 once', faults: struck({ kind: 'status', status: 500 }), ends: 'done', sent: polls + 1 },
  {
    what: '503 always',
    faults: always({ kind: 'status', status: 503 }),
    ends: 'refused: serviceNotAvailable',
    sent: 4,
    orphans: 1,
  },
  ...refused('accessConflict', [
    ['accessConflict', 409],
    ['invalidSessionAccessConflict', 409],
  ]),
  ...refused('missing', codes.missing),
  ...refused(otherKind, codes.otherKind),
  ...refused('excelUnavailable', codes.denied),
  ...refused('SignInRequiredError', codes.signIn),
  ...refused('refused: internalServerErrorUncategorized', [['internalServerErrorUncategorized', 500]]),
  ...codes.refused.flatMap(([code, status]) => refused(`refused: ${code}`, [[code, status]])),
  ...codes.wait.map(([code, status]) => ({
    what: `${status} ${code} once`,
    faults: struck(coded(code, status)),
    ends: 'done',
    sent: polls + 1,
  })),
]);

opening('the answer to a poll', [
  {
    what: 'it never arrives there',
    faults: always({ kind: 'cut', afterBytes: 0 }),
    ends: 'connectionLost',
    sent: 4,
    orphans: 1,
  },
  { what: 'it is lost', faults: struck({ kind: 'loseAnswer' }), ends: 'done', sent: polls + 1 },
  { what: 'it is cut off', faults: struck({ kind: 'cutAnswer', afterBytes: 20 }), ends: 'done', sent: polls + 1 },
  { what: 'it never comes', faults: struck({ kind: 'hang' }), options: patience, ends: 'done', sent: polls + 1 },
  { what: 'it makes no sense', faults: struck({ kind: 'malformedJson' }), ends: 'done', sent: polls + 1 },
  { what: 'it is a web page', faults: struck({ kind: 'html' }), ends: 'answer: html', sent: 2, orphans: 1 },
  {
    what: 'it leads elsewhere',
    faults: struck({ kind: 'status', status: 307, body: 'empty', headers: { Location: elsewhere } }),
    ends: 'answer: redirect',
    sent: 2,
    orphans: 1,
  },
]);

const result = 'workbookSessionInfo';

opening(
  'its result',
  [
    { what: '401 once', faults: [{ kind: 'status', status: 401, route: result }], ends: 'done', sent: 2 },
    {
      what: '403',
      faults: [{ kind: 'status', status: 403, route: result, times: 'always' }],
      ends: 'excelUnavailable',
      sent: 1,
      orphans: 1,
    },
    {
      what: '404 once',
      faults: [{ kind: 'status', status: 404, route: result }],
      ends: 'done',
      sent: 2,
      sessions: 2,
      orphans: 1,
    },
    {
      what: '404 always',
      faults: [{ kind: 'status', status: 404, route: result, times: 'always' }],
      ends: 'operation: lost',
      sent: 3,
      sessions: 3,
      orphans: 3,
    },
    { what: '503 twice', faults: [{ kind: 'status', status: 503, route: result, times: 2 }], ends: 'done', sent: 3 },
    {
      what: '500 internalServerErrorUncategorized',
      faults: [{ ...coded('internalServerErrorUncategorized', 500), route: result, times: 'always' }],
      ends: 'refused: internalServerErrorUncategorized',
      sent: 1,
      orphans: 1,
    },
    { what: 'its answer is lost', faults: [{ kind: 'loseAnswer', route: result }], ends: 'done', sent: 2 },
    { what: 'its answer makes no sense', faults: [{ kind: 'truncatedJson', route: result }], ends: 'done', sent: 2 },
    { what: 'it is a web page', faults: [{ kind: 'html', route: result }], ends: 'answer: html', sent: 1, orphans: 1 },
  ],
  result,
);
