import type { Clock } from '../../base/clock.ts';
import { itemAddress, itemById } from '../addresses.ts';
import type { GraphClient } from '../client.ts';
import { GraphError, UnexpectedAnswerError } from '../errors.ts';
import { requireFeature } from '../features.ts';
import { asObject, stringAt } from '../parse.ts';
import { operationAddress, operationResult, requestResult } from './operation.ts';
import type { OperationStatus } from './operation.ts';
import { workbookFailureKind } from './refusal.ts';

/** A workbook by the ids of its file: some accounts get no session for one that is addressed by its path. */
export interface WorkbookRef {
  readonly driveId: string;
  readonly itemId: string;
}

/**
 * A session of a workbook. The service's id of it is kept from every log and message: printing or serialising the
 * session does not show it.
 */
export class WorkbookSession {
  /** Whether changes go into the file. Otherwise they are made in a copy that ends with the session. */
  readonly persistChanges: boolean;
  readonly #id: string;

  constructor(id: string, persistChanges: boolean) {
    this.#id = id;
    this.persistChanges = persistChanges;
  }

  /** What puts a request into the session. */
  get headers(): Readonly<Record<string, string>> {
    return { 'workbook-session-id': this.#id };
  }

  /** To be kept where secrets are kept, so that the session can be taken up again after a reload. */
  get secret(): string {
    return this.#id;
  }

  toJSON(): string {
    return '[workbook session]';
  }
}

/**
 * Opens a session (learn.microsoft.com/graph/api/workbook-createsession), at once or, when the service answers 202, at
 * the end of an operation. A session that nobody uses ends by itself after some minutes, so one whose answer was lost,
 * or that was not awaited after an abort, is left to that.
 * @param clock for the time between polls.
 * @param tell told what an operation that opens the workbook is at.
 * @throws {CloudFeatureError | GraphError | OperationError} and what the client throws.
 */
export async function createWorkbookSession(
  client: GraphClient,
  workbook: WorkbookRef,
  persistChanges: boolean,
  clock: Clock,
  signal: AbortSignal,
  tell?: (status: OperationStatus) => void,
): Promise<WorkbookSession> {
  requireFeature(client.cloud, 'workbooks');
  const created = await client.request(
    {
      method: 'POST',
      label: 'workbook createSession',
      address: itemAddress(client.cloud, refOf(workbook), 'workbook/createSession'),
      headers: { prefer: 'respond-async' },
      json: { persistChanges },
      read: (json, response) =>
        response.status === 202 ? operationAddress(response) : readSession(json, persistChanges),
      // The documents ask to repeat it after a 504; a session too many ends by itself.
      repeatable: true,
      kindOf: workbookFailureKind,
    },
    signal,
  );
  if (created instanceof WorkbookSession) {
    return created;
  }
  const address = await operationResult(client, created, { clock, ...(tell && { tell }) }, signal);
  if (address === undefined) {
    throw new UnexpectedAnswerError('malformed', 'resourceLocation');
  }
  const result = { label: 'workbook session', address, read: (json: unknown) => readSession(json, persistChanges) };
  return requestResult(client, result, signal);
}

/**
 * Keeps a session from ending for want of use (learn.microsoft.com/graph/api/workbook-refreshsession).
 * @throws {GraphError} with the code `invalidSessionReCreatable` when it has ended.
 */
export async function refreshWorkbookSession(
  client: GraphClient,
  workbook: WorkbookRef,
  session: WorkbookSession,
  signal: AbortSignal,
): Promise<void> {
  await inSession(client, workbook, session, 'refreshSession', signal);
}

/** Ends a session (learn.microsoft.com/graph/api/workbook-closesession); one that has ended already is closed, too. */
export async function closeWorkbookSession(
  client: GraphClient,
  workbook: WorkbookRef,
  session: WorkbookSession,
  signal: AbortSignal,
): Promise<void> {
  try {
    await inSession(client, workbook, session, 'closeSession', signal);
  } catch (error) {
    if (!(error instanceof GraphError && error.has('invalidSessionReCreatable'))) {
      throw error;
    }
  }
}

function inSession(
  client: GraphClient,
  workbook: WorkbookRef,
  session: WorkbookSession,
  action: 'refreshSession' | 'closeSession',
  signal: AbortSignal,
): Promise<void> {
  return client.request(
    {
      method: 'POST',
      label: `workbook ${action}`,
      address: itemAddress(client.cloud, refOf(workbook), `workbook/${action}`),
      headers: session.headers,
      read: () => {},
      repeatable: true,
      kindOf: workbookFailureKind,
    },
    signal,
  );
}

function refOf({ driveId, itemId }: WorkbookRef): ReturnType<typeof itemById> {
  return itemById(driveId, itemId);
}

/** A session of the other kind than was asked for must not be used: its changes would go where they should not. */
function readSession(json: unknown, persistChanges: boolean): WorkbookSession {
  const answer = asObject(json, '');
  if (answer['persistChanges'] === !persistChanges) {
    throw new UnexpectedAnswerError('malformed', 'persistChanges');
  }
  return new WorkbookSession(stringAt(answer, 'id', ''), persistChanges);
}
