import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'mocha';
import { GraphClient } from '../../../../src/graph/client.ts';
import { resolveCloud } from '../../../../src/graph/clouds.ts';
import { CloudFeatureError } from '../../../../src/graph/features.ts';
import {
  closeWorkbookSession,
  createWorkbookSession,
  refreshWorkbookSession,
  WorkbookSession,
} from '../../../../src/graph/workbook/session.ts';
import { clientParts } from '../../../support/graphClient.ts';
import type { ClientParts } from '../../../support/graphClient.ts';
import { lostConnection, ScriptedTransport } from '../../../support/scriptedTransport.ts';
import type { Reply } from '../../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const workbook = { driveId: 'b!x', itemId: '01A' };
const root = 'https://graph.microsoft.com/v1.0/drives/b!x/items/01A/workbook';
const id = 'cluster=PUS7&session=15.SG1.A102';
const location = `${root}/operations/op-1?sessionId=s3cr3t`;
const resourceLocation =
  "https://graph.microsoft.com/beta/drives/b!x/items/01A/workbook/sessionInfoResource(key='k%2F1')?sessionId=s3cr3t";
const accepted: Reply = { status: 202, headers: { location } };
const created: Reply = { status: 201, json: { id, persistChanges: true } };
const running: Reply = { status: 200, json: { id: 'op-1', status: 'running' } };
const notStarted: Reply = { status: 200, json: { id: 'op-1', status: 'notStarted' } };
const succeeded: Reply = { status: 200, json: { id: 'op-1', status: 'succeeded', resourceLocation } };

interface Talk extends ClientParts {
  readonly client: GraphClient;
  readonly script: ScriptedTransport;
  readonly sent: () => string[];
}

function talking(...replies: Reply[]): Talk {
  const script = new ScriptedTransport(...replies);
  const parts = clientParts(script);
  const sent = (): string[] => script.requests.map(({ method, url }) => `${method} ${url}`);
  return { ...parts, client: new GraphClient(parts), script, sent };
}

function create({ client, clock }: Talk, persistChanges = true): Promise<WorkbookSession> {
  return createWorkbookSession(client, workbook, persistChanges, clock, never);
}

describe('createWorkbookSession', () => {
  it('asks for the kind of session, and to be answered before the workbook is open', async () => {
    for (const persistChanges of [true, false]) {
      const talk = talking({ status: 201, json: { id, persistChanges } });
      const session = await create(talk, persistChanges);
      assert.deepEqual(talk.sent(), [`POST ${root}/createSession`]);
      assert.equal(talk.script.last.headers['prefer'], 'respond-async');
      assert.deepEqual(JSON.parse(Buffer.from(talk.script.last.body).toString()), { persistChanges });
      assert.equal(session.persistChanges, persistChanges);
      assert.deepEqual(session.headers, { 'workbook-session-id': id });
    }
  });

  it('asks nothing in a cloud without workbooks', async () => {
    const script = new ScriptedTransport();
    const parts = clientParts(script, { cloud: resolveCloud('china') });
    const creating = createWorkbookSession(new GraphClient(parts), workbook, true, parts.clock, never);
    await assert.rejects(creating, (error) => error instanceof CloudFeatureError && error.feature === 'workbooks');
    assert.equal(script.requests.length, 0);
  });

  it('follows a long operation to its end, at addresses that are not touched', async () => {
    const talk = talking(accepted, notStarted, running, running, succeeded, created);
    const session = await create(talk);
    assert.deepEqual(talk.sent(), [
      `POST ${root}/createSession`,
      ...Array.from({ length: 4 }, () => `GET ${location}`),
      `GET ${resourceLocation}`,
    ]);
    assert.equal(session.headers['workbook-session-id'], id);
  });

  it('asks soon at first, then ever more slowly up to half a minute', async () => {
    const talk = talking(accepted, ...Array.from({ length: 7 }, () => running), succeeded, created);
    const start = talk.clock.monotonic();
    await create(talk);
    assert.equal(talk.clock.monotonic() - start, (1 + 2 + 4 + 8 + 16 + 30 + 30 + 30) * 1000);
  });

  it('tells what the operation is at', async () => {
    const talk = talking(accepted, notStarted, running, succeeded, created);
    const told: string[] = [];
    await createWorkbookSession(talk.client, workbook, true, talk.clock, never, (status) => told.push(status));
    assert.deepEqual(told, ['notStarted', 'running']);
  });

  it('says that the service does not know the operation any more', async () => {
    const talk = talking(accepted, running, { status: 404, json: { error: { code: 'itemNotFound' } } });
    await assert.rejects(create(talk), { name: 'OperationError', problem: 'lost' });
  });

  it('gives an operation up that has no end', async () => {
    const talk = talking(accepted, ...Array.from({ length: 60 }, () => running));
    await assert.rejects(create(talk), { name: 'OperationError', problem: 'endless' });
    assert.ok(talk.clock.monotonic() <= 16 * 60_000);
  });

  it('tells why an operation failed, although the status is 200', async () => {
    const error = { code: 'AccessDenied', innerError: { code: 'accessConflict' } };
    const talk = talking(accepted, { status: 200, json: { id: 'op-1', status: 'failed', error } });
    await assert.rejects(create(talk), { name: 'GraphError', status: 200, code: 'accessConflict' });
    assert.equal(talk.script.left, 0);
  });

  it('ends the waiting with the signal', async () => {
    const controller = new AbortController();
    const talk = talking(accepted, () => {
      controller.abort();
      return { status: 200, headers: new Map(), body: JSON.stringify({ status: 'running' }) };
    });
    const creating = createWorkbookSession(talk.client, workbook, true, talk.clock, controller.signal);
    await assert.rejects(creating, { name: 'AbortError' });
    assert.equal(talk.script.requests.length, 2);
  });

  it('repeats a request that ended in a gateway, as the documents say', async () => {
    const late = { code: 'MaxRequestDurationExceeded', innerError: { code: 'gatewayTimeoutUncategorized' } };
    const talk = talking({ status: 504, json: { error: late } }, lostConnection(), created);
    await create(talk);
    assert.equal(talk.script.requests.length, 3);
  });

  it('does not repeat what the service wants not to be sent again', async () => {
    const error = { code: 'generalException', innerError: { code: 'internalServerErrorUncategorized' } };
    const talk = talking({ status: 500, json: { error } });
    await assert.rejects(create(talk), { code: 'internalServerErrorUncategorized' });
    assert.equal(talk.script.requests.length, 1);
  });

  it('takes no session of the other kind', async () => {
    await assert.rejects(create(talking(created, created, created), false), {
      kind: 'malformed',
      at: 'persistChanges',
    });
  });

  for (const [what, replies, at] of [
    ['a session without an id', [{ status: 201, json: { persistChanges: true } }], 'id'],
    ['an empty answer', [{ status: 201 }], ''],
    ['a 202 that names no operation', [{ status: 202 }], 'Location'],
    ['a 202 that names no whole address', [{ status: 202, headers: { location: '/operations/1' } }], 'Location'],
    ['an operation without a status', [accepted, { status: 200, json: { id: 'op-1' } }], 'status'],
    ['an operation with an unknown status', [accepted, { status: 200, json: { status: 'paused' } }], 'status'],
    ['a result that is nowhere', [accepted, { status: 200, json: { status: 'succeeded' } }], 'resourceLocation'],
  ] as const) {
    it(`says where ${what} cannot be understood`, async () => {
      const talk = talking(...replies.flatMap((reply) => [reply, reply, reply]));
      await assert.rejects(create(talk), { name: 'UnexpectedAnswerError', kind: 'malformed', at });
    });
  }
});

