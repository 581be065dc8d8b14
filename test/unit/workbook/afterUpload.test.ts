import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphClient } from '../../../src/graph/client.ts';
import { awaitContent } from '../../../src/workbook/afterUpload.ts';
import type { ExpectedContent } from '../../../src/workbook/afterUpload.ts';
import { clientParts } from '../../support/graphClient.ts';
import { responseOf, ScriptedTransport } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const workbook = { driveId: 'b!x', itemId: '01A' };

function item(cTag?: string): Reply {
  return { status: 200, json: { id: '01A', name: 'Budget.xlsx', eTag: '"e"', cTag, file: {} } };
}

/** What came out, after how many seconds and requests. */
async function waiting(
  expected: ExpectedContent,
  replies: readonly Reply[],
  signal = never,
): Promise<{ settled: boolean; cTag: string | undefined; seconds: number; left: number }> {
  const script = new ScriptedTransport(...replies);
  const parts = clientParts(script);
  const { item: found, settled } = await awaitContent(new GraphClient(parts), workbook, expected, parts.clock, signal);
  return { settled, cTag: found.cTag, seconds: parts.clock.monotonic() / 1000, left: script.left };
}

describe('awaitContent', () => {
  it('is content at once with the content that was uploaded', async () => {
    const result = await waiting({ is: 'c2' }, [item('c2')]);
    assert.deepEqual(result, { settled: true, cTag: 'c2', seconds: 0, left: 0 });
  });

  it('waits for the content that was uploaded', async () => {
    const result = await waiting({ is: 'c2' }, [item('c1'), item('c1'), item('c2')]);
    assert.deepEqual(result, { settled: true, cTag: 'c2', seconds: 3, left: 0 });
  });

  it('waits for other content than before the session', async () => {
    const result = await waiting({ isNot: 'c1' }, [item('c1'), item('c1'), item('c1'), item('c2')]);
    assert.deepEqual(result, { settled: true, cTag: 'c2', seconds: 7, left: 0 });
  });

  it('waits half a minute, then says what there is', async () => {
    const result = await waiting(
      { isNot: 'c1' },
      Array.from({ length: 9 }, () => item('c1')),
    );
    assert.deepEqual(result, { settled: false, cTag: 'c1', seconds: 30, left: 0 });
  });

  it('waits for nothing where there are no such marks', async () => {
    assert.equal((await waiting({ is: 'c2' }, [item()])).settled, true);
  });

  it('tells that the file is gone', async () => {
    const gone: Reply = { status: 404, json: { error: { code: 'itemNotFound' } } };
    await assert.rejects(waiting({ is: 'c2' }, [item('c1'), gone]), { status: 404 });
  });

  it('ends with the signal', async () => {
    const controller = new AbortController();
    const stop: Reply = () => {
      controller.abort();
      return responseOf({ status: 200, json: { id: '01A', name: 'x', cTag: 'c1' } });
    };
    await assert.rejects(waiting({ is: 'c2' }, [stop], controller.signal), { name: 'AbortError' });
  });
});
