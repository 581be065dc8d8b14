import { QuickXorHash } from '../../graph/quickXorHash.ts';
import { Commit } from './commit.ts';
import type { UploadJob, UploadServices } from './job.ts';
import { closedQuietly } from './closedQuietly.ts';
import { graphHost } from './lookUp.ts';
import { Patience } from './patience.ts';
import { fragmentUnit } from './plan.ts';
import { transferFile } from './transferFile.ts';
import type {
  CommitRequest,
  CommitResult,
  EarlierTransfer,
  FragmentSizer,
  SessionKeeper,
  TransferReporter,
} from './transfer.ts';

/** What is sent without a session has no fragments. */
const noFragments: FragmentSizer = { simpleUpTo: 0, size: () => fragmentUnit, sent: () => {}, failed: () => {} };

/**
 * Makes a file visible whose bytes were sent earlier, under the name and rule that it was begun with or that the user
 * chose for a conflict. The local file is not needed for it: what is published is what was sent. Never commits twice:
 * after a doubtful answer it looks for the item.
 */
export async function commitSession(
  request: CommitRequest,
  keeper: SessionKeeper,
  reporter: TransferReporter,
  services: UploadServices,
  signal: AbortSignal,
): Promise<CommitResult> {
  const { earlier, destination, deferCommit, choice, replaces } = request;
  const name = choice?.behavior === 'fail' ? choice.name : request.name;
  const conflictBehavior = choice?.behavior ?? request.conflictBehavior;
  if (earlier?.session === undefined) {
    // Nothing was sent: an empty file is sent now, any other again from its beginning.
    const empty = { ...request, name, conflictBehavior, deferCommit: false };
    return earlier?.stat.size === 0
      ? transferFile(empty, keeper, noFragments, reporter, services, signal)
      : { status: 'resend' };
  }
  const patience = new Patience(services, (wait) => reporter.waiting(wait));
  const { session } = earlier;
  try {
    const job: UploadJob = {
      ...services,
      patience,
      destination,
      name,
      conflictBehavior,
      deferCommit,
      content: contentOf(earlier, session),
      startedAt: earlier.startedAt,
      ...(replaces && choice === undefined && { replaces }),
    };
    patience.watch(graphHost(job));
    patience.watch(session.url.host);
    const otherRule = name !== request.name || conflictBehavior !== request.conflictBehavior;
    const result = await new Commit(job, session.url, otherRule, keeper).run(request.verify, signal);
    if (result.status === 'uploaded') {
      await closedQuietly(keeper, services.log);
    }
    return result;
  } catch (error) {
    services.log.debug(`commit ${signal.aborted ? 'stopped' : 'failed'}: ${String(error)}`);
    return signal.aborted ? { status: 'stopped' } : { status: 'failed', error };
  } finally {
    patience.dispose();
  }
}

/** What was sent, as far as the mark proves that it was all. */
function contentOf({ stat }: EarlierTransfer, { mark }: NonNullable<EarlierTransfer['session']>): UploadJob['content'] {
  const { size, mtime } = stat;
  const hash = mark.proof.length === size ? new QuickXorHash(mark.proof).digest() : undefined;
  return { size, mtime, quickXorHash: hash };
}
