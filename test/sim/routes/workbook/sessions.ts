import { type Answer, noContent, ok } from '../../http/answer.ts';
import { badRequest, notFound, refuse } from '../../http/errors.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Json } from '../../http/json.ts';
import type { WorkbookSession } from '../../workbook/workbookSessions.ts';
import type { ItemRequest } from '../itemRequest.ts';
import { namedSession, noSession, workbookNode } from './call.ts';
import { beginOperation, keyIn, prefersAsync, refuseIfTooSlow } from './operations.ts';

/** workbook: createSession. At once when the workbook opens at once, else as an operation if the client prefers that. */
export async function createSession(x: Exchange, request: ItemRequest): Promise<Answer> {
  const body = await x.json();
  const node = workbookNode(x, request);
  const { persistChanges } = body;
  if (typeof persistChanges !== 'boolean') {
    throw badRequest('persistChanges is not a boolean.', 'badRequestUncategorized');
  }
  const { workbooks, workbookOperations } = x.service;
  await workbookOperations.settle();
  const { openMs, failure, sessionIdInAddresses } = workbooks.settings;
  const { drive } = request.place;
  const open = (): WorkbookSession => workbooks.create(drive, node, persistChanges);
  if (openMs > 0 && prefersAsync(x)) {
    workbooks.files.keptBytes(node);
    return beginOperation(x, request, node, { ms: openMs, failure }, () => {
      const { id, key } = open();
      const query = sessionIdInAddresses ? `?sessionId=${encodeURIComponent(id)}` : '';
      return Promise.resolve(`sessionInfoResource(key='${key}')${query}`);
    });
  }
  refuseIfTooSlow(openMs);
  if (failure !== undefined) {
    throw refuse(500, failure[0] ?? 'generalException', 'The workbook could not be opened.', ...failure.slice(1));
  }
  return { status: 201, json: sessionJson(x, open()) };
}

/** The session that an operation made. */
export async function getSessionInfo(x: Exchange, request: ItemRequest): Promise<Answer> {
  const node = workbookNode(x, request);
  const session = x.service.workbooks.findByKey(node, keyIn(x));
  if (session === undefined) {
    throw notFound('The session could not be found.');
  }
  return Promise.resolve(ok(sessionJson(x, session)));
}

/** workbook: refreshSession. */
export async function refreshSession(x: Exchange, request: ItemRequest): Promise<Answer> {
  sessionOf(x, request);
  return Promise.resolve(noContent);
}

/** workbook: closeSession. */
export async function closeSession(x: Exchange, request: ItemRequest): Promise<Answer> {
  x.service.workbooks.close(sessionOf(x, request));
  return Promise.resolve(noContent);
}

/** @throws ServiceError 400 without a session, 404 when it has ended */
function sessionOf(x: Exchange, request: ItemRequest): WorkbookSession {
  const session = namedSession(x, workbookNode(x, request));
  if (session === undefined) {
    throw noSession();
  }
  return session;
}

function sessionJson(x: Exchange, { id, persistChanges }: WorkbookSession): Json {
  return { '@odata.context': x.context('microsoft.graph.workbookSessionInfo'), id, persistChanges };
}
