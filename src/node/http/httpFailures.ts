import { TransportError } from '../../graph/transport.ts';
import type { TransportFailure } from '../../graph/transport.ts';

/** Error codes of Node's network stack and of undici, and names of errors that have none. */
const failures: Readonly<Record<string, TransportFailure>> = {
  ENOTFOUND: 'nameNotResolved',
  EAI_AGAIN: 'nameNotResolved',
  ECONNREFUSED: 'connectionRefused',
  EHOSTUNREACH: 'connectionRefused',
  ENETUNREACH: 'connectionRefused',
  EADDRNOTAVAIL: 'connectionRefused',
  ETIMEDOUT: 'connectTimeout',
  UND_ERR_CONNECT_TIMEOUT: 'connectTimeout',
  UND_ERR_HEADERS_TIMEOUT: 'answerTimeout',
  UND_ERR_BODY_TIMEOUT: 'answerTimeout',
  ECONNRESET: 'connectionLost',
  ECONNABORTED: 'connectionLost',
  EPIPE: 'connectionLost',
  UND_ERR_SOCKET: 'connectionLost',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connectionLost',
  // Something that is not HTTP, or not all of it.
  HTTPParserError: 'connectionLost',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'answerTooLarge',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
};

/** Codes that a connection in use cannot end with. */
const beforeConnection = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT']);

/** What OpenSSL calls a certificate of an authority that it does not know (openssl-verification-options). */
const unknownAuthority = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

/** The port's error for whatever undici threw. */
export function transportErrorOf(error: unknown, host: string): TransportError {
  return error instanceof TransportError ? error : new TransportError(failureOf(codeOf(error)), host, { cause: error });
}

/** The port's error for a connection that did not come to be. */
export function connectErrorOf(error: unknown, host: string): TransportError {
  return error instanceof TransportError
    ? error
    : new TransportError(failureOf(codeOf(error)), host, { cause: error, unsent: true });
}

/** The port's error for whatever `fetch` threw, which tells little of where it happened. */
export function fetchErrorOf(error: unknown, host: string): TransportError {
  const cause = error instanceof TypeError && error.cause !== undefined ? error.cause : error;
  const code = codeOf(cause);
  const unsent = beforeConnection.has(code) || failureOf(code) === 'tls';
  return cause instanceof TransportError ? cause : new TransportError(failureOf(code), host, { cause, unsent });
}

/** Whether the certificate might be trusted by somebody who knows more authorities. */
export function isUnknownAuthority(error: unknown): boolean {
  return unknownAuthority.has(codeOf(error));
}

function failureOf(code: string): TransportFailure {
  const known = failures[code];
  if (known !== undefined) {
    return known;
  }
  return /^(?:CERT_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|CRL_|HOSTNAME_)/u.test(code) ? 'tls' : 'other';
}

/** A connection tried on several addresses fails with all their errors; the first tells as much as any. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  if (error instanceof AggregateError) {
    return codeOf(error.errors[0]);
  }
  return error instanceof Error ? error.name : '';
}
