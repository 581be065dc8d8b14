import type { Json, JsonObject } from './json.ts';

/**
 * Refusals in the words of the service: status, `error.code` and the chain of inner codes
 * (learn.microsoft.com/graph/errors and /onedrive/developer/rest-api/concepts/errors).
 */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Codes of nested inner errors, from the outside in. */
  readonly inner?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** `html` and `empty`: the answer comes from a layer in front of the API and is no JSON. */
  readonly form?: 'json' | 'html' | 'empty';
}

/** Thrown by a route to answer with an error. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`${refusal.status} ${refusal.code}`);
    this.refusal = refusal;
  }
}

export function refuse(status: number, code: string, message: string, ...inner: string[]): ServiceError {
  return new ServiceError({ status, code, message, inner });
}

export const badRequest = (message: string, ...inner: string[]): ServiceError =>
  refuse(400, 'invalidRequest', message, ...inner);

export const notFound = (message = 'The resource could not be found.', ...inner: string[]): ServiceError =>
  refuse(404, 'itemNotFound', message, ...inner);

export const accessDenied = (message = 'Access denied'): ServiceError => refuse(403, 'accessDenied', message);

export const nameTaken = (message = 'The specified item name already exists.'): ServiceError =>
  refuse(409, 'nameAlreadyExists', message);

export const tagMismatch = (): ServiceError =>
  refuse(412, 'resourceModified', 'ETag does not match current item’s value', 'entityTagDoesNotMatch');

export const noSpace = (): ServiceError =>
  refuse(507, 'quotaLimitReached', 'The user has reached their quota limit.', 'insufficientStorage');

export const sessionNotFound = (): ServiceError =>
  notFound('The upload session was not found.', 'uploadSessionNotFound');

export const badRange = (message: string, inner: string): ServiceError => refuse(416, 'invalidRange', message, inner);

/** The 401 of Graph; the code differs from that of the file service behind it. */
export const badToken = (message: string): ServiceError =>
  new ServiceError({
    status: 401,
    code: 'InvalidAuthenticationToken',
    message,
    headers: { 'WWW-Authenticate': 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common"' },
  });

export interface EnvelopeIds {
  readonly requestId: string;
  readonly clientRequestId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The body of a refusal. Graph spells the nested object `innerError`, the upload hosts `innererror`. */
export function errorEnvelope(refusal: Refusal, ids: EnvelopeIds, innerKey: 'innerError' | 'innererror'): Json {
  const trace: Record<string, Json> = {
    date: new Date(ids.now).toISOString().slice(0, 19),
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId,
  };
  const [outermost, ...deeper] = refusal.inner ?? [];
  const nested = deeper.reduceRight<JsonObject | undefined>(
    (inside, code) => (inside === undefined ? { code } : { code, [innerKey]: inside }),
    undefined,
  );
  const innerError = {
    ...(outermost === undefined ? {} : { code: outermost }),
    ...(nested === undefined ? {} : { [innerKey]: nested }),
    ...trace,
  };
  return { error: { code: refusal.code, message: refusal.message, [innerKey]: innerError } };
}

/** What a proxy or front end answers when the request never reached the API. */
export function htmlPage(status: number, title: string): string {
  return `<!DOCTYPE html>\r\n<html><head><title>${title}</title></head><body><h2>${status} ${title}</h2><hr></body></html>\r\n`;
}
