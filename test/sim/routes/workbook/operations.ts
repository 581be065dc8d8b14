import { SECOND } from '../../clock.ts';
import type { DriveNode } from '../../drive/node.ts';
import { type Answer, ok } from '../../http/answer.ts';
import { notFound, refuse } from '../../http/errors.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { ItemRequest } from '../itemRequest.ts';
import { workbookAddress, workbookNode } from './call.ts';

/** Longest time that a request may take; a gateway ends it then. */
const LONGEST_REQUEST = 30 * SECOND;

/** For what is not done as an operation. @throws ServiceError 504, what a gateway answers for the service */
export function refuseIfTooSlow(ms: number): void {
  if (ms > LONGEST_REQUEST) {
    throw refuse(504, 'MaxRequestDurationExceeded', 'The request took too long.', 'gatewayTimeoutUncategorized');
  }
}

export function prefersAsync(x: Exchange): boolean {
  return (x.header('prefer') ?? '')
    .toLowerCase()
    .split(/\s*[,;]\s*/u)
    .includes('respond-async');
}

/** Answers 202 and does the work when its time has come. The work says where below the workbook its result is. */
export function beginOperation(
  x: Exchange,
  request: ItemRequest,
  node: DriveNode,
  { ms, failure }: { readonly ms: number; readonly failure: readonly string[] | undefined },
  work: () => Promise<string | undefined>,
): Answer {
  const { workbooks, workbookOperations } = x.service;
  const { id } = workbookOperations.begin(node, ms, failure, work);
  const root = workbookAddress(x, request, node, workbooks.settings.betaAddresses === 'all');
  return { status: 202, headers: { Location: `${root}/operations/${id}` } };
}

/** workbookOperation: get. A failed one has the status 200, and its error inside. */
export async function getOperation(x: Exchange, request: ItemRequest): Promise<Answer> {
  const node = workbookNode(x, request);
  const { workbooks, workbookOperations } = x.service;
  const operation = workbookOperations.find(node, x.path.split('/').at(-1) ?? '');
  if (operation === undefined) {
    throw notFound('The operation could not be found.');
  }
  const { id } = operation;
  if (x.now < operation.done) {
    return ok({ id, status: x.now === operation.begun ? 'notStarted' : 'running' });
  }
  const [code, inner] = operation.failure ?? [];
  if (code !== undefined) {
    const message = 'The operation failed.';
    const error = { code, message, ...(inner !== undefined && { innerError: { code: inner, message } }) };
    return ok({ id, status: 'failed', error });
  }
  await workbookOperations.settle();
  const result = await operation.outcome;
  if (result === undefined) {
    return ok({ id, status: 'succeeded' });
  }
  const root = workbookAddress(x, request, node, workbooks.settings.betaAddresses !== 'none');
  return ok({ id, status: 'succeeded', resourceLocation: `${root}/${result}` });
}

/** The key at the end of an address that an operation gave. */
export function keyIn(x: Exchange): string {
  return /\(key='([^']*)'\)$/u.exec(decodeURIComponent(x.path))?.[1] ?? '';
}

/** What adding rows made. */
export async function getRowsResult(x: Exchange, request: ItemRequest): Promise<Answer> {
  workbookNode(x, request);
  const result = x.service.workbookOperations.result(keyIn(x));
  if (result === undefined) {
    throw notFound('The result could not be found.');
  }
  return Promise.resolve(ok(result));
}
