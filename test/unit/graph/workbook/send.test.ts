import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphClient } from '../../../../src/graph/client.ts';
import type { WorkbookRequest } from '../../../../src/graph/workbook/channel.ts';
import { sendInSession } from '../../../../src/graph/workbook/send.ts';
import { WorkbookSession } from '../../../../src/graph/workbook/session.ts';
import { clientParts } from '../../../support/graphClient.ts';
import { lostConnection, ScriptedTransport } from '../../../support/scriptedTransport.ts';
import type { Reply } from '../../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const workbook = { driveId: 'b!x', itemId: '01A' };
const root = 'https://graph.microsoft.com/v1.0/drives/b!x/items/01A/workbook';
const session = new WorkbookSession('cluster=PUS7&session=15.SG1.A102', true);
const location = `${root}/operations/op-1`;
const result = "https://graph.microsoft.com/beta/drives/b!x/items/01A/workbook/tableRowOperationResult(key='k')";

/** What came out, and what was sent for it. */
async function sending(
  request: Partial<WorkbookRequest<unknown>>,
  ...replies: Reply[]
): Promise<{ outcome: unknown; script: ScriptedTransport; sent: string[] }> {
  const script = new ScriptedTransport(...replies);
  const parts = clientParts(script);
  const full = { method: 'GET', label: 'test', path: 'worksheets', read: (json: unknown) => json, ...request } as const;
  const outcome = await sendInSession(new GraphClient(parts), { workbook, session }, full, parts.clock, never).catch(
    (error: unknown) => error,
  );
  return { outcome, script, sent: script.requests.map(({ method, url }) => `${method} ${url}`) };
}

describe('sendInSession', () => {
  it('sends to the path below the workbook, in the session', async () => {
    const { outcome, script, sent } = await sending(
      { method: 'PATCH', path: "worksheets/%7B1%7D/range(address='A1')", query: { $select: 'a,b' }, json: { x: null } },
      { status: 200, json: { y: 1 } },
    );
    assert.deepEqual(outcome, { y: 1 });
    assert.deepEqual(sent, [`PATCH ${root}/worksheets/%7B1%7D/range(address='A1')?$select=a%2Cb`]);
    assert.equal(script.last.headers['workbook-session-id'], session.secret);
    assert.equal(script.last.headers['prefer'], undefined);
    assert.equal(Buffer.from(script.last.body).toString(), '{"x":null}');
  });

  it('waits for the operation that the service makes of it, and reads its result in the session', async () => {
    const { outcome, script, sent } = await sending(
      { method: 'POST', path: 'tables/1/rows', json: {}, preferAsync: true },
      { status: 202, headers: { location } },
      { status: 200, json: { status: 'running' } },
      { status: 200, json: { status: 'succeeded', resourceLocation: result } },
      { status: 200, json: { index: 5 } },
    );
    assert.deepEqual(outcome, { index: 5 });
    assert.deepEqual(sent, [`POST ${root}/tables/1/rows`, `GET ${location}`, `GET ${location}`, `GET ${result}`]);
    assert.equal(script.requests[0]?.headers['prefer'], 'respond-async');
    for (const request of script.requests) {
      assert.equal(request.headers['workbook-session-id'], session.secret);
    }
  });

  it('is content with an operation that has no result', async () => {
    const read = (json: unknown): string => (json === undefined ? 'done' : 'more');
    const { outcome } = await sending(
      { method: 'DELETE', read, preferAsync: true },
      { status: 202, headers: { location } },
      { status: 200, json: { status: 'succeeded' } },
    );
    assert.equal(outcome, 'done');
  });

  it('sends no token to an operation elsewhere', async () => {
    const { outcome, sent } = await sending(
      { method: 'POST', preferAsync: true },
      { status: 202, headers: { location: 'https://evil.test/operations/1' } },
    );
    assert.match(String(outcome), /otherOrigin/u);
    assert.equal(sent.length, 1);
  });

  it('repeats only what does no harm twice', async () => {
    const late = { status: 504, json: { error: { code: 'x', innerError: { code: 'gatewayTimeoutUncategorized' } } } };
    for (const failure of [late, lostConnection()]) {
      assert.equal((await sending({ method: 'POST' }, failure)).sent.length, 1);
      for (const request of [{ method: 'POST', repeatable: true }, { method: 'GET' }] as const) {
        const { outcome, sent } = await sending(request, failure, { status: 200, json: 1 });
        assert.deepEqual([outcome, sent.length], [1, 2]);
      }
    }
  });

  it('does not repeat what the code says will be refused again, whatever the status', async () => {
    const final = { status: 503, json: { error: { code: 'x', innerError: { code: 'requestAborted' } } } };
    const { outcome, sent } = await sending({}, final);
    assert.deepEqual([String(outcome), sent.length], ['GraphError: 503 requestAborted', 1]);
  });

  it('takes a refusal of the cells with status 401 for what it is', async () => {
    for (const code of ['unauthorizedUncategorized', 'invalidSessionAuthentication', 'FileOpenUserUnauthorized']) {
      const { outcome, sent } = await sending({}, { status: 401, json: { error: { code } } });
      assert.deepEqual([String(outcome), sent.length], [`GraphError: 401 ${code}`, 1]);
    }
  });
});
