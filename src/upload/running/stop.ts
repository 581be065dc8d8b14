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

/** Why an upload was stopped; somebody else's abort means a pause: nothing that was sent is given up. */
export function stopReasonOf(signal: AbortSignal): StopReason {
  const reason: unknown = signal.reason;
  return reason instanceof UploadStop ? reason.why : 'pause';
}
