import type { Clock } from '../../base/clock.ts';
import type { GraphClient } from '../client.ts';
import { graphErrorIn, UnexpectedAnswerError } from '../errors.ts';
import { asObject, stringAt } from '../parse.ts';
import type { HttpResponse } from '../transport.ts';

/**
 * Polls: soon at first, since most operations end within seconds; then every 30 seconds, as
 * learn.microsoft.com/graph/workbook-best-practice suggests. The service may forget an operation that nobody asked
 * about for 4 minutes.
 */
const firstPollMs = 1000;
const longestPollMs = 30_000;
/** An operation that takes longer has been lost. */
const longestOperationMs = 15 * 60_000;

/** An operation had no end within the time that any should take. */
export class OperationTimeoutError extends Error {
  override readonly name = 'OperationTimeoutError';

  constructor() {
    super('the workbook operation had no end');
  }
}

/**
 * Where the state of an operation is told that the service carries out later.
 * @throws {UnexpectedAnswerError} when a 202 does not say where.
 */
export function operationAddress(response: HttpResponse): string {
  const location = response.headers.get('location');
  // Documented as a whole address. The client checks where it leads before it sends the token.
  if (location === undefined || !URL.canParse(location)) {
    throw new UnexpectedAnswerError('malformed', 'Location');
  }
  return location;
}

/**
 * Waits for the end of a long operation on a workbook.
 * @param address from {@link operationAddress}.
 * @returns the address of its result, followed as it is: it can be one of the beta version.
 * @throws {GraphError} with status 200 when the operation failed (learn.microsoft.com/graph/workbook-error-handling).
 * @throws {OperationTimeoutError}
 */
export async function operationResult(
  client: GraphClient,
  address: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  const end = clock.monotonic() + longestOperationMs;
  for (let wait = firstPollMs; clock.monotonic() < end; wait = Math.min(2 * wait, longestPollMs)) {
    await clock.delay(wait, signal);
    const result = await client.request(
      { method: 'GET', label: 'workbook operation', address, read: readOperation },
      signal,
    );
    if (result !== 'running') {
      return result.resourceLocation;
    }
  }
  throw new OperationTimeoutError();
}

function readOperation(json: unknown, response: HttpResponse): 'running' | { readonly resourceLocation: string } {
  const operation = asObject(json, '');
  switch (stringAt(operation, 'status', '')) {
    case 'notStarted':
    case 'running':
      return 'running';
    case 'succeeded':
      return { resourceLocation: stringAt(operation, 'resourceLocation', '') };
    case 'failed':
      throw graphErrorIn(operation, response);
    default:
      throw new UnexpectedAnswerError('malformed', 'status');
  }
}
