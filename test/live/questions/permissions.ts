import { missingPermissions } from '../../../src/auth/permissions.ts';
import { folderByLink } from '../../../src/graph/shareLink.ts';
import { KeptUpload } from '../../support/keptUpload.ts';
import { fragmentSize } from '../live.ts';
import type { Question } from '../model.ts';
import { errorWords, outcomeOf } from '../outcome.ts';

export const permissionQuestion: Question = {
  title: 'Is Files.ReadWrite alone enough for a SharePoint library or a folder that somebody shared?',
  answer: async (live, signal) => {
    const { scopes, secondPlace } = live.target;
    if (secondPlace === undefined) {
      return { settled: false, text: 'Give the link of such a folder with --folder.' };
    }
    if (scopes === undefined || missingPermissions(scopes, ['Files.ReadWrite.All']).length === 0) {
      return { settled: false, text: 'The token has more than Files.ReadWrite, or does not say what it has.' };
    }
    try {
      const place = await folderByLink(live.client, secondPlace, signal);
      const destination = await live.folderIn(place, signal);
      const path = await live.file('permission.bin', 11 * 1024 * 1024);
      const result = await live.upload(path, new KeptUpload(fragmentSize), { destination }, signal);
      return { settled: true, text: `In a ${place.driveType} drive: ${outcomeOf(result)}.` };
    } catch (error) {
      signal.throwIfAborted();
      return { settled: true, text: `No: ${errorWords(error)}.` };
    }
  },
};
