import { GraphError } from '../../src/graph/errors.ts';

/** What Graph answers with these codes, from the outermost to the innermost. */
export function refused(status: number, ...codes: string[]): GraphError {
  return new GraphError({ status, code: codes.at(-1) ?? 'unknown', codes, requestId: 'r-1' });
}
