import { coded, codes, faultsOn, late } from '../support/workbookFaults.ts';
import { workbookMatrix } from '../support/workbookMatrix.ts';
import type { WorkbookRow } from '../support/workbookMatrix.ts';
import { plainRefusals, sessionRows, waitingRows } from '../support/workbookRows.ts';

const route = 'writeRange';
const patience = { limits: { answerMs: 250 } };
/** Codes that can be about a single cell: which one is found out with ever fewer of them. */
const aboutCells: ReadonlySet<string> = new Set([
  'accessDenied',
  'forbiddenUncategorized',
  'invalidArgument',
  'invalidReference',
  'filteredRangeConflict',
  'nonBlankCellOffSheet',
  'unsupportedOperation',
  'conflictUncategorized',
  'badRequestUncategorized',
]);

const { struck, always } = faultsOn(route);

workbookMatrix('writing cells: the service refuses', 'write', [
  ...plainRefusals(route),
  { what: '403', faults: always({ kind: 'status', status: 403 }), ends: 'refused B2', sent: 3 },
  { what: '404', faults: always({ kind: 'status', status: 404 }), ends: 'refused: itemNotFound', sent: 1 },
  { what: '503 twice', faults: [{ kind: 'status', status: 503, route, times: 2 }], ends: 'done', sent: 3 },
  { what: 'a gateway gives up before the cells are written', faults: struck(late), ends: 'done', sent: 2 },
  { what: 'a gateway gives up after they are', faults: struck({ ...late, when: 'after' }), ends: 'done', sent: 2 },
  {
    what: 'a gateway gives up always, before they are written',
    faults: always(late),
    ends: 'refused: gatewayTimeoutUncategorized',
    sent: 4,
  },
  {
    what: 'a gateway gives up always, after they are',
    faults: always({ ...late, when: 'after' }),
    ends: 'refused: gatewayTimeoutUncategorized',
    written: true,
    sent: 4,
  },
]);

workbookMatrix('writing cells: a code at the second level', 'write', [
  ...sessionRows(route),
  ...[...codes.denied, ...codes.refused].map(([code, status]): WorkbookRow => ({
    what: `${status} ${code}`,
    faults: always(coded(code, status)),
    ends: aboutCells.has(code) ? 'refused B2' : `refused: ${code}`,
    sent: aboutCells.has(code) ? 3 : 1,
  })),
  ...waitingRows(route),
  ...codes.split.flatMap(([code, status]): WorkbookRow[] => [
    { what: `${status} ${code} for all cells at once`, faults: struck(coded(code, status)), ends: 'done', sent: 3 },
    { what: `${status} ${code} always`, faults: always(coded(code, status)), ends: 'refused B2', sent: 3 },
  ]),
]);

const unexpected = coded('internalServerErrorUncategorized', 500);

workbookMatrix('writing cells: the session is of no use any more', 'write', [
  {
    what: '500 internalServerErrorUncategorized before they are written',
    faults: always(unexpected),
    ends: 'refused: internalServerErrorUncategorized',
    state: 'expired',
    sent: 1,
  },
  {
    what: '500 internalServerErrorUncategorized after they are',
    faults: always({ ...unexpected, when: 'after' }),
    ends: 'refused: internalServerErrorUncategorized',
    state: 'expired',
    written: true,
    sent: 1,
  },
  {
    what: '500 internalServerErrorUncategorized when something was changed before',
    faults: always(unexpected),
    changedBefore: true,
    ends: { persistent: 'refused: internalServerErrorUncategorized', scratch: 'changesLost' },
    state: { persistent: 'expired', scratch: 'changesLost' },
    sent: 1,
  },
  {
    what: 'it ended when something was changed before',
    faults: struck(coded('invalidSessionReCreatable', 404)),
    changedBefore: true,
    ends: { persistent: 'done', scratch: 'changesLost' },
    state: { persistent: 'open', scratch: 'changesLost' },
    sent: { persistent: 2, scratch: 1 },
    sessions: { persistent: 2, scratch: 1 },
    orphans: 1,
  },
  {
    what: 'it ended after a gateway gave up',
    faults: [
      { ...late, route, when: 'after' },
      { ...coded('invalidSessionReCreatable', 404), route, nth: 2 },
    ],
    ends: 'done',
    sent: 3,
    sessions: 2,
    orphans: 1,
  },
]);

workbookMatrix('writing cells: the answer', 'write', [
  { what: 'the request does not arrive', faults: struck({ kind: 'cut', afterBytes: 0 }), ends: 'done', sent: 2 },
  { what: 'nothing arrives any more', faults: always({ kind: 'cut', afterBytes: 0 }), ends: 'connectionLost', sent: 4 },
  { what: 'it is lost', faults: struck({ kind: 'loseAnswer' }), ends: 'done', sent: 2 },
  {
    what: 'it is always lost',
    faults: always({ kind: 'loseAnswer' }),
    ends: 'connectionLost',
    written: true,
    sent: 4,
  },
  { what: 'it is cut off', faults: struck({ kind: 'cutAnswer', afterBytes: 20 }), ends: 'done', sent: 2 },
  { what: 'it never comes', faults: struck({ kind: 'hang' }), options: patience, ends: 'done', sent: 2 },
  {
    what: 'it never comes, although the cells are written',
    faults: struck({ kind: 'hang', when: 'after' }),
    options: patience,
    ends: 'done',
    sent: 2,
  },
  { what: 'half of its JSON comes', faults: struck({ kind: 'truncatedJson' }), ends: 'done', sent: 2 },
  {
    what: 'it never makes sense',
    faults: always({ kind: 'malformedJson' }),
    ends: 'answer: malformed',
    written: true,
    sent: 3,
  },
  { what: 'it is a web page', faults: struck({ kind: 'html' }), ends: 'answer: html', written: true, sent: 1 },
  {
    what: 'it leads elsewhere',
    faults: struck({ kind: 'status', status: 302, body: 'empty', headers: { Location: 'http://127.0.0.1:9/v1.0/me' } }),
    ends: 'answer: redirect',
    sent: 1,
  },
  { what: 'it tells of cells that are not kept', faults: struck({ kind: 'hole' }), ends: 'done', sent: 2 },
  { what: 'it tells of a row that is not kept', faults: struck({ kind: 'hole', rows: 1 }), ends: 'done', sent: 2 },
  { what: 'it always tells of cells that are not kept', faults: always({ kind: 'hole' }), ends: 'notKept B2', sent: 2 },
]);
