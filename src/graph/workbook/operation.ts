import type { Clock } from '../../base/clock.ts';
import type { GraphClient, GraphRequest } from '../client.ts';
import { GraphError, graphErrorIn, UnexpectedAnswerError } from '../errors.ts';
import { asObject, optionalStringAt, stringAt } from '../parse.ts';
import type { FailureKind } from '../retry.ts';
import type { HttpResponse } from '../transport.ts';
import { workbookFailureKind, workbookRefusal } from './refusal.ts';

/**
 * Polls: soon at first, since most operations end within seconds; then every 30 seconds, as
 * learn.microsoft.com/graph/workbook-best-practice suggests. The service may forget an operation that nobody asked
 * about for 4 minutes.
 */
const firstPollMs = 1000;
const longestPollMs = 30_000;
/** An operation that takes longer has been lost. */
const longestOperationMs = 15 * 60_000;

/** What an operation that has not ended is at. */
export type OperationStatus = 'notStarted' | 'running';

/** `endless`: no end within the time that any should take. `lost`: the service does not know it any more. */
export type OperationProblem = 'endless' | 'lost';

/** Nobody can tell what became of an operation. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly problem: OperationProblem;

  constructor(problem: OperationProblem, options?: ErrorOptions) {
    super(`workbook operation: ${problem}`, options);
    this.problem = problem;
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

/** How an operation is waited for. */
export interface OperationWait {
  readonly clock: Clock;
  /** Of the session that the operation belongs to: then asking keeps that session from ending. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tell?: (status: OperationStatus) => void;
}

/**
 * Waits for the end of a long operation on a workbook.
 * @param address from {@link operationAddress}.
 * @returns the address of its result, followed as it is: it can be one of the beta version. `undefined`: it has none.
 * @throws {GraphError} with status 200 when the operation failed (learn.microsoft.com/graph/workbook-error-handling).
 * @throws {OperationError}
 */
export async function operationResult(
  client: GraphClient,
  address: string,
  { clock, headers = {}, tell }: OperationWait,
  signal: AbortSignal,
): Promise<string | undefined> {
  const poll = {
    method: 'GET',
    label: 'workbook operation',
    address,
    headers,
    read: readOperation,
    kindOf: pollFailureKind,
  } as const;
  const end = clock.monotonic() + longestOperationMs;
  for (let wait = firstPollMs; clock.monotonic() < end; wait = Math.min(2 * wait, longestPollMs)) {
    await clock.delay(wait, signal);
    const found = await client.request(poll, signal).catch(lostIfUnknown);
    if (found.status === 'succeeded') {
      return found.resourceLocation;
    }
    tell?.(found.status);
  }
  throw new OperationError('endless');
}

/**
 * Fetches what an operation has led to.
 * @param request with the address from {@link operationResult}.
 * @throws {OperationError} `lost`.
 */
export function requestResult<T>(
  client: GraphClient,
  request: Omit<GraphRequest<T>, 'method' | 'kindOf'>,
  signal: AbortSignal,
): Promise<T> {
  return client.request({ ...request, method: 'GET', kindOf: workbookFailureKind }, signal).catch(lostIfUnknown);
}

/**
 * For a request whose answer 404 can mean that the service forgot an operation, or its result.
 * @throws {OperationError} `lost`. @throws the error when it is another one, or says that the workbook is gone.
 */
function lostIfUnknown(error: unknown): never {
  const isUnknown = error instanceof GraphError && error.status === 404 && workbookRefusal(error)?.action !== 'missing';
  throw isUnknown ? new OperationError('lost', { cause: error }) : error;
}

/** An operation that failed stays failed, whatever its codes say. */
function pollFailureKind(error: unknown): FailureKind {
  return error instanceof GraphError && error.status === 200 ? 'permanent' : workbookFailureKind(error);
}

type Operation =
  | { readonly status: OperationStatus }
  | { readonly status: 'succeeded'; readonly resourceLocation: string | undefined };

function readOperation(json: unknown, response: HttpResponse): Operation {
  const operation = asObject(json, '');
  const status = stringAt(operation, 'status', '');
  switch (status) {
    case 'notStarted':
    case 'running':
      return { status };
    case 'succeeded':
      return { status, resourceLocation: optionalStringAt(operation, 'resourceLocation', '') };
    case 'failed':
      throw graphErrorIn(operation, response);
    default:
      throw new UnexpectedAnswerError('malformed', 'status');
  }
}
