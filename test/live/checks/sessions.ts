import { itemByName } from '../../../src/graph/addresses.ts';
import { createUploadSession, UploadSessionClient } from '../../../src/graph/uploadSession.ts';
import type { SessionState } from '../../../src/graph/uploadSession.ts';
import type { Live } from '../live.ts';
import type { Check } from '../model.ts';
import { tried } from '../outcome.ts';

const minuteMs = 60_000;

/** What the service says it expects next. */
function nextOf({ next }: SessionState): string | number {
  return typeof next === 'object' ? next.from : next;
}

/** Roughly how long a session lives. */
function lifetimeOf(live: Live, { expires }: SessionState): string {
  const ms = expires === undefined ? undefined : expires - live.client.serverTime();
  if (ms === undefined) {
    return 'not told';
  }
  const days = Math.round(ms / (24 * 60 * minuteMs));
  return ms < 60 * minuteMs ? `${Math.round(ms / (5 * minuteMs)) * 5} minutes` : `${days} days`;
}

export const sessionChecks: readonly Check[] = [
  {
    id: 'life',
    title: 'An upload session: made, asked, a second one for the name, deleted',
    run: async (live, signal) => {
      const requests = new UploadSessionClient(live.services);
      const target = itemByName(live.folder, 'life.bin');
      const create = (): ReturnType<typeof createUploadSession> =>
        createUploadSession(live.client, target, { conflictBehavior: 'replace' }, signal);
      const session = await create();
      const asked = await requests.status(session.url, signal);
      const second = await tried(create, signal);
      const deleted = await tried(() => requests.cancel(session.url, signal), signal);
      const after = await tried(() => requests.status(session.url, signal), signal);
      return {
        'next at first': nextOf(session),
        lives: lifetimeOf(live, session),
        'next when asked': nextOf(asked),
        'a second session': second,
        deleted,
        'after that': after.split(' ')[0] ?? '',
      };
    },
  },
];
