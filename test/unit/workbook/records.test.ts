import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'mocha';
import { WorkbookSession } from '../../../src/graph/workbook/session.ts';
import { readRecords, recordsText } from '../../../src/workbook/records.ts';
import type { WorkbookRecord } from '../../../src/workbook/records.ts';

const file = { driveId: 'b!x', itemId: '01A', name: 'Budget.xlsx' };
const records: readonly WorkbookRecord[] = [
  {
    opened: {
      id: '1',
      file: { ...file, driveType: 'business' },
      persistChanges: true,
      folder: 'Budget.xlsx',
      place: { graph: 'https://graph.microsoft.com', account: 'ada' },
      openedAt: 1_760_000_000_000,
    },
    changed: false,
    session: new WorkbookSession('cluster=1&session=15.SG1', true),
  },
  {
    opened: {
      id: '2',
      file,
      persistChanges: false,
      folder: 'Budget.xlsx (scratch)',
      place: { graph: 'http://127.0.0.1:41234' },
      openedAt: 1_760_000_100_000,
    },
    changed: true,
  },
];

/** Everything that can be compared, the sessions' ids too. */
function plain(list: readonly WorkbookRecord[]): unknown {
  return list.map(({ session, ...rest }) => ({
    ...rest,
    session: session && [session.secret, session.persistChanges],
  }));
}

describe('records of open workbooks', () => {
  it('come back as they were', () => {
    assert.deepEqual(plain(readRecords(recordsText(records))), plain(records));
  });

  it('show no session when they are printed', () => {
    const [read] = readRecords(recordsText(records));
    assert.doesNotMatch(inspect(read, { depth: 9, showHidden: true }) + JSON.stringify(read), /SG1/u);
  });

  for (const text of [undefined, '', '{', 'null', '[]', '{"version":2,"workbooks":[]}', '{"version":2}']) {
    it(`are none in ${String(text)}`, () => {
      assert.deepEqual(readRecords(text), []);
    });
  }

  it('are none in a text of another version', () => {
    for (const version of [1, 3, '2']) {
      const text = JSON.stringify({ ...JSON.parse(recordsText(records)), version });
      assert.deepEqual(readRecords(text), [], text);
    }
  });

  it('are left out one by one when they are broken', () => {
    const first = JSON.parse(recordsText(records.slice(0, 1))).workbooks[0];
    const second = JSON.parse(recordsText(records.slice(1))).workbooks[0];
    for (const broken of [
      null,
      {},
      { ...first, id: '' },
      { ...first, id: 1 },
      { ...first, file: { ...file, itemId: undefined } },
      { ...first, persistChanges: 'yes' },
      { ...first, changed: undefined },
      { ...first, folder: undefined },
      { ...first, folder: '' },
      { ...first, openedAt: 'yesterday' },
      { ...first, place: { graph: 'nowhere' } },
      { ...first, place: undefined },
      { ...first, session: 1 },
    ]) {
      const text = JSON.stringify({ version: 2, workbooks: [broken, second] });
      assert.deepEqual(plain(readRecords(text)), plain(records.slice(1)), text);
    }
  });

  it('forget a kind of drive that they do not know', () => {
    const text = recordsText(records).replace('business', 'other');
    assert.deepEqual(readRecords(text)[0]?.opened.file, file);
  });
});
