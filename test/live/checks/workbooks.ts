import type { DriveItem } from '../../../src/graph/driveItem.ts';
import { refreshWorkbookSession } from '../../../src/graph/workbook/session.ts';
import type { WorkbookRef } from '../../../src/graph/workbook/session.ts';
import type { TransferResult } from '../../../src/upload/transfer/transfer.ts';
import { KeptUpload } from '../../support/keptUpload.ts';
import { macroWorkbook, makeWorkbook } from '../../support/xlsx.ts';
import { usualFragment } from '../live.ts';
import type { Live } from '../live.ts';
import type { Check, Findings } from '../model.ts';
import { errorWords, outcomeOf, tried } from '../outcome.ts';

const rows = [
  ['Region', 'Units'],
  ['North', 12],
  ['South', 30],
] as const;

/** Uploads a workbook. */
export async function uploadWorkbook(
  live: Live,
  name: string,
  signal: AbortSignal,
  conflictBehavior: 'fail' | 'replace' = 'fail',
): Promise<TransferResult> {
  const path = await live.fileOf(name, name.endsWith('.xlsm') ? makeWorkbook(rows, macroWorkbook) : makeWorkbook(rows));
  return live.upload(path, new KeptUpload(usualFragment), { conflictBehavior }, signal);
}

export function refOf({ driveId, id }: DriveItem): WorkbookRef {
  return { driveId, itemId: id };
}

/** A session from its beginning to after its end. */
async function wholeSession(
  live: Live,
  workbook: WorkbookRef,
  persistChanges: boolean,
  signal: AbortSignal,
): Promise<Findings> {
  const { client } = live;
  const mode = persistChanges ? 'persistent' : 'scratch';
  try {
    const session = await live.openWorkbook(workbook, persistChanges, signal);
    return {
      [`${mode}: opened`]: 'done',
      [`${mode}: refreshed`]: await tried(() => refreshWorkbookSession(client, workbook, session, signal), signal),
      [`${mode}: closed`]: await tried(() => live.closeWorkbook(session, signal), signal),
      [`${mode}: after that`]: await tried(() => refreshWorkbookSession(client, workbook, session, signal), signal),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { [`${mode}: opened`]: errorWords(error) };
  }
}

export const workbookChecks: readonly Check[] = [
  {
    id: 'workbook',
    title: 'A workbook and its sessions, persistent and scratch',
    run: async (live, signal) => {
      const result = await uploadWorkbook(live, 'book.xlsx', signal);
      if (result.status !== 'uploaded') {
        return { upload: outcomeOf(result) };
      }
      const workbook = refOf(result.item);
      return {
        upload: outcomeOf(result),
        ...(await wholeSession(live, workbook, true, signal)),
        ...(await wholeSession(live, workbook, false, signal)),
      };
    },
  },
];
