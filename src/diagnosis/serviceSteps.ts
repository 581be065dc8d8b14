import { refusedAnswerIn, signInErrorOf } from '../auth/aadsts.ts';
import { parseJsonObject } from '../base/json.ts';
import { graphErrorOf, requestIdOf } from '../graph/errors.ts';
import { exchange } from '../graph/exchange.ts';
import { retryAfterOf } from '../graph/governor.ts';
import type { HttpResponse } from '../graph/transport.ts';
import type { Outcome, WayName } from './model.ts';
import type { CheckServices } from './ports.ts';
import { blockedBy, failure, ok, skipped, warning } from './step.ts';
import type { Step } from './step.ts';

/** Tokens count as not yet or no longer good beyond this: the tolerance of Microsoft's own token validation (DefaultClockSkew). */
const tolerableSkewMs = 5 * 60_000;

/** A host that asks for a longer wait is left alone, and that is what the check says. */
const longestHoldMs = 5000;

/** Whether the sign-in service is there and knows the tenant. A pasted token can do without it. */
export const checkSignInHost: Step = async ({ services }, signal) => {
  let outcome: Outcome;
  try {
    outcome = await askSignInService(services, signal);
  } catch (error) {
    signal.throwIfAborted();
    outcome = failure({ is: 'failed', error });
  }
  if (outcome.state !== 'error') {
    return outcome;
  }
  return (await services.account())?.kind === 'token' ? warning(outcome.problem) : outcome;
};

async function askSignInService(services: CheckServices, signal: AbortSignal): Promise<Outcome> {
  // learn.microsoft.com/entra/identity-platform/v2-protocols-oidc, "Fetch the OpenID configuration document".
  const url = `${services.authority()}/v2.0/.well-known/openid-configuration`;
  const reached = await ask(services, 'sign-in service', url, signal);
  if ('held' in reached) {
    return reached.held;
  }
  const { host, way, response } = reached;
  const document = parseJsonObject(response.body);
  if (response.status === 200 && typeof document?.['token_endpoint'] === 'string') {
    return ok({ is: 'reached', host, way });
  }
  if (document?.['error'] === undefined && response.status < 500) {
    return failure({ is: 'strangeAnswer', host, status: response.status });
  }
  return failure({
    is: 'failed',
    error: signInErrorOf(refusedAnswerIn({ error: 'server_error', ...document }), 'silent'),
  });
}

/** Whether Graph answers: a request without a token is refused, which only Graph itself does in its own words. */
export const checkGraph: Step = async ({ services, notes }, signal) => {
  const reached = await ask(services, 'graph', `${services.client.cloud.graph}/v1.0/me`, signal);
  if ('held' in reached) {
    return reached.held;
  }
  const { host, way, response } = reached;
  const { status } = response;
  if (status === 429 || status === 503) {
    const waitMs = retryAfterOf(response, services.clock.now());
    return warning({ is: 'throttled', host, ...(waitMs !== undefined && { waitMs }) });
  }
  if (parseJsonObject(response.body)?.['error'] === undefined) {
    return failure({ is: 'strangeAnswer', host, status });
  }
  if (status !== 401) {
    return failure({ is: 'failed', error: graphErrorOf(response, undefined) });
  }
  const service = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(service)) {
    notes.time = { service, ours: services.clock.now() };
  }
  const requestId = requestIdOf(response);
  return ok({ is: 'reached', host, way, ...(requestId !== undefined && { requestId }) });
};

/** Whether our clock and the service's agree as far as tokens need it. */
export const checkClock: Step = (check) => {
  const { time } = check.notes;
  if (time === undefined) {
    return Promise.resolve(blockedBy(check, 'graph') ?? skipped({ is: 'notTold' }));
  }
  const aheadMs = time.ours - time.service;
  const skewed = Math.abs(aheadMs) > tolerableSkewMs;
  return Promise.resolve(skewed ? failure({ is: 'skewed', aheadMs }) : ok({ is: 'time', aheadMs }));
};

interface Reached {
  readonly host: string;
  readonly way: WayName;
  readonly response: HttpResponse;
}

/** Asks by one way after the other until an answer comes. @throws what the first one threw. */
async function ask(
  services: CheckServices,
  label: string,
  url: string,
  signal: AbortSignal,
): Promise<Reached | { readonly held: Outcome }> {
  const { host } = new URL(url);
  const waitMs = services.governor.left(host);
  if (waitMs > longestHoldMs) {
    return { held: warning({ is: 'throttled', host, waitMs }) };
  }
  const failures: unknown[] = [];
  for (const { name: way, transport } of services.ways) {
    try {
      const request = { method: 'GET', url, headers: { accept: 'application/json' } } as const;
      const response = await exchange({ ...services, transport }, `check ${label}`, request, signal);
      return { host, way, response };
    } catch (error) {
      signal.throwIfAborted();
      failures.push(error);
    }
  }
  throw failures[0];
}
