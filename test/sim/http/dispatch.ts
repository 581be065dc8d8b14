import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { FaultPlan } from '../rules/faultSpec.ts';
import type { Service } from '../service.ts';
import { MESSAGE_LIMIT } from '../upload/limits.ts';
import type { Answer } from './answer.ts';
import { badToken, errorEnvelope, htmlPage, type Refusal, ServiceError } from './errors.ts';
import { Exchange } from './exchange.ts';
import { faultRefusal } from './faultAnswers.ts';
import { loggedHeaders, maskPath } from './requestLog.ts';
import { respond } from './respond.ts';
import { routeGraph, type Route } from './router.ts';
import { routeUploadHost } from './uploadHost.ts';

type Host = 'graph' | 'upload';

/** Requests in a row that a dead session may get: two tries, looks at the status, a cancel. */
const DEAD_ANSWERS_ALLOWED = 5;

/** Handles one request of either listener from its headers to the end of its answer. Never rejects. */
export async function dispatch(
  service: Service,
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const x = begin(service, host, request, response);
  const started = performance.now();
  try {
    await answerRequest(x, host);
  } catch {
    // The connection or the simulator was closed.
    response.destroy();
  }
  x.entry.durationMs = performance.now() - started;
}

function begin(service: Service, host: Host, request: IncomingMessage, response: ServerResponse): Exchange {
  const clientRequestId = [request.headers['client-request-id']].flat()[0];
  const requestId = randomUUID();
  const entry = service.log.begin({
    at: service.clock.now(),
    method: request.method ?? 'GET',
    host,
    route: 'unknown',
    path: maskPath(request.url ?? '/'),
    file: undefined,
    session: undefined,
    status: 0,
    code: undefined,
    requestId,
    clientRequestId,
    headers: loggedHeaders(request.headers),
    requestBytes: 0,
    responseBytes: 0,
    durationMs: undefined,
    faults: [],
  });
  const x = new Exchange(service, request, response, entry, new FaultPlan([]));
  x.answerHeaders['request-id'] = requestId;
  x.answerHeaders['client-request-id'] = clientRequestId ?? requestId;
  if (host === 'upload' && service.world.kind !== 'personal') {
    x.answerHeaders['SPRequestGuid'] = requestId;
  }
  response.sendDate = false;
  return x;
}

async function answerRequest(x: Exchange, host: Host): Promise<void> {
  const { service, entry } = x;
  noticeEarlyRetry(x, host);
  await service.shaper.greet(x.request.socket);
  const refusedToken = host === 'graph' ? tryAuthenticate(x) : undefined;
  const route = host === 'graph' ? routeGraph(x) : routeUploadHost(x);
  entry.route = route.name;
  entry.file = route.file(x);
  x.plan = service.faults.take({
    route: route.name,
    method: x.method,
    file: entry.file,
    last: isLastFragment(x, route),
  });
  entry.faults = x.plan.faults.map((fault) => fault.kind);
  await service.shaper.sleep(x.plan.at('delay', 'before')?.ms ?? 0);
  if (x.plan.of('cut')?.afterBytes === 0) {
    return reset(x);
  }
  if (x.plan.at('hang', 'before') !== undefined) {
    return hang(x);
  }
  const answer = await produceAnswer(x, host, route, refusedToken);
  if (x.cutHappened || x.plan.of('loseAnswer') !== undefined) {
    return reset(x);
  }
  if (x.plan.at('hang', 'after') !== undefined) {
    return hang(x);
  }
  await service.shaper.sleep(x.plan.at('delay', 'after')?.ms ?? 0);
  const delivered = await respond(x, answer);
  noticeAnswer(x, host, answer, delivered);
}

function tryAuthenticate(x: Exchange): ServiceError | undefined {
  try {
    x.authenticate();
    return undefined;
  } catch (error) {
    return error instanceof ServiceError ? error : badToken('Access token validation failure.');
  }
}

async function produceAnswer(
  x: Exchange,
  host: Host,
  route: Route,
  refusedToken: ServiceError | undefined,
): Promise<Answer> {
  let answer: Answer;
  try {
    if (refusedToken !== undefined) {
      throw refusedToken;
    }
    if (host === 'graph') {
      chargeBudget(x, route.cost);
    }
    const before = x.plan.at('status', 'before');
    if (before !== undefined) {
      if (before.keep !== undefined && route.name === 'fragment') {
        await attempt(x, route);
      }
      throw new ServiceError(faultRefusal(before, x.now));
    }
    answer = await route.handle(x);
    if (x.method !== 'GET') {
      x.service.retryRules.changed();
    }
    const after = x.plan.at('status', 'after');
    if (after !== undefined) {
      throw new ServiceError(faultRefusal(after, x.now));
    }
  } catch (error) {
    answer = refusalAnswer(x, host, error);
  }
  if (Number(x.header('content-length') ?? 0) > MESSAGE_LIMIT) {
    x.answerHeaders['Connection'] = 'close';
  } else {
    await x.drain();
  }
  return answer;
}

