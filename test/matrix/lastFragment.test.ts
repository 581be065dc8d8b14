import assert from 'node:assert/strict';
import { matrix, otherLarge, stored } from '../support/matrix.ts';
import type { Row } from '../support/matrix.ts';

const libraryOnly = { business: 'stored as sent', personal: 'stored as sent' };
const last = { route: 'fragment', last: true } as const;

matrix('the answer to the last fragment', [
  {
    what: '200 for a file that was replaced',
    there: otherLarge,
    task: { conflictBehavior: 'replace' },
    ends: stored,
    check: (trial) => assert.equal(trial.requests('fragment').at(-1)?.status, 200),
  },
  {
    what: '201 for a new file',
    ends: stored,
    check: (trial) => assert.equal(trial.requests('fragment').at(-1)?.status, 201),
  },
  { what: '200 without an item', faults: [{ kind: 'status', status: 200, when: 'after', ...last }], ends: stored },
  {
    what: '409 although it is stored',
    faults: [
      { kind: 'loseAnswer', ...last },
      { kind: 'status', status: 409, route: 'uploadStatus' },
    ],
    ends: stored,
  },
  {
    what: 'an Office file that is changed',
    name: 'b.docx',
    leftOut: { ...libraryOnly },
    ends: { stored: 'rewritten' },
  },
  {
    what: 'an Office file',
    name: 'b.docx',
    leftOut: { documentLibrary: 'rewrites it' },
    ends: stored,
  },
  ...(['page.html', 'image.jpg'] as const).map((name): Row => ({
    what: `${name} that is changed`,
    name,
    leftOut: libraryOnly,

    ends: { stored: 'rewritten' },
  })),
]);
