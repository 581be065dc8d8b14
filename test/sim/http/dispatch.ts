import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { FaultPlan } from '../rules/faultSpec.ts';
import type { Service } from '../service.ts';
import { MESSAGE_LIMIT } from '../upload/limits.ts';
import type { Answer } from './answer.ts';
import { noticeAnswer, noticeEarlyRetry } from './conduct.ts';
import { badToken, ServiceError } from './errors.ts';
import { Exchange } from './exchange.ts';
import { faultRefusal } from './faultAnswers.ts';
import { refusalAnswer } from './refusalAnswer.ts';
import { type Host, loggedHeaders, maskPath } from './requestLog.ts';
import { respond } from './respond.ts';
import { routeGraph, type Route } from './router.ts';
import { routeUploadHost } from './uploadHost.ts';

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
  if (route.arrive === undefined) {
    service.workbooks.files.settle();
  }
  route.arrive?.(x);
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
  const at = x.now;
  const delivered = await respond(x, answer);
  noticeAnswer(x, host, answer, { delivered, at });
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

/** @throws ServiceError 429 when the minute's budget is used up, or the user's. */
function chargeBudget(x: Exchange, cost: number): void {
  const charge = x.service.throttle?.charge(cost, x.now);
  Object.assign(x.answerHeaders, charge?.headers);
  const ofUser = x.service.userThrottle?.charge(x.account, x.now);
  const retryAfter = Math.max(charge?.retryAfter ?? 0, ofUser ?? 0);
  if (retryAfter > 0) {
    throw new ServiceError(faultRefusal({ kind: 'status', status: 429, retryAfter }, x.now));
  }
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
  x.session?.forgetTold();
  x.request.socket.resetAndDestroy();
}

async function hang(x: Exchange): Promise<void> {
  await x.drain();
  x.session?.forgetTold();
  if (!x.response.destroyed) {
    await once(x.response, 'close');
  }
}
