import { extensionOf } from '../../drive/names.ts';
import type { DriveNode } from '../../drive/node.ts';
import { refuse, ServiceError } from '../../http/errors.ts';
import type { Answer } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Json, JsonObject } from '../../http/json.ts';
import type { Document } from '../../workbook/book/document.ts';
import type { WorkbookSettings } from '../../workbook/options.ts';
import type { WorkbookSession } from '../../workbook/workbookSessions.ts';
import type { ItemRequest } from '../itemRequest.ts';

/** Office Open XML only (learn.microsoft.com/graph/excel-concept-overview). */
const WORKBOOKS = ['xlsx', 'xlsm'];
const HEADER = 'workbook-session-id';

/** A request inside of a workbook. */
export interface WorkbookCall {
  readonly x: Exchange;
  readonly request: ItemRequest;
  readonly node: DriveNode;
  readonly document: Document;
  /** None: the workbook itself, what is changed is saved. */
  readonly session: WorkbookSession | undefined;
  readonly settings: WorkbookSettings;
}

/**
 * The file of a workbook.
 * @throws ServiceError 403 for personal accounts, 404 for what is no workbook
 */
export function workbookNode(x: Exchange, request: ItemRequest): DriveNode {
  x.requireScope('Files.ReadWrite', 'Files.ReadWrite.All');
  const node = existing(x, request);
  if (request.place.drive.kind === 'personal') {
    // As personal accounts get it (microsoft-graph-explorer-v4#3014); the documents rule them out.
    throw refuse(403, 'AccessDenied', 'Could not obtain a WAC access token.', 'forbiddenUncategorized');
  }
  if (node.stored === undefined || !WORKBOOKS.includes(extensionOf(node.name))) {
    throw refuse(404, 'DeploymentInvalidEditSession', 'Workbook Not Found', 'unsupportedWorkbook');
  }
  return node;
}

function existing(x: Exchange, request: ItemRequest): DriveNode {
  try {
    return request.node();
  } catch (error) {
    if (error instanceof ServiceError && error.refusal.status === 404 && x.header(HEADER) !== undefined) {
      throw refuse(404, 'ItemNotFound', 'The workbook is gone.', 'invalidSessionNotFound');
    }
    throw error;
  }
}

/** The session that the header names, which is used by that. @throws ServiceError 404 when it has ended */
export function namedSession(x: Exchange, node: DriveNode): WorkbookSession | undefined {
  const id = x.header(HEADER);
  if (id === undefined) {
    return undefined;
  }
  const { workbooks } = x.service;
  const session = workbooks.find(node, id);
  if (session === undefined) {
    if (workbooks.isOfAnother(node, id)) {
      x.violate('foreignWorkbookSession', 'the session is that of another workbook');
    }
    throw refuse(404, 'InvalidSession', 'The session has ended.', 'invalidSessionReCreatable');
  }
  workbooks.touch(session);
  return session;
}

/** Opens what a request is about. @throws ServiceError 403, 404, 409, 500 */
export async function openCall(x: Exchange, request: ItemRequest): Promise<WorkbookCall> {
  const node = workbookNode(x, request);
  const { workbooks, workbookOperations } = x.service;
  await workbookOperations.settle();
  const session = namedSession(x, node);
  const document = await (session?.document() ?? workbooks.files.document(node));
  return { x, request, node, document, session, settings: workbooks.settings };
}

/** The body, within the limit of the service. @throws ServiceError 400, 413 */
export function body({ x, settings }: WorkbookCall): Promise<JsonObject> {
  const message = 'The request payload size has exceeded the limit.';
  return x.json(
    settings.payloadLimit,
    refuse(413, 'RequestPayloadSizeLimitExceeded', message, 'payloadTooLargeUncategorized'),
  );
}

/** Calculates and keeps what was changed: in the file, or in the copy of a scratch session. */
export function save({ x, request, node, document, session, settings }: WorkbookCall): void {
  document.settle();
  if (session?.persistChanges !== false) {
    x.service.workbooks.files.save(request.place.drive, node, document, settings.saveMs);
  }
}

/** An answer with the properties that were asked for. @throws ServiceError 413 when it is too large */
export function answer({ x, settings }: WorkbookCall, kind: string, facts: JsonObject, status = 200): Answer {
  const wanted = selected(x);
  const shown = Object.fromEntries(Object.entries(facts).filter(([name]) => wanted(name)));
  return sized(settings, { status, json: { '@odata.context': x.context(kind), ...shown } });
}

export function list({ x, settings }: WorkbookCall, kind: string, items: readonly JsonObject[]): Answer {
  const wanted = selected(x);
  const skip = Number(x.query.get('$skip') ?? 0);
  const top = Number(x.query.get('$top') ?? items.length);
  const value = items
    .slice(skip, skip + top)
    .map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => wanted(name))));
  return sized(settings, { status: 200, json: { '@odata.context': x.context(kind), value } });
}

/** Whether a property is among those of `$select`. */
export function selected(x: Exchange): (property: string) => boolean {
  const names = x.query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim().toLowerCase());
  return (property) => names === undefined || property.startsWith('@') || names.includes(property.toLowerCase());
}

function sized(settings: WorkbookSettings, answer: { status: number; json: Json }): Answer {
  if (Buffer.byteLength(JSON.stringify(answer.json)) > settings.payloadLimit) {
    const message = 'The response payload size has exceeded the limit.';
    throw refuse(413, 'ResponsePayloadSizeLimitExceeded', message, 'payloadTooLargeUncategorized');
  }
  return answer;
}

/** Address of a workbook as the service writes it. */
export function workbookAddress(x: Exchange, { place }: ItemRequest, node: DriveNode, beta: boolean): string {
  const drive = encodeURIComponent(place.drive.id);
  return `${x.origin}/${beta ? 'beta' : 'v1.0'}/drives/${drive}/items/${node.id}/workbook`;
}

export const missing = (what: string): ServiceError =>
  refuse(404, 'ItemNotFound', `The requested ${what} doesn’t exist.`, 'itemNotFound');

export const noSession = (): ServiceError =>
  refuse(400, 'InvalidSession', 'There is no workbook-session-id.', 'badRequestUncategorized');

export const invalidArgument = (message: string): ServiceError =>
  refuse(400, 'InvalidArgument', message, 'invalidArgument');
