import { type Answer, noContent } from '../http/answer.ts';
import { badRequest, refuse, sessionNotFound } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { commitSession } from '../upload/commit.ts';
import type { UploadSession } from '../upload/session.ts';
import { settle } from '../upload/turns.ts';
import { parseUploadUrl } from '../upload/uploadUrls.ts';
import { putFragment, statusAnswer } from './fragment.ts';

/** The session of the request's upload URL, also a dead one; undefined when there never was one. */
export function sessionOf(x: Pick<Exchange, 'service'>, url: string): UploadSession | undefined {
  const parsed = parseUploadUrl(url);
  return parsed && x.service.sessions.find(parsed.guid, parsed.secret);
}

/** Everything that is sent to an upload URL. The URL itself is the permission. */
export async function handleUploadUrl(x: Exchange, session: UploadSession | undefined): Promise<Answer> {
  if (x.header('authorization') !== undefined) {
    x.violate('tokenOnUploadUrl', 'Authorization header on an upload URL');
    if (!x.service.violations.allows('tokenOnUploadUrl')) {
      throw refuse(401, 'unauthenticated', 'The caller is not authenticated.');
    }
  }
  if (session === undefined) {
    throw sessionNotFound();
  }
  const death = x.plan.of('tokenDeath');
  if (death !== undefined) {
    session.deadStatus = death.status;
    session.end('tokenDead');
  }
  checkAlive(x, session);
  switch (x.method) {
    case 'PUT':
      return putFragment(x, session);
    case 'GET':
      return statusAnswer(x, session, 200);
    case 'DELETE':
      await settle(session, x.service.shaper);
      session.end('cancelled');
      return noContent;
    case 'POST':
      return commitByPost(x, session);
    default:
      throw refuse(405, 'invalidRequest', 'The method is not allowed here.');
  }
}

/** @throws ServiceError 401, 403, 404 when the session takes no requests any more. */
function checkAlive(x: Exchange, session: UploadSession): void {
  const refusal = session.refusal();
  if (refusal === undefined) {
    return;
  }
  if (session.state === 'cancelled' && x.method === 'PUT') {
    x.violate('useAfterCancel', `session ${session.ordinal} was cancelled`);
  }
  if (session.state === 'committed' && x.method === 'POST' && session.commitAnswered) {
    x.violate('doubleCommit', `session ${session.ordinal} was finished before`);
  }
  throw refusal;
}

/** Completes a deferred upload; only on Business and SharePoint. */
async function commitByPost(x: Exchange, session: UploadSession): Promise<Answer> {
  await x.drain();
  if (session.personal) {
    throw badRequest('Completing by POST is not supported here.', 'notSupported');
  }
  if (x.entry.requestBytes > 0) {
    throw badRequest('The request must have no content.');
  }
  return commitSession(x, session);
}
