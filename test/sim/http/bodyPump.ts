import type { IncomingMessage } from 'node:http';

export interface PumpResult {
  /** Bytes of the body that were read. */
  readonly bytes: number;
  /** `aborted`: the client went away. `cut`: the limit was reached. */
  readonly end: 'complete' | 'aborted' | 'cut';
}

export interface PumpOptions {
  /** Takes the bytes; while a promise is pending no more are read. */
  readonly sink: (piece: Buffer) => void | Promise<void>;
  /** What to wait for after a piece of that many bytes, for a slow line. */
  readonly pace: (bytes: number) => Promise<void> | undefined;
  /** Stop after that many bytes, at least one. */
  readonly cutAfter?: number | undefined;
}

/** Reads a request's body into a sink. Rejects only when the sink does. */
export async function pumpBody(request: IncomingMessage, options: PumpOptions): Promise<PumpResult> {
  const { sink, pace, cutAfter = Infinity } = options;
  const { promise, resolve, reject } = Promise.withResolvers<PumpResult>();
  let bytes = 0;
  let busy: Promise<void> = Promise.resolve();
  const finish = (end: PumpResult['end']): void => {
    request.removeAllListeners('data');
    busy.then(() => resolve({ bytes, end }), reject);
  };
  request.on('data', (chunk: Buffer) => {
    const piece = bytes + chunk.length > cutAfter ? chunk.subarray(0, cutAfter - bytes) : chunk;
    bytes += piece.length;
    const paced = pace(piece.length);
    const stored = sink(piece);
    if (stored !== undefined || paced !== undefined) {
      request.pause();
      busy = busy.then(async () => {
        await stored;
        await paced;
        request.resume();
      });
      busy.catch(reject);
    }
    if (bytes >= cutAfter) {
      request.pause();
      finish('cut');
    }
  });
  request.once('end', () => finish('complete'));
  request.once('close', () => finish(request.complete ? 'complete' : 'aborted'));
  request.once('error', () => finish('aborted'));
  if (request.destroyed) {
    finish('aborted');
  }
  return promise;
}
