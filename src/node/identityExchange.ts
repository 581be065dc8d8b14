import { refusedAnswerIn, signInErrorOf } from '../auth/aadsts.ts';
import type { During } from '../auth/aadsts.ts';
import { SignInError } from '../auth/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import { parseJsonObject } from '../base/json.ts';
import type { Logger } from '../base/log.ts';
import { retryAfterOf } from '../graph/governor.ts';
import type { HostGovernor } from '../graph/governor.ts';
import type { HttpResponse, Transport } from '../graph/transport.ts';
import { TransportError } from '../graph/transport.ts';
import type { MsalAnswer } from './msal.ts';
import type { PlainAuthority } from './plainAuthority.ts';

/** What a service that is busy is spared, where it names no time, and at most. */
const spareMs = 60_000;
const longestSpareMs = 60 * 60_000;
/** RFC 8628, section 3.2 (where no interval is named) and 3.5 (what `slow_down` adds to it). */
const pollSeconds = 5;
const slowerSeconds = 5;
/** What MSAL says for `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628, section 3.4). */
const deviceGrant = 'device_code';

export interface ExchangeParts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Logger;
  readonly plain: PlainAuthority;
  /** Knows how long the service is to be left alone; shared by everything that one client does. */
  readonly governor: HostGovernor;
}

/**
 * The requests of one sign-in or renewal. It hands on good answers only: the library's own errors drop the numbers that
 * say what happened and who can help. It also does the waiting for a device code, which the library can neither
 * interrupt nor slow down.
 */
export class IdentityExchange {
  /** Why the latest request brought nothing. The library throws something else instead. */
  problem: Error | undefined;

  readonly #parts: ExchangeParts;
  readonly #during: During;
  readonly #signal: AbortSignal;
  /** Of the device code that was issued last. */
  #device = { seconds: pollSeconds, expiresAt: Infinity };

  constructor(parts: ExchangeParts, during: During, signal: AbortSignal) {
    this.#parts = parts;
    this.#during = during;
    this.#signal = signal;
  }

  get(url: string, headers: Record<string, string> = {}): Promise<MsalAnswer> {
    return this.#orProblem(() => this.#exchange('GET', url, headers));
  }

  post(url: string, headers: Record<string, string> = {}, body = ''): Promise<MsalAnswer> {
    return this.#orProblem(async () => {
      if (new URLSearchParams(body).get('grant_type') === deviceGrant) {
        return this.#poll(url, headers, body);
      }
      const answer = await this.#exchange('POST', url, headers, body);
      this.#noteDeviceCode(answer.body);
      return answer;
    });
  }

  async #orProblem(work: () => Promise<MsalAnswer>): Promise<MsalAnswer> {
    try {
      const answer = await work();
      this.problem = undefined;
      return answer;
    } catch (error) {
      this.problem = error instanceof Error ? error : new SignInError('unexpected');
      throw this.problem;
    }
  }

  #noteDeviceCode({ device_code: code, interval, expires_in: seconds }: JsonObject): void {
    if (code !== undefined) {
      this.#device = {
        seconds: typeof interval === 'number' && interval > 0 ? interval : pollSeconds,
        expiresAt: typeof seconds === 'number' ? this.#parts.clock.now() + seconds * 1000 : Infinity,
      };
    }
  }

  /** Asks again and again, until the user has typed the code in, or will not any more. */
  async #poll(url: string, headers: Record<string, string>, body: string): Promise<MsalAnswer> {
    const { clock, governor } = this.#parts;
    const { host } = new URL(url);
    let { seconds } = this.#device;
    let failure: Error | undefined;
    for (;;) {
      const leftMs = this.#device.expiresAt - clock.now();
      if (leftMs <= 0) {
        throw failure ?? new SignInError('timedOut');
      }
      const waitMs = Math.max(seconds * 1000, governor.left(host));
      await clock.delay(Math.min(waitMs, leftMs), this.#signal);
      try {
        return await this.#exchange('POST', url, headers, body);
      } catch (error) {
        failure = undefined;
        if (error instanceof PendingError) {
          seconds += error.slower ? slowerSeconds : 0;
        } else if (error instanceof TransportError || isBusy(error)) {
          // The user may still be typing when the line comes back.
          failure = error;
          seconds += slowerSeconds;
        } else {
          throw error;
        }
      }
    }
  }

  async #exchange(
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<MsalAnswer> {
    const { transport, governor, log, plain } = this.#parts;
    const { host } = new URL(url);
    if (method === 'POST' && governor.left(host) > 0) {
      throw new SignInError('throttled');
    }
    const response = await transport.send(
      { method, url: plain.toService(url), headers, ...(body !== undefined && { body }) },
      this.#signal,
    );
    const json = parseJsonObject(method === 'GET' ? plain.fromService(response.body) : response.body);
    log.debug(`sign-in: ${method} ${host} answered ${response.status}${detailsOf(json)}`);
    this.#spare(host, response);
    const hasError = json?.['error'] !== undefined || json?.['error_codes'] !== undefined;
    if (json !== undefined && !hasError && response.status >= 200 && response.status < 300) {
      return { status: response.status, headers: Object.fromEntries(response.headers), body: json };
    }
    throw this.#errorOf(response, hasError ? json : undefined);
  }

  #spare(host: string, response: HttpResponse): void {
    const { clock, governor } = this.#parts;
    const asked = response.status === 429 || response.status >= 500 ? retryAfterOf(response, clock.now()) : undefined;
    if (response.status === 429 || asked !== undefined) {
      governor.hold(host, Math.min(asked ?? spareMs, longestSpareMs));
    }
  }

  #errorOf(response: HttpResponse, json: JsonObject | undefined): Error {
    if (response.status === 429) {
      return new SignInError('throttled');
    }
    if (json === undefined) {
      return new SignInError('serviceProblem');
    }
    const { error } = json;
    if (error === 'authorization_pending' || error === 'slow_down') {
      return new PendingError(error === 'slow_down');
    }
    return signInErrorOf(refusedAnswerIn(json), this.#during);
  }
}

/** The user has not typed the code in yet. */
class PendingError extends Error {
  readonly slower: boolean;

  constructor(slower: boolean) {
    super('authorization pending');
    this.slower = slower;
  }
}

function isBusy(error: unknown): error is SignInError {
  return error instanceof SignInError && (error.problem === 'throttled' || error.problem === 'serviceProblem');
}

/** What of an error may stand in a log: descriptions name users. */
function detailsOf(json: JsonObject | undefined): string {
  const { error, error_codes: codes, correlation_id: id } = json ?? {};
  const details = [error, ...(Array.isArray(codes) ? codes : []), id].filter(
    (value) => typeof value === 'number' || (typeof value === 'string' && /^[\w.-]{1,60}$/u.test(value)),
  );
  return details.length === 0 ? '' : ` (${details.join(' ')})`;
}
