import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UnexpectedAnswerError } from '../../../../src/graph/errors.ts';
import { readCells, readShape, updateRange, usedRangePath } from '../../../../src/graph/workbook/ranges.ts';
import { scriptedChannel } from '../../../support/scriptedChannel.ts';

const never = new AbortController().signal;
const area = { row: 1, column: 1, rowCount: 1, columnCount: 2 };
const path = "worksheets/%7B1%7D/range(address='B2:C2')";
const cells = {
  values: [['a', 2.5]],
  formulas: [['a', '=A1']],
  numberFormat: [['General', '0.00']],
  valueTypes: [['String', 'Double']],
};

describe('ranges', () => {
  it('are asked for their shape without their cells', async () => {
    const shape = { address: "'A b'!B2:C4", rowIndex: 1, columnIndex: 1, rowCount: 3, columnCount: 2 };
    const talk = scriptedChannel({ status: 200, json: shape });
    assert.deepEqual(await readShape(talk.channel, usedRangePath('{1}'), never), {
      address: "'A b'!B2:C4",
      row: 1,
      column: 1,
      rowCount: 3,
      columnCount: 2,
    });
    assert.deepEqual(talk.sent(), [
      'GET worksheets/%7B1%7D/usedRange(valuesOnly=true)?$select=address,rowIndex,columnIndex,rowCount,columnCount',
    ]);
  });

  for (const [what, wrong] of [
    ['missing', undefined],
    ['negative', -1],
    ['broken', 1.5],
  ] as const) {
    it(`have no shape when a count is ${what}`, async () => {
      const json = { address: 'S!A1', rowIndex: 0, columnIndex: 0, rowCount: wrong, columnCount: 1 };
      const talk = scriptedChannel({ status: 200, json }, { status: 200, json }, { status: 200, json });
      await assert.rejects(readShape(talk.channel, 'names/x/range', never), UnexpectedAnswerError);
    });
  }

  it('are read with values, formulas, formats and types', async () => {
    const talk = scriptedChannel({ status: 200, json: cells });
    assert.deepEqual(await readCells(talk.channel, '{1}', area, never), cells);
    assert.deepEqual(talk.sent(), [`GET ${path}?$select=values,formulas,numberFormat,valueTypes`]);
  });

  it('are too large when the values are left out', async () => {
    const talk = scriptedChannel({ status: 200, json: { ...cells, values: null, formulas: null } });
    assert.equal(await readCells(talk.channel, '{1}', area, never), undefined);
  });

  for (const [what, json] of [
    ['with another number of rows', { ...cells, values: [...cells.values, ['b', 1]] }],
    ['with another number of columns', { ...cells, formulas: [['a']] }],
    ['with cells that are objects', { ...cells, values: [['a', {}]] }],
    ['without types', { ...cells, valueTypes: undefined }],
  ] as const) {
    it(`are not read ${what}`, async () => {
      const talk = scriptedChannel({ status: 200, json }, { status: 200, json }, { status: 200, json });
      await assert.rejects(readCells(talk.channel, '{1}', area, never), UnexpectedAnswerError);
    });
  }

  it('are changed where there is something to change, again after a doubtful answer', async () => {
    const talk = scriptedChannel({ status: 504 }, { status: 200, json: {} }, { status: 200, json: {} });
    await updateRange(talk.channel, '{1}', area, { formulas: [[null, '=A1*2']] }, never);
    assert.deepEqual(talk.json(), { formulas: [[null, '=A1*2']] });
    await updateRange(talk.channel, '{1}', area, { numberFormat: [['0.00', null]] }, never);
    assert.deepEqual(talk.json(), { numberFormat: [['0.00', null]] });
    assert.deepEqual(talk.sent(), [`PATCH ${path}`, `PATCH ${path}`, `PATCH ${path}`]);
  });
});