describe('WorkbookSession', () => {
  it('does not show its id', () => {
    const session = new WorkbookSession(id, true);
    for (const text of [JSON.stringify({ session }), inspect(session, { showHidden: true })]) {
      assert.equal(text.includes('15.SG1'), false, text);
    }
  });

  it('has its id and its addresses kept from the log', async () => {
    const talk = talking(accepted, succeeded, created, { status: 204 });
    await closeWorkbookSession(talk.client, workbook, await create(talk), never);
    assert.match(talk.log.text, /closeSession/u);
    assert.doesNotMatch(talk.log.text, /s3cr3t|15\.SG1|01A/u);
  });
});

describe('refreshWorkbookSession', () => {
  const session = new WorkbookSession(id, true);

  it('sends the session in the header', async () => {
    const talk = talking({ status: 204 });
    await refreshWorkbookSession(talk.client, workbook, session, never);
    assert.deepEqual(talk.sent(), [`POST ${root}/refreshSession`]);
    assert.equal(talk.script.last.headers['workbook-session-id'], id);
  });

  it('says that the session has ended', async () => {
    const error = { code: 'InvalidSession', innerError: { code: 'invalidSessionReCreatable' } };
    const { client } = talking({ status: 404, json: { error } });
    await assert.rejects(refreshWorkbookSession(client, workbook, session, never), {
      status: 404,
      code: 'invalidSessionReCreatable',
    });
  });
});

describe('closeWorkbookSession', () => {
  const session = new WorkbookSession(id, false);

  it('sends the session in the header, again after a lost answer', async () => {
    const talk = talking(lostConnection(), { status: 204 });
    await closeWorkbookSession(talk.client, workbook, session, never);
    assert.deepEqual(talk.sent(), [`POST ${root}/closeSession`, `POST ${root}/closeSession`]);
    assert.equal(talk.script.last.headers['workbook-session-id'], id);
  });

  it('is content with a session that has ended', async () => {
    const error = { code: 'InvalidSession', innerError: { code: 'InvalidSessionReCreatable' } };
    await closeWorkbookSession(talking({ status: 404, json: { error } }).client, workbook, session, never);
  });

  it('tells any other refusal', async () => {
    const { client } = talking({ status: 403, json: { error: { code: 'accessDenied' } } });
    await assert.rejects(closeWorkbookSession(client, workbook, session, never), { status: 403 });
  });
});
