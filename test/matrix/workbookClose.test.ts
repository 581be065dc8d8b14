import { coded, codes, late } from '../support/workbookFaults.ts';
import { workbookMatrix } from '../support/workbookMatrix.ts';
import type { WorkbookRow } from '../support/workbookMatrix.ts';
import { otherKind } from '../support/workbookRows.ts';
import type { FaultSpec } from '../sim/index.ts';

const patience = { limits: { answerMs: 250 } };
const redirect = { kind: 'status', status: 302, body: 'empty', headers: { Location: 'http://127.0.0.1:9/' } } as const;

/** A row for a fault of one of the two requests. */
type Part = Omit<WorkbookRow, 'what' | 'faults' | 'ends'> & Partial<Pick<WorkbookRow, 'ends'>>;

function refreshed(what: string, fault: FaultSpec, rest: Part): WorkbookRow {
  return { what, faults: [{ ...fault, route: 'refreshWorkbookSession' }], ends: 'done', ...rest };
}

/** Closing always ends: at the latest the service ends the session by itself. */
function closed(what: string, fault: FaultSpec, rest: Part): WorkbookRow {
  return { what, faults: [{ ...fault, route: 'closeWorkbookSession' }], ends: 'done', ...rest };
}

const always = (fault: FaultSpec): FaultSpec => ({ ...fault, times: 'always' });

workbookMatrix('refreshing a session', 'refresh', [
  refreshed('401 once', { kind: 'status', status: 401 }, { sent: 2 }),
  refreshed('401 always', always({ kind: 'status', status: 401 }), { sent: 2, ends: 'SignInRequiredError' }),
  refreshed('403', always({ kind: 'status', status: 403 }), { sent: 1, ends: 'refused: accessDenied' }),
  refreshed('423', always({ kind: 'status', status: 423 }), { sent: 1, ends: 'refused: resourceLocked' }),
  refreshed('429 with Retry-After', { kind: 'status', status: 429, retryAfter: 7 }, { sent: 2 }),
  refreshed('503 always', always({ kind: 'status', status: 503 }), { sent: 4, ends: 'refused: serviceNotAvailable' }),
  refreshed('a gateway gives up twice', { ...late, times: 2 }, { sent: 3 }),
  refreshed('the request does not arrive', { kind: 'cut', afterBytes: 0 }, { sent: 2 }),
  refreshed('the answer is lost', { kind: 'loseAnswer' }, { sent: 2 }),
  refreshed('the answer never comes', { kind: 'hang' }, { sent: 2, options: patience }),
  refreshed('the answer is a web page', { kind: 'status', status: 502, body: 'html' }, { sent: 2 }),
  refreshed('the answer leads elsewhere', redirect, { sent: 1, ends: 'answer: redirect' }),
  ...codes.recreate.map(([code, status]) => refreshed(code, coded(code, status), { sent: 2, sessions: 2, orphans: 1 })),
  ...codes.signIn.map(([code, status]) => refreshed(code, coded(code, status), { sent: 2, sessions: 2, orphans: 1 })),
  ...codes.missing.map(([code, status]) =>
    refreshed(code, always(coded(code, status)), { sent: 1, ends: 'missing', state: 'failed', orphans: 1 }),
  ),
  ...codes.otherKind.map(([code, status]) =>
    refreshed(code, always(coded(code, status)), { sent: 1, ends: otherKind, state: 'failed' }),
  ),
  refreshed('accessConflict', always(coded('accessConflict', 409)), { sent: 1, ends: 'accessConflict' }),
  refreshed('internalServerErrorUncategorized', always(coded('internalServerErrorUncategorized', 500)), {
    sent: 1,
    ends: 'refused: internalServerErrorUncategorized',
    state: 'expired',
  }),
  ...[...codes.denied, ...codes.refused].map(([code, status]) =>
    refreshed(code, always(coded(code, status)), { sent: 1, ends: `refused: ${code}` }),
  ),
  ...codes.wait.map(([code, status]) => refreshed(`${code} once`, coded(code, status), { sent: 2 })),
]);

workbookMatrix('closing a session', 'close', [
  closed('401 once', { kind: 'status', status: 401 }, { sent: 2 }),
  closed('401 always', always({ kind: 'status', status: 401 }), { sent: 2, orphans: 1 }),
  closed('403', always({ kind: 'status', status: 403 }), { sent: 1, orphans: 1 }),
  closed('404', always({ kind: 'status', status: 404 }), { sent: 1, orphans: 1 }),
  closed('409', always({ kind: 'status', status: 409 }), { sent: 1, orphans: 1 }),
  closed('423', always({ kind: 'status', status: 423 }), { sent: 1, orphans: 1 }),
  closed('429 with Retry-After', { kind: 'status', status: 429, retryAfter: 2 }, { sent: 2 }),
  closed('503 once', { kind: 'status', status: 503 }, { sent: 2 }),
  closed('a gateway gives up before it is done', late, { sent: 2 }),
  closed('a gateway gives up after it is done', { ...late, when: 'after' }, { sent: 2 }),
  closed('the request does not arrive', { kind: 'cut', afterBytes: 0 }, { sent: 2 }),
  closed('the answer is lost', { kind: 'loseAnswer' }, { sent: 2 }),
  closed('the answer never comes', { kind: 'hang' }, { sent: 2, options: patience }),
  closed('nobody answers at all', always({ kind: 'hang' }), { sent: 1, orphans: 1, modes: ['persistent'] }),
  closed('the answer is a web page', { kind: 'status', status: 200, body: 'html' }, { sent: 1, orphans: 1 }),
  closed('the answer leads elsewhere', redirect, { sent: 1, orphans: 1 }),
  ...[...codes.recreate, ...codes.signIn, ...codes.missing, ...codes.otherKind, ...codes.denied, ...codes.refused].map(
    ([code, status]) => closed(code, always(coded(code, status)), { sent: 1, orphans: 1 }),
  ),
  closed('accessConflict', always(coded('accessConflict', 409)), { sent: 1, orphans: 1 }),
  closed('internalServerErrorUncategorized', always(coded('internalServerErrorUncategorized', 500)), {
    sent: 1,
    orphans: 1,
  }),
  ...codes.wait.map(([code, status]) => closed(`${code} once`, coded(code, status), { sent: 2 })),
]);
