import { coded, codes, faultsOn, late } from '../support/workbookFaults.ts';
import { workbookMatrix } from '../support/workbookMatrix.ts';
import type { WorkbookRow } from '../support/workbookMatrix.ts';
import { otherKind, plainRefusals, refusedRows, waitingRows } from '../support/workbookRows.ts';
import { tampering } from '../support/workbookTrial.ts';
import type { Tamper } from '../support/workbookTrial.ts';

const route = 'createWorkbookSession';
const patience = { limits: { answerMs: 250 } };

const { struck, always } = faultsOn(route);

/** Answers tell of a session that saves when a scratch copy was asked for, and the other way round. */
function otherSession(times: number): Tamper {
  const other = { true: 'false', false: 'true' } as const;
  return tampering(times, (text) =>
    text.replace(/(?<="persistChanges":)(true|false)/u, (is) => other[is === 'true' ? is : 'false']),
  );
}

workbookMatrix('opening a workbook: the service refuses', 'create', [
  ...plainRefusals(route),
  { what: '403', faults: always({ kind: 'status', status: 403 }), ends: 'excelUnavailable', sent: 1 },
  { what: '404', faults: always({ kind: 'status', status: 404 }), ends: 'missing', sent: 1 },
  {
    what: '404 DeploymentInvalidEditSession',
    faults: always({ kind: 'status', status: 404, code: 'DeploymentInvalidEditSession', inner: [] }),
    ends: 'missing',
    sent: 1,
  },
  ...([500, 502, 503, 504] as const).map((status): WorkbookRow => ({
    what: `${status} twice`,
    faults: [{ kind: 'status', status, route, times: 2 }],
    ends: 'done',
    sent: 3,
  })),
  {
    what: '500 internalServerErrorUncategorized',
    faults: always(coded('internalServerErrorUncategorized', 500)),
    ends: 'refused: internalServerErrorUncategorized',
    sent: 1,
  },
  {
    what: 'a gateway gives up twice before the session is made',
    faults: [{ ...late, route, times: 2 }],
    ends: 'done',
    sent: 3,
  },
  {
    what: 'a gateway gives up twice after the session is made',
    faults: [{ ...late, route, times: 2, when: 'after' }],
    ends: 'done',
    sent: 3,
    orphans: 2,
  },
  { what: 'a gateway gives up always', faults: always(late), ends: 'refused: gatewayTimeoutUncategorized', sent: 4 },
]);

workbookMatrix('opening a workbook: a code at the second level', 'create', [
  ...refusedRows(
    route,
    [
      ['accessConflict', 409],
      ['invalidSessionAccessConflict', 409],
    ],
    { ends: 'accessConflict' },
  ),
  ...refusedRows(route, codes.missing, { ends: 'missing' }),
  ...refusedRows(route, [['itemNotFound', 404]], { ends: 'missing' }),
  ...refusedRows(route, codes.otherKind, { ends: otherKind }),
  ...refusedRows(route, [['EditModeAccessDenied', 403]], { ends: { persistent: 'readOnly', scratch: 'cannotOpen' } }),
  ...refusedRows(route, [...codes.denied, ['FileOpenUserUnauthorized', 401]], { ends: 'excelUnavailable' }),
  ...refusedRows(route, codes.signIn, { ends: 'SignInRequiredError' }),
  ...[...codes.refused, ...codes.split].flatMap(([code, status]) =>
    refusedRows(route, [[code, status]], { ends: `refused: ${code}` }),
  ),
  ...waitingRows(route),
  {
    what: '500 GenericFileOpenError now and then',
    faults: [{ kind: 'status', status: 500, code: 'GenericFileOpenError', inner: [], route, times: 3 }],
    ends: 'done',
    sent: 4,
  },
  {
    what: '500 GenericFileOpenError always',
    faults: always({ kind: 'status', status: 500, code: 'GenericFileOpenError', inner: [] }),
    ends: 'cannotOpen',
    sent: 4,
  },
  ...codes.recreate.flatMap(([code, status]): WorkbookRow[] => [
    { what: `${status} ${code} once`, faults: struck(coded(code, status)), ends: 'done', sent: 2 },
    { what: `${status} ${code} always`, faults: always(coded(code, status)), ends: `refused: ${code}`, sent: 3 },
  ]),
  {
    what: 'ACCESSCONFLICT in capitals, and deeper',
    faults: always({ kind: 'status', status: 409, code: 'conflict', inner: ['x', 'ACCESSCONFLICT'] }),
    ends: 'accessConflict',
    sent: 1,
  },
]);

workbookMatrix('opening a workbook: the answer', 'create', [
  { what: 'the request does not arrive', faults: struck({ kind: 'cut', afterBytes: 0 }), ends: 'done', sent: 2 },
  { what: 'nothing arrives any more', faults: always({ kind: 'cut', afterBytes: 0 }), ends: 'connectionLost', sent: 4 },
  { what: 'it is lost', faults: struck({ kind: 'loseAnswer' }), ends: 'done', sent: 2, orphans: 1 },
  { what: 'it is cut off', faults: struck({ kind: 'cutAnswer', afterBytes: 20 }), ends: 'done', sent: 2, orphans: 1 },
  { what: 'it never comes', faults: struck({ kind: 'hang' }), options: patience, ends: 'done', sent: 2 },
  {
    what: 'it never comes, although there is a session',
    faults: struck({ kind: 'hang', when: 'after' }),
    options: patience,
    ends: 'done',
    sent: 2,
    orphans: 1,
  },
  { what: 'half of its JSON comes', faults: struck({ kind: 'truncatedJson' }), ends: 'done', sent: 2, orphans: 1 },
  { what: 'it makes no sense', faults: struck({ kind: 'malformedJson' }), ends: 'done', sent: 2, orphans: 1 },
  {
    what: 'it never makes sense',
    faults: always({ kind: 'malformedJson' }),
    ends: 'answer: malformed',
    sent: 3,
    orphans: 3,
  },
  { what: 'it is a web page', faults: struck({ kind: 'html' }), ends: 'answer: html', sent: 1, orphans: 1 },
  {
    what: 'it is a web page of a gateway',
    faults: struck({ kind: 'status', status: 502, body: 'html' }),
    ends: 'done',
    sent: 2,
  },
  {
    what: 'it leads elsewhere',
    faults: struck({ kind: 'status', status: 302, body: 'empty', headers: { Location: 'http://127.0.0.1:9/v1.0/me' } }),
    ends: 'answer: redirect',
    sent: 1,
  },
  {
    what: 'it is about the other kind of session',
    tamper: otherSession(1),
    ends: 'done',
    sent: 2,
    orphans: 1,
  },
  {
    what: 'it is always about the other kind of session',
    tamper: otherSession(3),
    ends: 'answer: malformed',
    sent: 3,
    orphans: 3,
  },
]);
