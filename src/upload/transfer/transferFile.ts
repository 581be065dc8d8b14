import type { DriveItem } from '../../graph/driveItem.ts';
import { UploadError } from '../errors.ts';
import { SourceError } from '../ports.ts';
import type { OpenFile } from '../ports.ts';
import { closedQuietly } from './closedQuietly.ts';
import { discardSession } from './discard.ts';
import { isHopeless } from './hopeless.ts';
import type { TransferJob, UploadServices } from './job.ts';
import { LocalContent } from './localContent.ts';
import { graphHost } from './lookUp.ts';
import { Patience } from './patience.ts';
import type { Conflict } from './refusal.ts';
import { SessionTransfer } from './sessionTransfer.ts';
import type { Ending } from './sessionTransfer.ts';
import { simpleUpload } from './simpleUpload.ts';
import { storedBeforeStop } from './storedBeforeStop.ts';
import type { FragmentSizer, SessionKeeper, TransferReporter, TransferRequest, TransferResult } from './transfer.ts';
import { verifyStored } from './verify.ts';

/**
 * Uploads one file, or goes on with it, and proves that what is stored is what was read. Everything that goes wrong is
 * in the result. When it settles no request is under way and the local file is closed. An upload session that makes it
 * possible to go on later stays on the server; the keeper knows about it.
 * Failures are {@link UploadError}, SourceError, SignInRequiredError, GraphError, TransportError, UnexpectedAnswerError,
 * and what the keeper rejects with.
 */
export async function transferFile(
  request: TransferRequest,
  keeper: SessionKeeper,
  fragments: FragmentSizer,
  reporter: TransferReporter,
  services: UploadServices,
  signal: AbortSignal,
): Promise<TransferResult> {
  const { clock, log } = services;
  const start = clock.monotonic();
  const patience = new Patience(services, (wait) => reporter.waiting(wait));
  try {
    signal.throwIfAborted();
    const file = await request.source.open(signal);
    const result = await transferOpened(file, request, { keeper, fragments, reporter, patience }, services, signal);
    log.debug(`upload ${result.status} after ${Math.round(clock.monotonic() - start)} ms`);
    return result;
  } catch (error) {
    log.debug(`upload ${signal.aborted ? 'stopped' : 'failed'}: ${String(error)}`);
    if (signal.aborted) {
      return { status: 'stopped' };
    }
    const isConflict = error instanceof UploadError && error.code === 'changedOnServer';
    return isConflict ? { status: 'conflict', reason: 'changedOnServer', error } : { status: 'failed', error };
  } finally {
    patience.dispose();
  }
}

interface Company {
  readonly keeper: SessionKeeper;
  readonly fragments: FragmentSizer;
  readonly reporter: TransferReporter;
  readonly patience: Patience;
}

async function transferOpened(
  file: OpenFile,
  request: TransferRequest,
  company: Company,
  services: UploadServices,
  signal: AbortSignal,
): Promise<TransferResult> {
  const { reporter, patience } = company;
  const { earlier } = request;
  const content = new LocalContent(file, (progress) => reporter.progress(progress));
  try {
    const { destination, name, conflictBehavior, deferCommit, replaces, releaseTarget, inTurn } = request;
    const job: TransferJob = {
      ...services,
      ...company,
      destination,
      name,
      conflictBehavior,
      deferCommit,
      content,
      ...(replaces && { replaces }),
      ...(releaseTarget && { releaseTarget }),
      inTurn: inTurn ?? ((send) => send()),
      startedAt: earlier?.startedAt ?? services.client.serverTime(),
    };
    await proveUnchanged(job, request, reporter, signal);
    await reporter.started(job.startedAt, content.stat);
    patience.watch(graphHost(job));
    content.accept(earlier?.session?.mark.accepted ?? 0);
    return await sendAll(job, request, signal);
  } finally {
    await content.close();
  }
}

/** Compares the local file with what was sent of it earlier. @throws {SourceError} `changed`. */
async function proveUnchanged(
  job: TransferJob,
  { earlier }: TransferRequest,
  reporter: TransferReporter,
  signal: AbortSignal,
): Promise<void> {
  if (earlier === undefined) {
    return;
  }
  const { content } = job;
  const { session, stat } = earlier;
  if (stat.size === content.size && stat.mtime === content.mtime) {
    const proof = session?.mark.proof;
    const onChecked = (checked: number): void => reporter.checking(checked, proof?.length ?? 0);
    if (proof === undefined || (await content.proves(proof, onChecked, signal))) {
      return;
    }
  }
  // What was sent is of no use any more.
  if (session !== undefined && (await discardSession(job, session.url))) {
    await closedQuietly(job.keeper, job.log);
  }
  throw new SourceError('changed');
}

async function sendAll(job: TransferJob, request: TransferRequest, signal: AbortSignal): Promise<TransferResult> {
  const { content, deferCommit, keeper } = job;
  const { earlier } = request;
  const inSession = earlier?.session !== undefined || content.size > job.fragments.simpleUpTo || deferCommit;
  if (inSession && content.size === 0) {
    // A session cannot hold nothing. It is sent when it is published.
    return { status: 'awaitingCommit' };
  }
  const transfer = inSession ? new SessionTransfer(job, earlier?.session) : undefined;
  try {
    const ending = transfer
      ? await job.inTurn(() => transfer.run(signal))
      : endingOf(await simpleUpload(job, earlier !== undefined, signal));
    if (ending.status !== 'stored') {
      return ending;
    }
    content.accept(content.size);
    if (transfer) {
      await closedQuietly(keeper, job.log);
    }
    const { item, verified } = await verifyStored(ending.item, job, request.verify, signal);
    return { status: 'uploaded', item, verified };
  } catch (error) {
    if (!signal.aborted) {
      if (transfer && isHopeless(error)) {
        await transfer.drop();
      }
      throw error;
    }
    const stored = content.allHandedOut && !deferCommit ? await storedBeforeStop(job, request.verify) : undefined;
    if (stored === undefined) {
      throw error;
    }
    await transfer?.drop();
    return { status: 'uploaded', ...stored };
  }
}

function endingOf(outcome: DriveItem | Conflict): Ending {
  return 'status' in outcome ? outcome : { status: 'stored', item: outcome };
}
