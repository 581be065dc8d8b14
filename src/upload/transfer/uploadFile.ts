import { withTimeLimit } from '../../base/deadline.ts';
import type { Random } from '../../base/random.ts';
import type { GraphClient } from '../../graph/client.ts';
import type { ExchangeServices } from '../../graph/exchange.ts';
import type { NameConflict } from '../../graph/uploadSession.ts';
import { isFragmentSize, largestSimpleUpload } from './plan.ts';
import type { UploadJob } from './job.ts';
import { LocalContent } from './localContent.ts';
import { locateStored } from './locate.ts';
import type { Destination, UploadProgress, UploadResult } from '../model.ts';
import type { FileSource, OpenFile } from '../ports.ts';
import { sessionUpload } from './sessionUpload.ts';
import { simpleUpload } from './simpleUpload.ts';
import { verifyStored } from './verify.ts';
import type { Stored } from './verify.ts';

export interface UploadRequest {
  readonly source: FileSource;
  readonly destination: Destination;
  readonly name: string;
  readonly conflictBehavior: NameConflict;
  /** Bytes, a multiple of 320 KiB below 60 MiB. */
  readonly fragmentSize: number;
  /** Whether a stored file with another hash is an error. */
  readonly verify: boolean;
  /** Called often; whoever shows it slows it down. */
  readonly onProgress?: (progress: UploadProgress) => void;
}

export interface UploadServices extends ExchangeServices {
  readonly client: GraphClient;
  readonly random: Random;
}

/**
 * Uploads one file and proves that what is stored is what was read. Everything that goes wrong is in the result; only
 * a wrong call rejects. It settles when nothing of it is left: no open file, no upload session on the server, unless the
 * service is throttling, which may only be asked to delete it later.
 * Failures are {@link UploadError}, SourceError, SignInRequiredError, GraphError, TransportError, UnexpectedAnswerError.
 */
export async function uploadFile(
  request: UploadRequest,
  services: UploadServices,
  signal: AbortSignal,
): Promise<UploadResult> {
  if (!isFragmentSize(request.fragmentSize)) {
    throw new RangeError('not a fragment size');
  }
  const { log, clock } = services;
  const start = clock.monotonic();
  try {
    const { item, verified } = await openAndUpload(request, services, signal);
    log.debug(`uploaded ${item.size} bytes in ${Math.round(clock.monotonic() - start)} ms, verified by ${verified}`);
    return { status: 'uploaded', item, verified };
  } catch (error) {
    if (signal.aborted) {
      log.debug('upload cancelled');
      return { status: 'cancelled' };
    }
    log.debug(`upload failed: ${String(error)}`);
    return { status: 'failed', error };
  }
}

async function openAndUpload(request: UploadRequest, services: UploadServices, signal: AbortSignal): Promise<Stored> {
  signal.throwIfAborted();
  const file = await request.source.open(signal);
  try {
    return await upload(file, request, services, signal);
  } finally {
    await file.close();
  }
}

async function upload(
  file: OpenFile,
  request: UploadRequest,
  services: UploadServices,
  signal: AbortSignal,
): Promise<Stored> {
  const content = new LocalContent(file, request.onProgress);
  const { destination, name, conflictBehavior, fragmentSize, verify } = request;
  const job: UploadJob = {
    ...services,
    destination,
    name,
    conflictBehavior,
    content,
    startedAt: services.client.serverTime(),
  };
  content.accept(0);
  try {
    const item =
      content.size <= largestSimpleUpload
        ? await simpleUpload(job, signal)
        : await sessionUpload(job, fragmentSize, signal);
    content.accept(content.size);
    return await verifyStored(item, job, verify, signal);
  } catch (error) {
    const stored = signal.aborted ? await storedBeforeCancel(job, verify) : undefined;
    if (stored === undefined) {
      throw error;
    }
    return stored;
  }
}

/** How long a cancelled upload may take to find out whether it was cancelled too late. */
const lookUpMs = 4000;

/** Once every byte was handed out, the service may have stored the file before it noticed that nobody waits any more. */
async function storedBeforeCancel(job: UploadJob, verify: boolean): Promise<Stored | undefined> {
  const { client, clock, content, governor, log } = job;
  if (content.quickXorHash === undefined || governor.left(new URL(client.cloud.graph).host) > lookUpMs) {
    return undefined;
  }
  try {
    return await withTimeLimit(clock, lookUpMs, async (limit) => {
      const item = await locateStored(job, limit);
      return item && (await verifyStored(item, job, verify, limit));
    });
  } catch (error) {
    log.warn(`whether the cancelled upload was stored could not be found out: ${String(error)}`);
    return undefined;
  }
}
