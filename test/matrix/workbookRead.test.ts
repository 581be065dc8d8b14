import { coded, codes, faultsOn, late } from '../support/workbookFaults.ts';
import { workbookMatrix } from '../support/workbookMatrix.ts';
import type { WorkbookRow } from '../support/workbookMatrix.ts';
import { plainRefusals, refusedRows, sessionRows, waitingRows } from '../support/workbookRows.ts';
import { tampering } from '../support/workbookTrial.ts';

const route = 'readRange';
const expired = { persistent: 'expired', scratch: 'changesLost' } as const;

const { struck, always } = faultsOn(route);

workbookMatrix('reading a sheet: the service refuses', 'read', [
  ...plainRefusals(route),
  { what: '403', faults: always({ kind: 'status', status: 403 }), ends: 'refused: accessDenied', sent: 1 },
  { what: '404', faults: always({ kind: 'status', status: 404 }), ends: 'refused: itemNotFound', sent: 1 },
  {
    what: '404 DeploymentInvalidEditSession',
    faults: always({ kind: 'status', status: 404, code: 'DeploymentInvalidEditSession', inner: [] }),
    ends: 'missing',
    state: 'failed',
    sent: 1,
    orphans: 1,
  },
  { what: '503 twice', faults: [{ kind: 'status', status: 503, route, times: 2 }], ends: 'done', sent: 3 },
  { what: 'a gateway gives up twice', faults: [{ ...late, route, times: 2 }], ends: 'done', sent: 3 },
  { what: 'a gateway gives up always', faults: always(late), ends: 'refused: gatewayTimeoutUncategorized', sent: 4 },
]);

workbookMatrix('reading a sheet: a code at the second level', 'read', [
  ...sessionRows(route),
  ...refusedRows(route, [['internalServerErrorUncategorized', 500]], {
    ends: 'refused: internalServerErrorUncategorized',
    state: 'expired',
  }),
  ...[...codes.denied, ...codes.refused].flatMap((each) => refusedRows(route, [each], { ends: `refused: ${each[0]}` })),
  ...waitingRows(route),
  // Three rows, then two, one, and a cell: what is not to be had in parts is not asked for again and again.
  ...codes.split.flatMap(([code, status]): WorkbookRow[] => [
    { what: `${status} ${code} for all at once`, faults: struck(coded(code, status)), ends: 'done', sent: 3 },
    { what: `${status} ${code} always`, faults: always(coded(code, status)), ends: `refused: ${code}`, sent: 4 },
  ]),
]);

workbookMatrix('reading a sheet that was changed: the session is of no use any more', 'read', [
  ...codes.recreate.map(([code, status]): WorkbookRow => ({
    what: `${status} ${code} once`,
    faults: struck(coded(code, status)),
    changedBefore: true,
    ends: { persistent: 'done', scratch: 'changesLost' },
    state: { persistent: 'open', scratch: 'changesLost' },
    sent: { persistent: 2, scratch: 1 },
    sessions: { persistent: 2, scratch: 1 },
    orphans: 1,
  })),
  ...refusedRows(route, codes.otherKind.slice(0, 1), {
    changedBefore: true,
    ends: { persistent: 'otherKind', scratch: 'changesLost' },
    state: { persistent: 'failed', scratch: 'changesLost' },
  }),
  ...refusedRows(route, [['internalServerErrorUncategorized', 500]], {
    changedBefore: true,
    ends: { persistent: 'refused: internalServerErrorUncategorized', scratch: 'changesLost' },
    state: expired,
  }),
]);

workbookMatrix('reading a sheet: the answer', 'read', [
  { what: 'the request does not arrive', faults: struck({ kind: 'cut', afterBytes: 0 }), ends: 'done', sent: 2 },
  { what: 'nothing arrives any more', faults: always({ kind: 'cut', afterBytes: 0 }), ends: 'connectionLost', sent: 4 },
  { what: 'it is lost', faults: struck({ kind: 'loseAnswer' }), ends: 'done', sent: 2 },
  { what: 'it is cut off', faults: struck({ kind: 'cutAnswer', afterBytes: 20 }), ends: 'done', sent: 2 },
  {
    what: 'it never comes',
    faults: struck({ kind: 'hang' }),
    options: { limits: { answerMs: 250 } },
    ends: 'done',
    sent: 2,
  },
  { what: 'half of its JSON comes', faults: struck({ kind: 'truncatedJson' }), ends: 'done', sent: 2 },
  { what: 'it never makes sense', faults: always({ kind: 'malformedJson' }), ends: 'answer: malformed', sent: 3 },
  {
    what: 'it has a row too few',
    tamper: tampering(3, (body) => body.replace('"values":[["Name","Units"],', '"values":[')),
    ends: 'answer: malformed',
    sent: 3,
  },
  { what: 'it is a web page', faults: struck({ kind: 'html' }), ends: 'answer: html', sent: 1 },
  {
    what: 'it leads elsewhere',
    faults: struck({ kind: 'status', status: 302, body: 'empty', headers: { Location: 'http://127.0.0.1:9/v1.0/me' } }),
    ends: 'answer: redirect',
    sent: 1,
  },
]);
