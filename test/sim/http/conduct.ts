import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { Host } from './requestLog.ts';

/** Requests in a row that a dead session may get: two tries, looks at the status, a cancel. */
const DEAD_ANSWERS_ALLOWED = 5;

/** Notices a request before the time that its host asked for. */
export function noticeEarlyRetry(x: Exchange, host: Host): void {
  const early = x.service.retryRules.tooEarly(host, x.request.socket, x.now);
  if (early > 0) {
    x.violate('retryBeforeRetryAfter', `${Math.round(early)} ms too early for the ${host} host`);
  }
}

/**
 * Keeps what later requests are judged by.
 * @param way whether the answer was delivered, and when it began: on a busy machine a client has it before that is known.
 */
export function noticeAnswer(
  x: Exchange,
  host: Host,
  answer: Answer,
  { delivered, at }: { readonly delivered: boolean; readonly at: number },
): void {
  const { retryRules } = x.service;
  const status = x.entry.status;
  const retryAfter = answer.headers?.['Retry-After'];
  if (retryAfter !== undefined) {
    const seconds = /^\d+$/u.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - at) / 1_000;
    retryRules.hold(host, x.request.socket, seconds, at);
  }
  const before = retryRules.repeated(x.identity(), status, x.now);
  if (before !== undefined && !x.isGreeting) {
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
    session.forgetTold();
  }
  if (delivered && status < 300) {
    session.announced = true;
  }
  if (delivered && session.state === 'committed' && status < 300) {
    session.commitAnswered = true;
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
