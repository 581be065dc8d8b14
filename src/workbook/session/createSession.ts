import { laggingSignal } from '../../base/deadline.ts';
import type { Clock } from '../../base/clock.ts';
import type { GraphClient } from '../../graph/client.ts';
import { GraphError } from '../../graph/errors.ts';
import { OperationError } from '../../graph/workbook/operation.ts';
import type { OperationStatus } from '../../graph/workbook/operation.ts';
import { workbookRefusal } from '../../graph/workbook/refusal.ts';
import { createWorkbookSession } from '../../graph/workbook/session.ts';
import type { WorkbookRef, WorkbookSession } from '../../graph/workbook/session.ts';

/** How long a request that nobody waits for may go on, so that the session that it makes can be closed. */
const graceMs = 10_000;
const tries = 3;
const pauseMs = 2000;

export interface SessionWish {
  readonly workbook: WorkbookRef;
  readonly persistChanges: boolean;
  readonly tell: (status: OperationStatus) => void;
  /** Gets the session that came after the abort. */
  readonly abandon: (session: WorkbookSession) => Promise<void>;
}

/**
 * Makes a session, again when that failed for a reason that passes.
 * After an abort it settles late: when the session that was on its way is closed, or did not come soon.
 */
export async function createSession(
  client: GraphClient,
  { workbook, persistChanges, tell, abandon }: SessionWish,
  clock: Clock,
  signal: AbortSignal,
): Promise<WorkbookSession> {
  signal.throwIfAborted();
  const late = laggingSignal(clock, signal, graceMs);
  try {
    for (let left = tries - 1; ; left--) {
      try {
        const session = await createWorkbookSession(client, workbook, persistChanges, clock, late.signal, tell);
        if (signal.aborted) {
          await abandon(session);
        }
        signal.throwIfAborted();
        return session;
      } catch (error) {
        if (left === 0 || !isPassing(error)) {
          throw error;
        }
        await clock.delay(pauseMs, signal);
      }
    }
  } finally {
    late.dispose();
  }
}

/**
 * What asks for another session, and failures of operations, which have the status 200: other requests are repeated by the
 * client.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof OperationError) {
    return error.problem === 'lost';
  }
  const action = workbookRefusal(error)?.action;
  return action === 'recreate' || (action === 'wait' && error instanceof GraphError && error.status === 200);
}
