import { SignInError } from '../../src/auth/errors.ts';
import { GraphError, UnexpectedAnswerError } from '../../src/graph/errors.ts';
import { CloudFeatureError } from '../../src/graph/features.ts';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import { TransportError } from '../../src/graph/transport.ts';
import { UploadError } from '../../src/upload/errors.ts';
import type { CommitResult, TransferResult } from '../../src/upload/transfer/transfer.ts';

const telling = [CloudFeatureError, SignInError, SignInRequiredError, UnexpectedAnswerError] as const;

/** An error in a few words that name no person, address or file. */
export function errorWords(error: unknown): string {
  if (error instanceof GraphError) {
    return `${error.status} ${error.codes.join(' > ') || error.code}`;
  }
  if (error instanceof UploadError) {
    return error.cause === undefined ? error.code : `${error.code} (${errorWords(error.cause)})`;
  }
  if (error instanceof TransportError) {
    return error.failure;
  }
  // Of these the messages are codes.
  if (telling.some((kind) => error instanceof kind)) {
    return error instanceof Error ? error.message : '';
  }
  return error instanceof Error ? error.name : typeof error;
}

/** What an upload or a commit came to. */
export function outcomeOf(result: TransferResult | CommitResult): string {
  switch (result.status) {
    case 'uploaded':
      return `uploaded, ${result.verified}`;
    case 'conflict':
      return `conflict, ${result.reason}`;
    case 'failed':
      return `failed, ${errorWords(result.error)}`;
    case 'awaitingCommit':
    case 'stopped':
    case 'resend':
      return result.status;
  }
}

/** What a request came to. @returns `done`, or the error. */
export async function tried(work: () => Promise<unknown>, signal: AbortSignal): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    signal.throwIfAborted();
    return errorWords(error);
  }
}
