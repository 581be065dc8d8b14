import type { NameConflict } from '../../graph/uploadSession.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { Destination, UploadProgress, UploadResult } from '../model.ts';
import type { FileSource } from '../ports.ts';
import { discardSession } from './discard.ts';
import type { UploadServices } from './job.ts';
import type { SessionKeeper } from './transfer.ts';
import { transferFile } from './transferFile.ts';

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

/** Uploads one file at once: what cannot be finished is discarded. */
export async function uploadFile(
  request: UploadRequest,
  services: UploadServices,
  signal: AbortSignal,
): Promise<UploadResult> {
  let open: UploadUrl | undefined;
  const keeper: SessionKeeper = {
    opened: async (url) => {
      open = url;
    },
    sending: async () => {},
    closed: async () => {
      open = undefined;
    },
  };
  const fragments = { size: () => request.fragmentSize, sent: () => {}, failed: () => {} };
  const reporter = {
    started: () => {},
    progress: (progress: UploadProgress) => request.onProgress?.(progress),
    waiting: () => {},
    checking: () => {},
  };
  const asked = { ...request, deferCommit: false };
  const result = await transferFile(asked, keeper, fragments, reporter, services, signal);
  if (open !== undefined) {
    await discardSession(services, open);
  }
  switch (result.status) {
    case 'uploaded':
    case 'awaitingCommit':
      return result;
    case 'stopped':
      return { status: 'cancelled' };
    case 'conflict':
    case 'failed':
      return { status: 'failed', error: result.error };
  }
}
