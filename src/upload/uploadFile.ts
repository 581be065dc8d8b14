import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { GraphClient } from '../graph/client.ts';
import type { HostGovernor } from '../graph/governor.ts';
import type { NameConflict } from '../graph/uploadSession.ts';
import type { Transport } from '../graph/transport.ts';
import type { Destination, UploadProgress, UploadResult } from './model.ts';
import type { FileSource } from './ports.ts';

export interface UploadRequest {
  readonly source: FileSource;
  readonly destination: Destination;
  readonly name: string;
  readonly conflictBehavior: NameConflict;
  /** Bytes, a multiple of 320 KiB. */
  readonly fragmentSize: number;
  /** Whether the stored file's hash must be the local one. */
  readonly verify: boolean;
  readonly onProgress?: (progress: UploadProgress) => void;
}

export interface UploadServices {
  readonly client: GraphClient;
  readonly transport: Transport;
  readonly governor: HostGovernor;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export async function uploadFile(
  request: UploadRequest,
  services: UploadServices,
  signal: AbortSignal,
): Promise<UploadResult> {
  throw new Error(`${request.name} ${services.client.cloud.id} ${String(signal.aborted)}`);
}
