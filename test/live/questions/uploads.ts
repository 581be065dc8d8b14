import { itemAddress, itemById, itemByName } from '../../../src/graph/addresses.ts';
import { GraphClient } from '../../../src/graph/client.ts';
import { commitUploadSession, createUploadSession, UploadSessionClient } from '../../../src/graph/uploadSession.ts';
import type { UploadUrl } from '../../../src/graph/uploadUrl.ts';
import { KeptUpload } from '../../support/keptUpload.ts';
import { fragmentSize } from '../live.ts';
import type { Live } from '../live.ts';
import type { Question } from '../model.ts';
import { outcomeOf, tried } from '../outcome.ts';

/** A session that has all bytes of a file and waits to be committed. @returns nothing when that failed. */
async function sentSession(live: Live, name: string, signal: AbortSignal): Promise<UploadUrl | string> {
  const kept = new KeptUpload(fragmentSize);
  const sent = await live.upload(await live.file(name, 11 * 1024 * 1024), kept, { deferCommit: true }, signal);
  return kept.open ?? outcomeOf(sent);
}

export const commitQuestions: readonly Question[] = [
  {
    title: 'Does a work or school drive commit by PUT with sourceUrl, which the documents deny?',
    answer: async (live, signal) => {
      if (live.driveType === 'personal') {
        return { settled: false, text: 'Not to be seen on a personal drive.' };
      }
      const name = 'source.bin';
      const url = await sentSession(live, name, signal);
      if (typeof url === 'string') {
        return { settled: false, text: `The bytes were not sent: ${url}.` };
      }
      const properties = { conflictBehavior: 'fail' } as const;
      const result = await tried(
        () => commitUploadSession(live.client, live.folder, name, url, properties, signal),
        signal,
      );
      return { settled: true, text: result === 'done' ? 'Yes.' : `No: ${result}.` };
    },
  },
  {
    title: 'Does the address of the PUT with sourceUrl name the folder or the file?',
    answer: async (live, signal) => {
      if (live.driveType !== 'personal') {
        return { settled: false, text: 'To be seen on a personal drive only.' };
      }
      const results: string[] = [];
      for (const where of ['folder', 'file'] as const) {
        const name = `source of the ${where}.bin`;
        const url = await sentSession(live, name, signal);
        if (typeof url === 'string') {
          return { settled: false, text: `The bytes were not sent: ${url}.` };
        }
        const item =
          where === 'folder' ? itemById(live.folder.driveId, live.folder.itemId) : itemByName(live.folder, name);
        const json = {
          name,
          '@microsoft.graph.conflictBehavior': 'fail',
          '@microsoft.graph.sourceUrl': url.reveal(),
        };
        const address = itemAddress(live.client.cloud, item, '');
        const request = { method: 'PUT', label: 'commit', address, json, read: () => {} } as const;
        const result = await tried(() => live.client.request(request, signal), signal);
        results.push(`${where}: ${result === 'done' ? 'taken' : result}`);
      }
      return { settled: true, text: `${results.join('; ')}.` };
    },
  },
];

export const colonPathQuestion: Question = {
  title: 'Does the cloud of 21Vianet refuse colon paths for upload sessions?',
  answer: async (live, signal) => {
    const { cloud, tokens } = live.target;
    if (cloud.id !== 'china') {
      return { settled: false, text: 'To be seen in that cloud only.' };
    }
    // Any other cloud is spoken to in colon paths.
    const client = new GraphClient({
      ...live.services,
      cloud: { ...cloud, id: 'custom' },
      tokens,
      version: '0.0.0',
    });
    const target = itemByName(live.folder, 'colon.bin');
    const result = await tried(async () => {
      const { url } = await createUploadSession(client, target, { conflictBehavior: 'fail' }, signal);
      await new UploadSessionClient(live.services).cancel(url, signal);
    }, signal);
    return { settled: true, text: result === 'done' ? 'No.' : `Yes: ${result}.` };
  },
};

export const uploadHostQuestion: Question = {
  title: 'On which hosts are upload URLs?',
  answer: (live) => {
    const hosts = [...live.transport.uploadHosts].toSorted();
    return Promise.resolve({ settled: hosts.length > 0, text: `${hosts.join(', ') || 'None were given'}.` });
  },
};

export const rateLimitQuestion: Question = {
  title: 'Do upload hosts send RateLimit headers?',
  answer: ({ transport: { rateHeaders, uploadAnswers } }) => {
    const told = (headers: ReadonlySet<string>): string => [...headers].toSorted().join(', ') || 'none';
    const text = `In ${uploadAnswers} answers of upload hosts: ${told(rateHeaders.upload)}. Of Graph: ${told(rateHeaders.graph)}.`;
    // They come only with the last fifth of a budget, so that none says little.
    return Promise.resolve({ settled: rateHeaders.upload.size > 0, text });
  },
};
