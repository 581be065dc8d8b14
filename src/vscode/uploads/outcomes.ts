import type { UploadOutcome } from '../../contributions.ts';
import type { UploadTask } from '../../upload/manager.ts';
import type { UploadResult } from '../../upload/model.ts';
import { describeError } from '../words/messages.ts';

/** One file of a batch and what came of it. */
export interface FinishedFile {
  readonly task: UploadTask;
  readonly result: UploadResult;
}

/** The public form of a result: what commands return. */
export function outcomeOf(uri: string, result: UploadResult): UploadOutcome {
  switch (result.status) {
    case 'uploaded': {
      const { driveId, id, name, size, eTag, webUrl, quickXorHash } = result.item;
      const item = { driveId, id, name, size, eTag, webUrl, ...(quickXorHash === undefined ? {} : { quickXorHash }) };
      return { uri, status: 'uploaded', item, verified: result.verified };
    }
    case 'skipped':
    case 'cancelled':
      return { uri, status: result.status };
    case 'failed': {
      const { code, message, requestId } = describeError(result.error);
      return { uri, status: 'failed', error: { code, message, ...(requestId === undefined ? {} : { requestId }) } };
    }
  }
}
