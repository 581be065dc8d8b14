import type { FaultPlan, FaultSpec } from '../rules/faultSpec.ts';
import type { Answer } from './answer.ts';
import { htmlPage, type Refusal } from './errors.ts';

/** Code and inner code that the service uses with a status, where a fault names none. */
const USUAL_CODES: Readonly<Record<number, readonly [string, ...string[]]>> = {
  400: ['invalidRequest'],
  401: ['unauthenticated'],
  403: ['accessDenied'],
  404: ['itemNotFound'],
  409: ['nameAlreadyExists'],
  412: ['resourceModified'],
  413: ['invalidRequest', 'maxFragmentLengthExceeded'],
  416: ['invalidRange', 'fragmentOverlap'],
  423: ['notAllowed', 'resourceLocked'],
  429: ['activityLimitReached', 'throttledRequest'],
  500: ['generalException'],
  502: ['badGateway'],
  503: ['serviceNotAvailable', 'serviceNotAvailable'],
  504: ['gatewayTimeout'],
  507: ['quotaLimitReached', 'insufficientStorage'],
  509: ['bandwidthLimitExceeded'],
};

type StatusFault = Extract<FaultSpec, { kind: 'status' }>;

/** The refusal that a status fault stands for; `now` in milliseconds since 1970, for Retry-After as a date. */
export function faultRefusal(fault: StatusFault, now: number): Refusal {
  const [code, ...inner] = USUAL_CODES[fault.status] ?? ['generalException'];
  const retryAfter =
    fault.retryAfter === undefined ? {} : { 'Retry-After': retryAfterText(fault, fault.retryAfter, now) };
  return {
    status: fault.status,
    code: fault.code ?? code,
    inner: fault.inner ?? inner,
    message: fault.message ?? 'This answer was asked for by a fault.',
    headers: { ...retryAfter, ...fault.headers },
    form: fault.body ?? 'json',
  };
}

function retryAfterText(fault: StatusFault, seconds: number, now: number): string {
  if (fault.retryAfterForm !== 'date') {
    return String(seconds);
  }
  return new Date(Math.ceil(now / 1_000 + seconds) * 1_000).toUTCString();
}

/** The body of an answer after faults that spoil bodies. */
export function spoilBody(
  plan: FaultPlan,
  answer: Answer,
  body: string,
): { status: number; body: string; html: boolean } {
  const html = plan.of('html');
  if (html !== undefined) {
    const status = html.status ?? answer.status;
    return { status, body: htmlPage(status, 'Service'), html: true };
  }
  if (plan.of('truncatedJson') !== undefined) {
    return { status: answer.status, body: body.slice(0, Math.ceil(body.length / 2)), html: false };
  }
  if (plan.of('malformedJson') !== undefined) {
    return { status: answer.status, body: `${body.slice(0, -1)},}`, html: false };
  }
  return { status: answer.status, body, html: false };
}
