import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UnexpectedAnswerError } from '../../../../src/graph/errors.ts';
import {
  addWorksheet,
  deleteWorksheet,
  listWorksheets,
  renameWorksheet,
} from '../../../../src/graph/workbook/worksheets.ts';
import { scriptedChannel } from '../../../support/scriptedChannel.ts';

const never = new AbortController().signal;
const id = '{00000000-0001-0000-0000-000000000000}';
const sheet = { id, name: 'Übersicht 2026', position: 1, visibility: 'Visible' };

describe('worksheets', () => {
  it('are listed in their order, hidden ones marked', async () => {
    const talk = scriptedChannel({
      status: 200,
      json: {
        value: [
          sheet,
          { id: '2', name: 'B', position: 2, visibility: 'Hidden' },
          { id: '3', name: 'C', position: 0, visibility: 'VeryHidden' },
        ],
      },
    });
    assert.deepEqual(await listWorksheets(talk.channel, never), [
      { id: '3', name: 'C', position: 0, visibility: 'veryHidden' },
      { ...sheet, visibility: 'visible' },
      { id: '2', name: 'B', position: 2, visibility: 'hidden' },
    ]);
    assert.deepEqual(talk.sent(), ['GET worksheets?$select=id,name,position,visibility']);
  });

  it('are listed to the end, in however many parts they come', async () => {
    const nextLink = 'https://graph.microsoft.com/v1.0/next';
    const talk = scriptedChannel(
      { status: 200, json: { value: [sheet, { ...sheet, id: '2' }], '@odata.nextLink': nextLink } },
      { status: 200, json: { value: [{ ...sheet, id: '3' }] } },
    );
    assert.equal((await listWorksheets(talk.channel, never)).length, 3);
    assert.equal(talk.sent()[1], 'GET worksheets?$select=id,name,position,visibility&$skip=2');
  });

  it('are no list when a part without any names another part', async () => {
    const talk = scriptedChannel({ status: 200, json: { value: [], '@odata.nextLink': 'https://x/' } });
    await assert.rejects(listWorksheets(talk.channel, never), UnexpectedAnswerError);
  });

  it('are added by name, once', async () => {
    const talk = scriptedChannel({ status: 201, json: sheet });
    assert.equal((await addWorksheet(talk.channel, 'Übersicht 2026', never)).id, id);
    assert.deepEqual(talk.sent(), ['POST worksheets/add']);
    assert.deepEqual(talk.json(), { name: 'Übersicht 2026' });
    const doubtful = scriptedChannel({ status: 504 });
    await assert.rejects(addWorksheet(doubtful.channel, 'x', never));
    assert.equal(doubtful.sent().length, 1);
  });

  it('are renamed and deleted by their id, encoded, again after a doubtful answer', async () => {
    const talk = scriptedChannel({ status: 504 }, { status: 200, json: sheet }, { status: 503 }, { status: 204 });
    await renameWorksheet(talk.channel, id, 'New', never);
    assert.deepEqual(talk.json(), { name: 'New' });
    await deleteWorksheet(talk.channel, id, never);
    const path = 'worksheets/%7B00000000-0001-0000-0000-000000000000%7D';
    assert.deepEqual(talk.sent(), [`PATCH ${path}`, `PATCH ${path}`, `DELETE ${path}`, `DELETE ${path}`]);
  });
});
