import { systemRandom } from '../../../src/base/random.ts';
import { findChild } from '../../../src/graph/drives.ts';
import { UploadSessionClient } from '../../../src/graph/uploadSession.ts';
import type { TransferResult } from '../../../src/upload/transfer/transfer.ts';
import { KeptUpload } from '../../support/keptUpload.ts';
import { fragmentSize, hashOfFile, usualFragment } from '../live.ts';
import type { Live } from '../live.ts';
import type { Check, Findings } from '../model.ts';
import { outcomeOf } from '../outcome.ts';

const MiB = 1024 * 1024;
/** A session's file with ten fragments. */
const sessionSize = 12 * MiB;

/** Whether the service has the file as it is here. */
async function storedAs(live: Live, path: string, name: string, signal: AbortSignal): Promise<Findings> {
  const item = await findChild(live.client, live.folder, name, signal);
  if (item === undefined) {
    return { stored: false };
  }
  const hash = item.quickXorHash;
  return { stored: true, hash: hash === undefined ? 'none' : hash === (await hashOfFile(path)) ? 'equal' : 'other' };
}

function uploadOf(id: string, title: string, name: string, size: number, fragment = usualFragment): Check {
  return {
    id,
    title,
    run: async (live, signal) => {
      const path = await live.file(name, size);
      const result = await live.upload(path, new KeptUpload(fragment), {}, signal);
      return { result: outcomeOf(result), ...(await storedAs(live, path, name, signal)) };
    },
  };
}

/** Sends about half of a file and stops. */
async function interrupt(live: Live, path: string, kept: KeptUpload, signal: AbortSignal): Promise<TransferResult> {
  const stop = new AbortController();
  kept.onProgress = ({ accepted, size }) => {
    if (accepted >= size / 2) {
      stop.abort();
    }
  };
  const result = await live.upload(path, kept, {}, AbortSignal.any([signal, stop.signal]));
  kept.onProgress = () => {};
  signal.throwIfAborted();
  return result;
}

export const uploadChecks: readonly Check[] = [
  uploadOf('empty', 'A file of 0 bytes', 'empty.bin', 0),
  uploadOf('small', 'A file of 1,000 bytes', 'small.bin', 1000),
  uploadOf('signs', 'A name with # % & and an umlaut', 'a #1 & 100% ü.bin', 1000),
  uploadOf('session', 'A file of 12 MiB in ten fragments', 'session.bin', sessionSize, fragmentSize),
  uploadOf('large', 'A file of 100 MiB', 'large.bin', 100 * MiB),
  {
    id: 'interrupted',
    title: 'A file of 12 MiB that is interrupted and resumed',
    run: async (live, signal) => {
      const path = await live.file('resumed.bin', sessionSize);
      const kept = new KeptUpload(fragmentSize);
      const first = await interrupt(live, path, kept, signal);
      const url = kept.open;
      if (url === undefined) {
        return { first: outcomeOf(first), session: 'none' };
      }
      const state = await new UploadSessionClient(live.services).status(url, signal);
      const there = typeof state.next === 'object' ? state.next.from : 0;
      const before = live.transport.fragmentBytes;
      const second = await live.upload(path, kept, { earlier: kept.earlier }, signal);
      const again = live.transport.fragmentBytes - before - (sessionSize - there);
      return {
        first: outcomeOf(first),
        session: there >= sessionSize / 2 ? 'has half' : 'lost bytes',
        second: outcomeOf(second),
        'bytes sent twice': again,
        ...(await storedAs(live, path, 'resumed.bin', signal)),
      };
    },
  },
  {
    id: 'taken',
    title: 'Names that are taken: fail, rename, replace',
    run: async (live, signal) => {
      const findings: Record<string, string | number | boolean> = {};
      const name = 'taken.bin';
      const earlier = await live.upload(await live.file(name, 500), new KeptUpload(usualFragment), {}, signal);
      findings['first'] = outcomeOf(earlier);
      for (const conflictBehavior of ['fail', 'rename', 'replace'] as const) {
        const path = await live.file(name, 1000);
        const kept = new KeptUpload(usualFragment);
        const result = await live.upload(path, kept, { conflictBehavior }, signal);
        const item = result.status === 'uploaded' ? result.item : undefined;
        const same = earlier.status === 'uploaded' && item?.id === earlier.item.id;
        findings[conflictBehavior] = outcomeOf(result);
        if (item !== undefined) {
          findings[`${conflictBehavior}: name`] = item.name;
          findings[`${conflictBehavior}: the same item`] = same;
        }
      }
      return findings;
    },
  },
  {
    id: 'late',
    title: 'A name that is taken while the file is sent',
    run: async (live, signal) => {
      const name = `late ${systemRandom.id().slice(0, 8)}.bin`;
      const path = await live.file(name, sessionSize);
      const theirs = await live.file(name, 1000);
      const kept = new KeptUpload(fragmentSize);
      let meanwhile = 'not yet';
      kept.beforeSending = async ({ accepted }) => {
        if (meanwhile === 'not yet' && accepted > 0) {
          meanwhile = 'under way';
          const result = await live.upload(theirs, new KeptUpload(usualFragment), {}, signal);
          meanwhile = outcomeOf(result);
        }
      };
      const first = await live.upload(path, kept, {}, signal);
      kept.beforeSending = () => {};
      const findings = { meanwhile, first: outcomeOf(first), 'session kept': kept.open !== undefined };
      if (kept.open === undefined) {
        return findings;
      }
      const choice = { behavior: 'rename' } as const;
      const decided = await live.commit(path, kept, { choice }, signal);
      const again =
        decided.status === 'resend'
          ? await live.upload(path, kept, { conflictBehavior: 'rename', earlier: kept.earlier }, signal)
          : undefined;
      const kepts = await storedAs(live, theirs, name, signal);
      return {
        ...findings,
        'keep both': outcomeOf(decided),
        ...(again && { 'sent again': outcomeOf(again) }),
        'the other file is as it was': kepts['hash'] === 'equal',
      };
    },
  },
  {
    id: 'deferred',
    title: 'A file that is committed later',
    run: async (live, signal) => {
      const name = 'deferred.bin';
      const path = await live.file(name, sessionSize);
      const kept = new KeptUpload(fragmentSize);
      const sent = await live.upload(path, kept, { deferCommit: true }, signal);
      const before = await findChild(live.client, live.folder, name, signal);
      const committed = await live.commit(path, kept, { deferCommit: true }, signal);
      return {
        sent: outcomeOf(sent),
        'visible before': before !== undefined,
        commit: outcomeOf(committed),
        ...(await storedAs(live, path, name, signal)),
      };
    },
  },
];
