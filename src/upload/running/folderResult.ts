import { UploadError } from '../errors.ts';
import type { UploadResult } from '../model.ts';

/**
 * Whether what became of a folder is all said by what became of its files. Of one that ended before its time, stopped or
 * failed as a whole, nobody would hear of the files that were never begun.
 * @param files those that have ended.
 */
export function isToldByFiles(result: UploadResult, files: number): boolean {
  switch (result.status) {
    case 'paused':
    case 'cancelled':
      return false;
    case 'failed':
      return result.error instanceof UploadError && result.error.code === 'filesFailed';
    case 'uploaded':
    case 'awaitingCommit':
    case 'skipped':
      return files > 0;
  }
}
