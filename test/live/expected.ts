import type { DriveType } from '../../src/graph/driveItem.ts';
import type { Findings } from './model.ts';

const stored = { stored: true, hash: 'equal' } as const;
const uploaded = { result: 'uploaded, hash', ...stored } as const;

const conflict = { meanwhile: 'uploaded, hash', first: 'conflict, nameTaken', 'session kept': true } as const;
const session = { 'next at first': 0, 'next when asked': 0, deleted: 'done', 'after that': '404' } as const;
const ended = '404 InvalidSession > invalidSessionReCreatable';
const noSession = '403 AccessDenied > forbiddenUncategorized';

const everywhere: Readonly<Record<string, Findings>> = {
  empty: { result: 'uploaded, size', stored: true, hash: 'none' },
  small: uploaded,
  signs: uploaded,
  session: uploaded,
  large: uploaded,
  interrupted: { first: 'stopped', session: 'has half', second: 'uploaded, hash', 'bytes sent twice': 0, ...stored },
  taken: {
    first: 'uploaded, hash',
    fail: 'failed, nameTaken (409 nameAlreadyExists)',
    rename: 'uploaded, hash',
    'rename: name': 'taken 1.bin',
    'rename: the same item': false,
    replace: 'uploaded, hash',
    'replace: name': 'taken.bin',
    'replace: the same item': true,
  },
  deferred: { sent: 'awaitingCommit', 'visible before': false, commit: 'uploaded, hash', ...stored },
};

const workbook: Findings = {
  'persistent: opened': 'done',
  'persistent: refreshed': 'done',
  'persistent: closed': 'done',
  'persistent: after that': ended,
  'scratch: opened': 'done',
  'scratch: refreshed': 'done',
  'scratch: closed': 'done',
  'scratch: after that': ended,
};

const work: Readonly<Record<string, Findings>> = {
  ...everywhere,
  late: { ...conflict, 'keep both': 'resend', 'sent again': 'uploaded, hash', 'the other file is as it was': true },
  life: { ...session, lives: '15 minutes', 'a second session': '409 nameAlreadyExists' },
};

/** What the simulator does. `live.test.ts` holds it to that, so that a difference on the service is one to it. */
export const expected: Readonly<Record<DriveType, Readonly<Record<string, Findings>>>> = {
  business: { ...work, workbook: { upload: 'uploaded, hash', ...workbook } },
  documentLibrary: { ...work, workbook: { upload: 'uploaded, rewritten', ...workbook } },
  personal: {
    ...everywhere,
    late: { ...conflict, 'keep both': 'uploaded, hash', 'the other file is as it was': true },
    life: { ...session, lives: '7 days', 'a second session': 'done' },
    workbook: { upload: 'uploaded, hash', 'persistent: opened': noSession, 'scratch: opened': noSession },
  },
};
