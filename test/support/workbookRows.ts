import type { RouteName } from '../sim/index.ts';
import { coded, codes, faultsOn } from './workbookFaults.ts';
import type { WorkbookRow } from './workbookMatrix.ts';

type Codes = readonly (readonly [code: string, status: number])[];

/** How it ends when the service says that this kind of session cannot be had. */
export const otherKind = { persistent: 'otherKind', scratch: 'cannotOpen' } as const;

/** A row for each code that always answers requests of that kind, and is not asked for again. */
export function refusedRows(
  route: RouteName,
  list: Codes,
  rest: Omit<WorkbookRow, 'what' | 'faults' | 'sent'>,
): WorkbookRow[] {
  return list.map(([code, status]) => ({
    what: `${status} ${code}`,
    faults: faultsOn(route).always(coded(code, status)),
    sent: 1,
    ...rest,
  }));
}

/** Plain refusals that mean the same whatever was asked for. */
export function plainRefusals(route: RouteName): WorkbookRow[] {
  const { struck, always } = faultsOn(route);
  return [
    { what: '401 once', faults: struck({ kind: 'status', status: 401 }), ends: 'done', sent: 2 },
    { what: '401 always', faults: always({ kind: 'status', status: 401 }), ends: 'SignInRequiredError', sent: 2 },
    { what: '409', faults: always({ kind: 'status', status: 409 }), ends: 'refused: nameAlreadyExists', sent: 1 },
    { what: '423', faults: always({ kind: 'status', status: 423 }), ends: 'refused: resourceLocked', sent: 1 },
    {
      what: '429 with Retry-After',
      faults: struck({ kind: 'status', status: 429, retryAfter: 7 }),
      ends: 'done',
      sent: 2,
    },
    {
      what: '429 always',
      faults: always({ kind: 'status', status: 429, retryAfter: 2 }),
      ends: 'refused: throttledRequest',
      sent: 4,
    },
    {
      what: '503 always',
      faults: always({ kind: 'status', status: 503 }),
      ends: 'refused: serviceNotAvailable',
      sent: 4,
    },
  ];
}

/** Codes after which a request is sent again, when it is time. */
export function waitingRows(route: RouteName): WorkbookRow[] {
  const { struck, always } = faultsOn(route);
  return codes.wait.flatMap(([code, status]): WorkbookRow[] => [
    { what: `${status} ${code} once`, faults: struck(coded(code, status)), ends: 'done', sent: 2 },
    { what: `${status} ${code} always`, faults: always(coded(code, status)), ends: `refused: ${code}`, sent: 4 },
  ]);
}

/** Codes about the session itself, to a request in an open one. */
export function sessionRows(route: RouteName): WorkbookRow[] {
  const { struck, always } = faultsOn(route);
  return [
    ...[...codes.recreate, ...codes.signIn].flatMap(([code, status]): WorkbookRow[] => [
      {
        what: `${status} ${code} once`,
        faults: struck(coded(code, status)),
        ends: 'done',
        sent: 2,
        sessions: 2,
        orphans: 1,
      },
      {
        what: `${status} ${code} always`,
        faults: always(coded(code, status)),
        ends: code === 'invalidSessionAuthentication' ? 'SignInRequiredError' : `refused: ${code}`,
        state: 'expired',
        sent: 2,
        sessions: 2,
        orphans: 2,
      },
    ]),
    ...refusedRows(route, codes.missing, { ends: 'missing', state: 'failed', orphans: 1 }),
    ...refusedRows(route, codes.otherKind, { ends: otherKind, state: 'failed' }),
    ...refusedRows(route, [['accessConflict', 409]], { ends: 'accessConflict' }),
    ...refusedRows(route, [['invalidSessionAccessConflict', 409]], { ends: 'accessConflict', state: 'failed' }),
  ];
}
