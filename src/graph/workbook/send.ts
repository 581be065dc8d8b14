import type { Clock } from '../../base/clock.ts';
import { itemAddress, itemById } from '../addresses.ts';
import type { GraphClient } from '../client.ts';
import type { WorkbookRequest } from './channel.ts';
import { operationAddress, operationResult, requestResult } from './operation.ts';
import { workbookFailureKind } from './refusal.ts';
import type { WorkbookRef, WorkbookSession } from './session.ts';

/** How long a request that was aborted may go on, so that the next one does not overtake it at the service. */
const graceMs = 10_000;

/**
 * Sends one request of a workbook in a session, and waits for the operation that the service may make of it.
 * After an abort it settles late: when the request that was on its way has been answered, or was not soon.
 * @param clock for the time between polls.
 * @throws {GraphError | OperationError} and what the client throws.
 */
export async function sendInSession<T>(
  client: GraphClient,
  place: { readonly workbook: WorkbookRef; readonly session: WorkbookSession },
  request: WorkbookRequest<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  const { method, label, path, query, read, repeatable } = request;
  const { headers } = place.session;
  const item = itemById(place.workbook.driveId, place.workbook.itemId);
  const common = { label, headers, graceMs };
  const answer = await client.request(
    {
      ...common,
      kindOf: workbookFailureKind,
      method,
      address: itemAddress(client.cloud, item, `workbook/${path}`, query),
      headers: { ...headers, ...(request.preferAsync === true && { prefer: 'respond-async' }) },
      ...('json' in request && { json: request.json }),
      ...(repeatable !== undefined && { repeatable }),
      read: (json, response) =>
        response.status === 202 ? { operation: operationAddress(response) } : { value: read(json) },
    },
    signal,
  );
  if ('value' in answer) {
    return answer.value;
  }
  const address = await operationResult(client, answer.operation, { clock, headers }, signal);
  return address === undefined ? read(undefined) : requestResult(client, { ...common, address, read }, signal);
}
