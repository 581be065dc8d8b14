import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { listNames, nameRangePath } from '../../../../src/graph/workbook/names.ts';
import { scriptedChannel } from '../../../support/scriptedChannel.ts';

const never = new AbortController().signal;

describe('names', () => {
  it('are those of the workbook, or of a sheet', async () => {
    const talk = scriptedChannel(
      {
        status: 200,
        json: {
          value: [
            { name: 'Inputs', type: 'Range', visible: true },
            { name: 'Rate', type: 'Double' },
          ],
        },
      },
      { status: 200, json: { value: [{ name: 'Print_Area', type: 'Range', visible: false }] } },
    );
    assert.deepEqual(await listNames(talk.channel, undefined, never), [
      { name: 'Inputs', isRange: true, visible: true },
      { name: 'Rate', isRange: false, visible: true },
    ]);
    assert.deepEqual(await listNames(talk.channel, '{1}', never), [
      { name: 'Print_Area', isRange: true, visible: false, sheetId: '{1}' },
    ]);
    assert.deepEqual(talk.sent(), [
      'GET names?$select=name,type,visible',
      'GET worksheets/%7B1%7D/names?$select=name,type,visible',
    ]);
  });

  it('lead to their range', () => {
    assert.equal(nameRangePath({ name: 'Größe' }), 'names/Gr%C3%B6%C3%9Fe/range');
    assert.equal(nameRangePath({ name: 'x', sheetId: '{1}' }), 'worksheets/%7B1%7D/names/x/range');
  });
});
