import type { Clock } from '../base/clock.ts';
import { isAbort } from '../base/abort.ts';
import type { Logger } from '../base/log.ts';
import { graphErrorOf, requestIdOf, UnexpectedAnswerError } from './errors.ts';
import { retryAfterOf } from './governor.ts';
import type { HostGovernor } from './governor.ts';
import { TransportError } from './transport.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

/** What every request needs on its way out, with or without a token. */
export interface ExchangeServices {
  readonly transport: Transport;
  readonly governor: HostGovernor;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Sends one request when its host may be asked, learns from the answer's headers and logs a line without secrets.
 * @param label what the log calls the request; never a name, an id or an address.
 * @param sending may outlive `signal`, which ends the waiting.
 */
export async function exchange(
  services: ExchangeServices,
  label: string,
  request: HttpRequest,
  signal: AbortSignal,
  sending: AbortSignal = signal,
): Promise<HttpResponse> {
  const { clock, governor, log } = services;
  const host = new URL(request.url).host;
  await governor.wait(host, signal);
  const start = clock.monotonic();
  const took = (): string => `in ${Math.round(clock.monotonic() - start)} ms`;
  try {
    const response = await services.transport.send(request, sending);
    governor.note(host, response);
    log.debug(`${request.method} ${label} ${response.status} ${took()} request-id=${requestIdOf(response) ?? '-'}`);
    return response;
  } catch (error) {
    const outcome = error instanceof TransportError ? error.failure : isAbort(error, sending) ? 'aborted' : 'failed';
    log.debug(`${request.method} ${label} ${outcome} ${took()}`);
    throw error;
  }
}

/** Gets the JSON of a success, or `undefined` when there is no body, and the answer that it was in. */
export type AnswerReader<T> = (json: unknown, response: HttpResponse) => T;

/**
 * The typed content of a success.
 * @throws {GraphError} for an answer that is not a success. @throws {UnexpectedAnswerError}
 */
export function readAnswer<T>(response: HttpResponse, read: AnswerReader<T>, now: number): T {
  const answer = { status: response.status, requestId: requestIdOf(response) };
  if (response.status >= 300 && response.status < 400) {
    throw new UnexpectedAnswerError('redirect', '', answer);
  }
  if (response.status < 200 || response.status >= 400) {
    throw graphErrorOf(response, retryAfterOf(response, now));
  }
  try {
    return read(jsonOf(response), response);
  } catch (error) {
    throw error instanceof UnexpectedAnswerError ? new UnexpectedAnswerError(error.kind, error.at, answer) : error;
  }
}

function jsonOf(response: HttpResponse): unknown {
  if (response.body === '') {
    return undefined;
  }
  try {
    return JSON.parse(response.body) as unknown;
  } catch {
    throw new UnexpectedAnswerError(/^\s*</u.test(response.body) ? 'html' : 'malformed');
  }
}
