import type { Answer } from './answer.ts';
import { errorEnvelope, htmlPage, type Refusal, ServiceError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { Host } from './requestLog.ts';

/** The answer to a request that failed; notes the code in the log. */
export function refusalAnswer(x: Exchange, host: Host, error: unknown): Answer {
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
