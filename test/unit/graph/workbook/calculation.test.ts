import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UnexpectedAnswerError } from '../../../../src/graph/errors.ts';
import { calculate, evaluateFunction } from '../../../../src/graph/workbook/calculation.ts';
import type { WorkbookRequest } from '../../../../src/graph/workbook/channel.ts';
import { scriptedChannel } from '../../../support/scriptedChannel.ts';

const never = new AbortController().signal;

describe('calculations', () => {
  for (const type of ['Recalculate', 'Full', 'FullRebuild'] as const) {
    it(`are asked for as ${type}`, async () => {
      const talk = scriptedChannel({ status: 504 }, { status: 200 });
      await calculate(talk.channel, type, never);
      assert.deepEqual(talk.sent(), ['POST application/calculate', 'POST application/calculate']);
      assert.deepEqual(talk.json(), { calculationType: type });
    });
  }

  it('of a function give a value', async () => {
    const talk = scriptedChannel({ status: 200, json: { error: null, value: 30 } });
    const result = await evaluateFunction(talk.channel, 'sum', { values: [10, { Address: 'Sheet1!A1:A2' }] }, never);
    assert.deepEqual(result, { value: 30 });
    assert.deepEqual(talk.sent(), ['POST functions/sum']);
    assert.deepEqual(talk.json(), { values: [10, { Address: 'Sheet1!A1:A2' }] });
  });

  it('of a function change nothing, and can be repeated', async () => {
    const requests: { changes?: boolean; repeatable?: boolean }[] = [];
    const workbook = { driveId: 'b!x', itemId: '01A' };
    const request = <T>(sent: WorkbookRequest<T>): Promise<T> => {
      requests.push(sent);
      return Promise.resolve(sent.read({ error: null, value: 1 }));
    };
    await evaluateFunction({ workbook, request }, 'sum', {}, never);
    assert.deepEqual([requests[0]?.changes, requests[0]?.repeatable], [false, true]);
  });

  it('of a function give an error', async () => {
    const talk = scriptedChannel({ status: 200, json: { error: '#DIV/0!', value: null } });
    assert.deepEqual(await evaluateFunction(talk.channel, 'quotient', {}, never), { error: '#DIV/0!' });
  });

  it('of a function give neither', async () => {
    const reply = { status: 200, json: { error: null, value: null } };
    const talk = scriptedChannel(reply, reply, reply);
    await assert.rejects(evaluateFunction(talk.channel, 'sum', {}, never), UnexpectedAnswerError);
  });
});
