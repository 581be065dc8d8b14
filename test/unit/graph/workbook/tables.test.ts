import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  deleteRow,
  getTable,
  listColumnNames,
  listTables,
  postRows,
  tableRangePath,
} from '../../../../src/graph/workbook/tables.ts';
import { scriptedChannel } from '../../../support/scriptedChannel.ts';

const never = new AbortController().signal;
const table = { id: '{T1}', name: 'Sales', showHeaders: true, showTotals: false };

describe('tables', () => {
  it('are listed, and asked for one by one', async () => {
    const talk = scriptedChannel({ status: 200, json: { value: [table] } }, { status: 200, json: table });
    assert.deepEqual(await listTables(talk.channel, never), [table]);
    assert.deepEqual(await getTable(talk.channel, '{T1}', never), table);
    const select = '?$select=id,name,showHeaders,showTotals';
    assert.deepEqual(talk.sent(), [`GET tables${select}`, `GET tables/%7BT1%7D${select}`]);
    assert.equal(tableRangePath('{T1}'), 'tables/%7BT1%7D/range');
  });

  it('have columns with names', async () => {
    const talk = scriptedChannel({ status: 200, json: { value: [{ name: 'Product' }, { name: 'Units' }] } });
    assert.deepEqual(await listColumnNames(talk.channel, '{T1}', never), ['Product', 'Units']);
    assert.deepEqual(talk.sent(), ['GET tables/%7BT1%7D/columns?$select=name']);
  });

  it('get rows by an operation where the service can, and only once', async () => {
    const talk = scriptedChannel({ status: 201, json: { index: 5 } });
    await postRows(talk.channel, '{T1}', [['a', null]], never);
    assert.deepEqual(talk.sent(), ['POST tables/%7BT1%7D/rows']);
    assert.deepEqual(talk.json(), { index: null, values: [['a', null]] });
    assert.equal(talk.script.last.headers['prefer'], 'respond-async');
    const doubtful = scriptedChannel({ status: 504 });
    await assert.rejects(postRows(doubtful.channel, '{T1}', [['a']], never));
    assert.equal(doubtful.script.requests.length, 1);
  });

  it('lose a row by its index, and only once', async () => {
    const talk = scriptedChannel({ status: 204 }, { status: 504 });
    await deleteRow(talk.channel, '{T1}', 6, never);
    await assert.rejects(deleteRow(talk.channel, '{T1}', 6, never));
    const path = 'DELETE tables/%7BT1%7D/rows/$/ItemAt(index=6)';
    assert.deepEqual(talk.sent(), [path, path]);
  });
});
