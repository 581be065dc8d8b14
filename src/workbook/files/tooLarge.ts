import { TransportError } from '../../graph/transport.ts';
import { workbookRefusal } from '../../graph/workbook/refusal.ts';

/** Whether a request, or its answer, was too large: the same can be had in parts. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof TransportError
    ? error.failure === 'answerTooLarge'
    : workbookRefusal(error)?.action === 'split';
}