/** Does what was asked as far as it goes; the answer is decided by a fault. */
async function attempt(x: Exchange, route: Route): Promise<void> {
  try {
    await route.handle(x);
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      throw error;
    }
  }
}

/** @throws ServiceError 429 when the minute's budget is used up. */
function chargeBudget(x: Exchange, cost: number): void {
  const charge = x.service.throttle?.charge(cost, x.now);
  Object.assign(x.answerHeaders, charge?.headers);
  if (charge?.retryAfter === undefined) {
    return;
  }
  throw new ServiceError(faultRefusal({ kind: 'status', status: 429, retryAfter: charge.retryAfter }, x.now));
}

function refusalAnswer(x: Exchange, host: Host, error: unknown): Answer {
  const refusal: Refusal =
    error instanceof ServiceError
      ? error.refusal
      : { status: 500, code: 'generalException', message: `The simulator failed: ${String(error)}` };
  x.entry.code = refusal.code;
  const { status, headers = {} } = refusal;
  if (refusal.form === 'html') {
    return { status, headers, html: htmlPage(status, refusal.message) };
  }
  if (refusal.form === 'empty') {
    return { status, headers };
  }
  const ids = {
    requestId: x.entry.requestId,
    clientRequestId: x.entry.clientRequestId ?? x.entry.requestId,
    now: x.now,
  };
  const envelope = errorEnvelope(refusal, ids, host === 'graph' ? 'innerError' : 'innererror');
  return { status, headers, json: envelope };
}

function isLastFragment(x: Exchange, route: Route): boolean | undefined {
  if (route.name !== 'fragment') {
    return undefined;
  }
  const match = /^bytes \d+-(\d+)\/(\d+)$/u.exec(x.header('content-range') ?? '');
  return match !== null && Number(match[1]) === Number(match[2]) - 1;
}

/** Ends the connection as a broken line does. */
function reset(x: Exchange): void {
  forgetTold(x);
  x.request.socket.resetAndDestroy();
}

async function hang(x: Exchange): Promise<void> {
  await x.drain();
  forgetTold(x);
  if (!x.response.destroyed) {
    await once(x.response, 'close');
  }
}

/** The client cannot know where to go on, so that it may be wrong about it. */
function forgetTold(x: Exchange): void {
  if (x.session !== undefined) {
    x.session.told = undefined;
  }
}

function noticeEarlyRetry(x: Exchange, host: Host): void {
  const early = x.service.retryRules.tooEarly(host, x.request.socket, x.now);
  if (early > 0) {
    x.violate('retryBeforeRetryAfter', `${Math.round(early)} ms too early for the ${host} host`);
  }
}

/** Keeps what later requests are judged by. */
function noticeAnswer(x: Exchange, host: Host, answer: Answer, delivered: boolean): void {
  const { retryRules } = x.service;
  const status = x.entry.status;
  const retryAfter = answer.headers?.['Retry-After'];
  if (retryAfter !== undefined) {
    const seconds = /^\d+$/u.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - x.now) / 1_000;
    retryRules.hold(host, x.request.socket, seconds, x.now);
  }
  const before = retryRules.repeated(x.identity(), status, x.now);
  if (before !== undefined) {
    x.violate('fatalRetry', `the same request got ${before} before`);
  }
  noticeSessionAnswer(x, status, delivered);
}

function noticeSessionAnswer(x: Exchange, status: number, delivered: boolean): void {
  const { session } = x;
  if (session === undefined) {
    return;
  }
  if (!delivered || status >= 400) {
    session.told = undefined;
  }
  if (delivered && session.state === 'committed' && status < 300) {
    session.commitAnswered = true;
  }
  if (x.entry.host !== 'upload') {
    return;
  }
  if (![401, 403, 404].includes(status)) {
    session.deadAnswers = 0;
    return;
  }
  session.deadAnswers += 1;
  if (session.deadAnswers > DEAD_ANSWERS_ALLOWED) {
    x.violate('deadSessionRetry', `answer ${session.deadAnswers} in a row that session ${session.ordinal} is gone`);
  }
}
