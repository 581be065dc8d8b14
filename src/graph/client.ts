import { laggingSignal } from '../base/deadline.ts';
import type { Random } from '../base/random.ts';
import { claimsChallengeOf } from './claimsChallenge.ts';
import type { Cloud } from './clouds.ts';
import { isAboutToken, UnexpectedAnswerError } from './errors.ts';
import { exchange, readAnswer } from './exchange.ts';
import type { AnswerReader, ExchangeServices } from './exchange.ts';
import { failureKind, RetryBudget, shortRetries } from './retry.ts';
import type { FailureKind, RetryPolicy } from './retry.ts';
import { SignInRequiredError, TokenUnavailableError } from './tokens.ts';
import type { TokenSource } from './tokens.ts';
import type { HttpMethod, HttpRequest, HttpResponse, StreamBody } from './transport.ts';

export interface GraphClientOptions extends ExchangeServices {
  readonly cloud: Cloud;
  readonly tokens: TokenSource;
  readonly random: Random;
  /** Of the product, for the service's statistics. */
  readonly version: string;
}

export interface GraphRequest<T> {
  readonly method: HttpMethod;
  /** What the log calls the request: `children`; never a name or an id. */
  readonly label: string;
  /** Path below the version root, beginning with `/`, its segments encoded; or an address that Graph gave. */
  readonly address: string;
  readonly json?: unknown;
  readonly content?: { readonly type: string; readonly body: StreamBody | Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
  /** Turns the answer into what the caller wants. @throws {UnexpectedAnswerError} */
  readonly read: AnswerReader<T>;
  /** Whether it does no harm to carry the request out twice, so that a doubtful result may be repeated. Default: GET, DELETE. */
  readonly repeatable?: boolean;
  readonly retries?: RetryPolicy;
  /** How to treat a failure, if not by what every request makes of it. */
  readonly kindOf?: (error: unknown) => FailureKind;
  /** How long a request that is under way may go on after an abort, because its answer names something to clean up. */
  readonly graceMs?: number;
}

/** Microsoft Graph v1.0 of one cloud for one signed-in person. */
export class GraphClient {
  readonly cloud: Cloud;
  readonly #options: GraphClientOptions;
  #serverAhead = 0;

  constructor(options: GraphClientOptions) {
    this.cloud = options.cloud;
    this.#options = options;
  }

  /** The service's wall clock as far as its answers told: milliseconds since 1970, to about a second. */
  serverTime(): number {
    return this.#options.clock.now() + this.#serverAhead;
  }

  /**
   * Sends a request, again when that makes sense.
   * @throws {GraphError | UnexpectedAnswerError | TransportError | SignInRequiredError} or the signal's reason.
   */
  async request<T>(request: GraphRequest<T>, signal: AbortSignal): Promise<T> {
    const { clock, governor, log, random } = this.#options;
    const url = this.#urlOf(request.address);
    const repeatable = request.repeatable ?? (request.method === 'GET' || request.method === 'DELETE');
    const budget = new RetryBudget(request.retries ?? shortRetries, () => random.fraction());
    for (;;) {
      try {
        return readAnswer(await this.#authorized(request, url, signal), request.read, clock.now());
      } catch (error) {
        const kind = (request.kindOf ?? failureKind)(error);
        const decision = budget.fail(error, kind);
        const throttled = kind === 'throttled';
        const unsent = error instanceof TokenUnavailableError;
        if (signal.aborted || decision === 'stop' || !(throttled || unsent || repeatable)) {
          throw error;
        }
        log.debug(`${request.method} ${request.label} again in ${decision.waitMs} ms: ${String(error)}`);
        if (throttled) {
          governor.hold(new URL(url).host, decision.waitMs);
        } else {
          await clock.delay(decision.waitMs, signal);
        }
      }
    }
  }

  /**
   * Sends with a token, once more with a fresh one when the first is refused, and with one that has the claims that
   * Graph wants to see, in the fresh one too.
   */
  async #authorized<T>(request: GraphRequest<T>, url: string, signal: AbortSignal): Promise<HttpResponse> {
    const { tokens } = this.#options;
    let token = await tokens.getToken(signal);
    let [isFresh, hasClaims] = [false, false];
    for (;;) {
      const response = await this.#send(request, url, token, signal);
      if (response.status !== 401 || !isAboutToken(response)) {
        return response;
      }
      const claims = claimsChallengeOf(response.headers.get('www-authenticate'));
      if (hasClaims || (isFresh && claims === undefined)) {
        throw new SignInRequiredError('rejected', tokens.account);
      }
      [isFresh, hasClaims] = [true, claims !== undefined];
      token = await tokens.getToken(signal, { rejected: token, claims });
    }
  }

  async #send<T>(request: GraphRequest<T>, url: string, token: string, signal: AbortSignal): Promise<HttpResponse> {
    const lagging = laggingSignal(this.#options.clock, signal, request.graceMs ?? 0);
    const sending = request.graceMs === undefined ? signal : lagging.signal;
    try {
      const http = this.#httpRequest(request, url, token);
      const response = await exchange(this.#options, request.label, http, signal, sending);
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date)) {
        this.#serverAhead = date - this.#options.clock.now();
      }
      return response;
    } finally {
      lagging.dispose();
    }
  }

  #httpRequest<T>(request: GraphRequest<T>, url: string, token: string): HttpRequest {
    const { method, json, content } = request;
    const headers: Record<string, string> = {
      ...request.headers,
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'client-request-id': this.#options.random.id(),
      'user-agent': `ISV|OneDriveSessions|OneDriveSessions/${this.#options.version}`,
    };
    if (json !== undefined) {
      return { method, url, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(json) };
    }
    if (content !== undefined) {
      return { method, url, headers: { ...headers, 'content-type': content.type }, body: content.body };
    }
    return { method, url, headers };
  }

  /** The token goes to the cloud's own Graph and nowhere else, whatever an answer names as the next address. */
  #urlOf(address: string): string {
    if (address.startsWith('/')) {
      return `${this.cloud.graph}/v1.0${address}`;
    }
    const url = URL.canParse(address) ? new URL(address) : undefined;
    // A name before the host is nothing that Graph writes; who reads such an address otherwise would find another host.
    if (url?.origin !== this.cloud.graph || url.username !== '' || url.password !== '') {
      throw new UnexpectedAnswerError('otherOrigin');
    }
    return address;
  }
}
