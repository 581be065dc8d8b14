import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UnexpectedAnswerError } from '../../../../src/graph/errors.ts';
import { chartImage, listCharts } from '../../../../src/graph/workbook/charts.ts';
import { scriptedChannel } from '../../../support/scriptedChannel.ts';

const never = new AbortController().signal;

describe('charts', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]);

  it('are listed by sheet', async () => {
    const talk = scriptedChannel({ status: 200, json: { value: [{ id: '{C}', name: 'Chart 1', top: 0 }] } });
    assert.deepEqual(await listCharts(talk.channel, '{1}', never), [{ id: '{C}', name: 'Chart 1' }]);
    assert.deepEqual(talk.sent(), ['GET worksheets/%7B1%7D/charts?$select=id,name']);
  });

  it('give their picture, in the size that is wished for', async () => {
    const image = { status: 200, json: { value: png.toString('base64') } };
    const talk = scriptedChannel(image, image);
    assert.deepEqual(Buffer.from(await chartImage(talk.channel, '{1}', '{C}', undefined, never)), png);
    await chartImage(talk.channel, '{1}', 'Chart 1', { width: 640, height: 480 }, never);
    assert.deepEqual(talk.sent(), [
      'GET worksheets/%7B1%7D/charts/%7BC%7D/image',
      "GET worksheets/%7B1%7D/charts/Chart%201/image(width=640,height=480,fittingMode='Fit')",
    ]);
  });

  for (const [what, value] of [
    ['no base64', '***'],
    ['something else', Buffer.from('GIF89a and more').toString('base64')],
  ] as const) {
    it(`give no picture when it is ${what}`, async () => {
      const reply = { status: 200, json: { value } };
      const talk = scriptedChannel(reply, reply, reply);
      await assert.rejects(chartImage(talk.channel, '1', 'c', undefined, never), UnexpectedAnswerError);
    });
  }
});
