/** Whether `error` only says that somebody aborted: through `signal` when it is given, else by its name. */
export function isAbort(error: unknown, signal?: AbortSignal): boolean {
  if (signal?.aborted === true && error === signal.reason) {
    return true;
  }
  return error instanceof Error && error.name === 'AbortError';
}

/** What an aborted operation rejects with. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new DOMException('aborted', 'AbortError');
}
