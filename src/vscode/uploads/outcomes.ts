import type { UploadOutcome } from '../../contributions.ts';
import type { Destination, UploadResult } from '../../upload/model.ts';
import { describeError } from '../words/messages.ts';

/** One file of a batch and what came of it. */
export interface FinishedFile {
  readonly uri: string;
  readonly name: string;
  readonly destination: Destination;
  readonly result: UploadResult;
  /** Of its row, when it is on the list: what did not succeed is. */
  readonly id?: string;
  /** Name of the folder that it was uploaded with. */
  readonly folder?: string;
}

/** The public form of a result: what commands return. */
export function outcomeOf({ uri, result }: Pick<FinishedFile, 'uri' | 'result'>): UploadOutcome {
  switch (result.status) {
    case 'uploaded': {
      const { driveId, id, name, size, eTag, webUrl, quickXorHash } = result.item;
      const item = { driveId, id, name, size, eTag, webUrl, ...(quickXorHash === undefined ? {} : { quickXorHash }) };
      return { uri, status: 'uploaded', item, verified: result.verified };
    }
    case 'awaitingCommit':
    case 'skipped':
    case 'paused':
    case 'cancelled':
      return { uri, status: result.status };
    case 'failed': {
      const { code, message, requestId } = describeError(result.error);
      return { uri, status: 'failed', error: { code, message, ...(requestId === undefined ? {} : { requestId }) } };
    }
  }
}
