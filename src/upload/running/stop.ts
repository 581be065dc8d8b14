import type { RecordState } from '../journal/record.ts';
import type { UploadResult } from '../model.ts';

/** `pause`: the user wants to go on later. `discard`: never. `close`: the window ends. `takenOver`: another window goes on. */
export type StopReason = 'pause' | 'discard' | 'close' | 'takenOver';

/** The reason of an aborted upload: what is to become of it. */
export class UploadStop extends Error {
  override readonly name = 'AbortError';
  readonly why: StopReason;

  constructor(why: StopReason) {
    super(`upload stopped: ${why}`);
    this.why = why;
  }
}

/** What becomes of a stopped upload on the list, unless another window says that now, and what its run came to. */
export function stoppedBy(signal: AbortSignal): {
  readonly state?: RecordState;
  readonly result: Extract<UploadResult, { readonly status: 'paused' | 'cancelled' }>;
} {
  switch (stopReasonOf(signal)) {
    case 'pause':
      return { state: { kind: 'paused' }, result: { status: 'paused' } };
    case 'close':
      return { state: { kind: 'interrupted' }, result: { status: 'paused' } };
    case 'discard':
      return { state: { kind: 'discarding' }, result: { status: 'cancelled' } };
    case 'takenOver':
      return { result: { status: 'paused' } };
  }
}

/** Why an upload was stopped; somebody else's abort means a pause: nothing that was sent is given up. */
function stopReasonOf(signal: AbortSignal): StopReason {
  const reason: unknown = signal.reason;
  return reason instanceof UploadStop ? reason.why : 'pause';
}
