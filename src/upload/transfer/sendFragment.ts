import { GraphError } from '../../graph/errors.ts';
import { TransportError } from '../../graph/transport.ts';
import { UploadSessionClient } from '../../graph/uploadSession.ts';
import type { FragmentAnswer } from '../../graph/uploadSession.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { TransferJob } from './job.ts';
import { replyOf } from './reply.ts';
import type { Reply } from './reply.ts';

/** Sends one range of the file, once, and tells how well its size fitted the line. */
export async function sendFragment(
  job: TransferJob,
  url: UploadUrl,
  range: { readonly start: number; readonly end: number },
  signal: AbortSignal,
): Promise<Reply<FragmentAnswer>> {
  const { clock, content, destination, fragments, patience } = job;
  const { start, end } = range;
  const bytes = content.body(start, end);
  let began = clock.monotonic();
  const body = {
    length: bytes.length,
    open: (ended: AbortSignal) => {
      began = clock.monotonic();
      patience.goesOn();
      return bytes.open(ended);
    },
  };
  const fragment = { start, end, total: content.size, body };
  const reply = await replyOf(new UploadSessionClient(job).putFragment(url, fragment, destination.driveId, signal));
  if ('answer' in reply) {
    patience.goesOn();
    if (isTaken(reply.answer, end)) {
      fragments.sent(url.host, end - start, clock.monotonic() - began);
    }
  } else if (!signal.aborted && mayBeTooLarge(reply.error)) {
    fragments.failed(url.host, end - start);
  }
  return reply;
}

function isTaken(answer: FragmentAnswer, end: number): boolean {
  return 'item' in answer || typeof answer.next === 'string' || answer.next.from >= end;
}

/** The line or the service broke under it, other than a service that only asks to wait. */
function mayBeTooLarge(error: unknown): boolean {
  if (error instanceof TransportError) {
    return error.failure === 'connectionLost' || error.failure === 'answerTimeout';
  }
  return (
    error instanceof GraphError &&
    error.retryAfterMs === undefined &&
    (error.status === 408 || (error.status >= 500 && error.status <= 504))
  );
}
