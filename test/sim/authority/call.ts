import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../http/json.ts';
import { description, type Problem, problem } from './aadsts.ts';
import type { AuthorityFailure, AuthorityRequest } from './options.ts';
import { escape } from './pages/layout.ts';
import { type ProblemIds, problemPage } from './pages/problem.ts';
import type { AuthorityState } from './state.ts';

/** One request to the authority. */
export class Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The part of the path that names the tenant. */
  readonly tenant: string;
  /** The path behind the tenant. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly entry: AuthorityRequest;
  readonly #ids: ProblemIds;

  constructor(state: AuthorityState, request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://localhost');
    const [, tenant = '', ...rest] = pathname.split('/');
    this.tenant = tenant;
    this.path = rest.join('/');
    this.query = searchParams;
    this.entry = {
      at: 'page',
      tenant,
      grant: undefined,
      scopes: [],
      claims: undefined,
      prompt: undefined,
      loginHint: undefined,
      status: 0,
      aadsts: undefined,
    };
    state.requests.push(this.entry);
    response.once('finish', () => (this.entry.status = response.statusCode));
    const correlation = [request.headers['client-request-id']].flat()[0] ?? searchParams.get('client-request-id');
    this.#ids = {
      requestId: randomUUID(),
      correlationId: correlation ?? randomUUID(),
      timestamp: new Date(state.service.clock.now()).toISOString().replace(/T(.*)\..*$/u, ' $1Z'),
    };
  }

  /** Says in the log what the request is. */
  note(what: Partial<AuthorityRequest>): void {
    Object.assign(this.entry, what);
  }

  /** The fields of a posted form. */
  async form(): Promise<URLSearchParams> {
    return new URLSearchParams(await text(this.request));
  }

  html(body: string, status = 200): void {
    this.response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    this.response.end(body);
  }

  json(body: JsonObject, status = 200, headers: Readonly<Record<string, string>> = {}): void {
    this.response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...headers,
    });
    this.response.end(JSON.stringify(body));
  }

  redirect(location: string): void {
    this.response.writeHead(302, { Location: location, 'Cache-Control': 'no-store' }).end();
  }

  showProblem(what: Problem): void {
    this.entry.aadsts = what.aadsts;
    this.html(problemPage(what, this.#ids), what.status);
  }

  refuse(what: Problem, headers: Readonly<Record<string, string>> = {}): void {
    this.json(this.problemJson(what), what.status, headers);
  }

  /** The body of a refused request for tokens. */
  problemJson(what: Problem): JsonObject {
    this.entry.aadsts = what.aadsts;
    const { requestId, correlationId, timestamp } = this.#ids;
    return {
      error: what.error,
      error_description: `${description(what)} Trace ID: ${requestId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [what.aadsts],
      timestamp,
      trace_id: requestId,
      correlation_id: correlationId,
      ...(what.suberror === undefined ? {} : { suberror: what.suberror }),
      ...(what.claims === undefined ? {} : { claims: what.claims }),
    };
  }

  /** Sends values back to the application. */
  answerApp(to: { redirectUri: string; mode: string | null }, values: Readonly<Record<string, string>>): void {
    if (to.mode === 'form_post') {
      const fields = Object.entries(values).map(
        ([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`,
      );
      this.html(
        `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Working...</title></head>
<body onload="document.forms[0].submit()"><form method="post" action="${escape(to.redirectUri)}">${fields.join('')}
<noscript><button type="submit">Continue</button></noscript></form></body></html>`,
      );
      return;
    }
    const address = new URL(to.redirectUri);
    for (const [name, value] of Object.entries(values)) {
      address.searchParams.set(name, value);
    }
    this.redirect(address.href);
  }

  /** Does what a failure asks for where no browser is involved. */
  fail(failure: AuthorityFailure): void {
    if (failure.cut === true) {
      this.response.destroy();
      return;
    }
    const { aadsts, retryAfter } = failure;
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    if (aadsts === 0) {
      this.entry.status = failure.status ?? 503;
      const error = failure.error ?? 'temporarily_unavailable';
      this.json({ error, error_description: 'The service is busy.' }, failure.status ?? 503, headers);
      return;
    }
    this.refuse(problem(aadsts, failure), headers);
  }
}
