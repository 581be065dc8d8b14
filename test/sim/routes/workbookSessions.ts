import { SECOND } from '../clock.ts';
import { extensionOf } from '../drive/names.ts';
import type { DriveNode } from '../drive/node.ts';
import { type Answer, noContent, ok } from '../http/answer.ts';
import { badRequest, notFound, refuse } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Json } from '../http/json.ts';
import type { WorkbookSession } from '../workbook/workbookSessions.ts';
import type { ItemRequest } from './itemRequest.ts';

/** Longest time that a request may take; a gateway ends it then. */
const LONGEST_REQUEST = 30 * SECOND;
/** Office Open XML only (learn.microsoft.com/graph/excel-concept-overview). */
const WORKBOOKS = ['xlsx', 'xlsm'];

/** workbook: createSession. At once when the workbook opens at once, else as an operation if the client prefers that. */
export async function createSession(x: Exchange, request: ItemRequest): Promise<Answer> {
  const body = await x.json();
  const node = workbook(x, request);
  const { persistChanges } = body;
  if (typeof persistChanges !== 'boolean') {
    throw badRequest('persistChanges is not a boolean.', 'badRequestUncategorized');
  }
  const { workbooks } = x.service;
  const { openMs = 0, failure } = workbooks.option;
  const { drive } = request.place;
  const prefersAsync = (x.header('prefer') ?? '').toLowerCase().split(/\s*[,;]\s*/u);
  if (openMs > 0 && prefersAsync.includes('respond-async')) {
    const { id } = workbooks.begin(drive, node, persistChanges);
    return { status: 202, headers: { Location: `${root(x, request, node)}/operations/${id}` } };
  }
  if (openMs > LONGEST_REQUEST) {
    throw refuse(504, 'MaxRequestDurationExceeded', 'The request took too long.', 'gatewayTimeoutUncategorized');
  }
  if (failure !== undefined) {
    throw refuse(500, failure[0] ?? 'generalException', 'The workbook could not be opened.', ...failure.slice(1));
  }
  return { status: 201, json: sessionJson(x, workbooks.create(drive, node, persistChanges)) };
}

/** workbookOperation: get. A failed one has the status 200, and its error inside. */
export async function getOperation(x: Exchange, request: ItemRequest): Promise<Answer> {
  const node = workbook(x, request);
  const { workbooks } = x.service;
  const operation = workbooks.operation(node, x.path.split('/').at(-1) ?? '');
  if (operation === undefined) {
    throw notFound('The operation could not be found.');
  }
  const { id } = operation;
  if (x.now < operation.done) {
    return Promise.resolve(ok({ id, status: x.now === operation.begun ? 'notStarted' : 'running' }));
  }
  const [code, inner] = workbooks.option.failure ?? [];
  if (code !== undefined) {
    const message = 'The workbook could not be opened.';
    const error = { code, message, ...(inner !== undefined && { innerError: { code: inner, message } }) };
    return Promise.resolve(ok({ id, status: 'failed', error }));
  }
  operation.session ??= operation.open();
  // The service names the beta version here (learn.microsoft.com/graph/api/workbookoperation-get).
  const resourceLocation = `${root(x, request, node, 'beta')}/sessionInfoResource(key='${operation.session.key}')`;
  return Promise.resolve(ok({ id, status: 'succeeded', resourceLocation }));
}

/** The session that an operation made. */
export async function getSessionInfo(x: Exchange, request: ItemRequest): Promise<Answer> {
  const node = workbook(x, request);
  const key = /\(key='([^']*)'\)$/u.exec(decodeURIComponent(x.path))?.[1] ?? '';
  const session = x.service.workbooks.findByKey(node, key);
  if (session === undefined) {
    throw notFound('The session could not be found.');
  }
  return Promise.resolve(ok(sessionJson(x, session)));
}

/** workbook: refreshSession. */
export async function refreshSession(x: Exchange, request: ItemRequest): Promise<Answer> {
  x.service.workbooks.touch(sessionOf(x, request));
  return Promise.resolve(noContent);
}

/** workbook: closeSession. */
export async function closeSession(x: Exchange, request: ItemRequest): Promise<Answer> {
  x.service.workbooks.close(sessionOf(x, request));
  return Promise.resolve(noContent);
}

/** @throws ServiceError 403 for personal accounts, 404 for what is no workbook */
function workbook(x: Exchange, request: ItemRequest): DriveNode {
  x.requireScope('Files.ReadWrite', 'Files.ReadWrite.All');
  const node = request.node();
  if (request.place.drive.kind === 'personal') {
    // As personal accounts get it (microsoft-graph-explorer-v4#3014); the documents rule them out.
    throw refuse(403, 'AccessDenied', 'Could not obtain a WAC access token.', 'forbiddenUncategorized');
  }
  if (node.stored === undefined || !WORKBOOKS.includes(extensionOf(node.name))) {
    throw refuse(404, 'DeploymentInvalidEditSession', 'Workbook Not Found', 'unsupportedWorkbook');
  }
  return node;
}

/** @throws ServiceError 400 without a session, 404 when it has ended */
function sessionOf(x: Exchange, request: ItemRequest): WorkbookSession {
  const node = workbook(x, request);
  const id = x.header('workbook-session-id');
  if (id === undefined) {
    throw refuse(400, 'InvalidSession', 'There is no workbook-session-id.', 'badRequestUncategorized');
  }
  const session = x.service.workbooks.find(node, id);
  if (session === undefined) {
    throw refuse(404, 'InvalidSession', 'The session has ended.', 'invalidSessionReCreatable');
  }
  return session;
}

function sessionJson(x: Exchange, { id, persistChanges }: WorkbookSession): Json {
  return { '@odata.context': x.context('microsoft.graph.workbookSessionInfo'), id, persistChanges };
}

/** Address of a workbook as the service writes it. */
function root(x: Exchange, { place }: ItemRequest, node: DriveNode, version = 'v1.0'): string {
  return `${x.origin}/${version}/drives/${encodeURIComponent(place.drive.id)}/items/${node.id}/workbook`;
}
