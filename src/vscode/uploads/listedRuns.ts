import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { BatchProgress } from '../../upload/batch/batchProgress.ts';
import type { UploadManager } from '../../upload/manager.ts';
import type { Destination, UploadResult } from '../../upload/model.ts';
import { isToldByFiles } from '../../upload/running/folderResult.ts';
import type { RunWatch } from '../../upload/running/ports.ts';
import { describeError } from '../words/messages.ts';
import type { BatchReporter } from './batchNotification.ts';
import type { TransferWait } from '../../upload/transfer/transfer.ts';
import type { FinishedFile } from './outcomes.ts';

/** What running uploads under a notification needs. */
export interface RunServices {
  readonly manager: UploadManager;
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds for which OneDrive asked to be left alone; 0 when it did not. */
  waitMs(): number;
}

/** An upload of the list, or a file that failed before it could be listed. */
export interface ListedUpload {
  readonly uri: string;
  readonly name: string;
  readonly destination: Destination;
  readonly size: number;
  readonly id?: string;
  readonly result?: UploadResult;
}

export type RunUpload = (id: string, signal: AbortSignal, watch: RunWatch) => Promise<UploadResult>;

/** Runs uploads side by side and tells how they go together. A folder counts with its files. */
export async function runListed(
  uploads: readonly ListedUpload[],
  run: RunUpload,
  services: RunServices,
  reporter: BatchReporter,
  signal: AbortSignal,
): Promise<readonly FinishedFile[]> {
  const progress = new BatchProgress(
    uploads.map(({ result, size }) => (result ? 0 : size)),
    services.clock,
  );
  const waits = new Map<number, TransferWait['reason']>();
  const show = (): void =>
    reporter.sending(progress.snapshot(), { reasons: new Set(waits.values()), waitMs: services.waitMs() });
  const finished = await Promise.all(
    uploads.map(async ({ size: _size, result: known, ...file }, index): Promise<readonly FinishedFile[]> => {
      const files: FinishedFile[] = [];
      const watch: RunWatch = {
        onProgress: (each) => {
          progress.update(index, each);
          show();
        },
        onWait: (wait) => {
          if (wait) {
            waits.set(index, wait.reason);
          } else {
            waits.delete(index);
          }
          show();
        },
        onCount: (total, ended) => {
          progress.count(index, total, ended);
          show();
        },
        onFile: (each) => {
          files.push({ ...each, folder: file.name, ...(file.id !== undefined && { id: file.id }) });
        },
      };
      const result = known ?? (file.id === undefined ? cancelled : await run(file.id, signal, watch));
      progress.settle(index, result);
      waits.delete(index);
      return isToldByFiles(result, files.length) ? files : [...files, { ...file, result }];
    }),
  );
  const flat = finished.flat();
  log(flat, services.log);
  return flat;
}

const cancelled: UploadResult = { status: 'cancelled' };

function log(files: readonly FinishedFile[], to: Logger): void {
  for (const { name, result } of files) {
    if (result.status === 'failed') {
      to.warn(`${name} was not uploaded: ${describeError(result.error).logText}`);
    } else {
      to.info(`${name}: ${result.status}`);
    }
  }
}
