import assert from 'node:assert/strict';
import { request } from 'node:http';
import { SECOND } from '../clock.ts';
import { largeWorkbook, sampleWorkbook } from '../../support/workbooks.ts';
import { rules, until } from './client.ts';
import { useWorkbook } from './workbookClient.ts';

describe('requests to one workbook at a time', () => {
  const test = useWorkbook();

  /** Two requests at once; the first takes its time. */
  async function overlap(second: () => Promise<unknown>): Promise<unknown> {
    const { book } = test;
    book.sim.faults.add({ route: 'readRange', kind: 'delay', ms: 150 });
    const first = book.range('Sales', 'A1');
    await until(() => book.sim.requests.at(-1)?.route === 'readRange');
    const answer = await second();
    await first;
    return answer;
  }

  it('are noticed when they overlap, in whatever session', async () => {
    const { book } = test;
    const session = await book.open(false);
    assert.deepEqual(await overlap(() => book.range('Sales', 'A2', 'values', session)), [['Apples']]);
    assert.deepEqual(rules(book.sim), ['parallelWorkbookRequests']);
  });

  it('may be refused when they overlap', async () => {
    const { book } = test;
    book.sim.setWorkbooks({ overlapping: 'refuse' });
    const reply = await overlap(async () => (await book.ask('GET', 'worksheets')).refusal);
    assert.equal(reply, '409 Conflict conflictUncategorized');
  });

  it('do not concern other workbooks, nor looking at operations', async () => {
    const { book } = test;
    book.sim.putItem('/Other.xlsx', Buffer.from(await sampleWorkbook()));
    await overlap(() => book.client.graph('GET', '/me/drive/root:/Other.xlsx:/workbook/worksheets'));
    await overlap(() => book.ask('GET', 'operations/none'));
    assert.deepEqual(rules(book.sim), []);
  });

  it('are over when the client gives up', async () => {
    const { book } = test;
    book.sim.faults.add({ route: 'listWorksheets', kind: 'hang' });
    const { hostname, port } = new URL(book.sim.graphUrl);
    const sent = request({
      hostname,
      port,
      path: '/v1.0/me/drive/root:/Book.xlsx:/workbook/worksheets',
      headers: { Authorization: `Bearer ${book.client.token}` },
    });
    sent.on('error', () => undefined).end();
    await until(() => book.sim.requests.at(-1)?.route === 'listWorksheets');
    sent.destroy();
    await until(() => book.sim.requests[0]?.durationMs !== undefined);
    await book.range('Sales', 'A1');
    assert.deepEqual(rules(book.sim), []);
  });

  it('name the session of their own workbook', async () => {
    const { book } = test;
    book.sim.putItem('/Other.xlsx', Buffer.from(await sampleWorkbook()));
    const session = await book.open(true);
    const reply = await book.client.graph('GET', '/me/drive/root:/Other.xlsx:/workbook/worksheets', undefined, {
      'workbook-session-id': session,
    });
    assert.equal(reply.refusal, '404 InvalidSession invalidSessionReCreatable');
    assert.deepEqual(rules(book.sim), ['foreignWorkbookSession']);
  });
});

describe('limits of workbooks', () => {
  const test = useWorkbook({ workbooks: { cellLimit: 6, payloadLimit: 3_000 } });

  it('leave values out beyond so many cells, or refuse', async () => {
    const { book } = test;
    assert.deepEqual(await book.range('Sales', 'A1:B1'), [['Product', 'Units']]);
    assert.notEqual(await book.range('Sales', 'A1:B3'), null);
    const reply = await book.ask('GET', "worksheets/Sales/range(address='A1:B4')");
    assert.deepEqual([reply.status, reply.at('cellCount'), reply.at('values'), reply.at('text')], [200, 8, null, null]);
    book.sim.setWorkbooks({ overCellLimit: 'refuse' });
    const refused = await book.ask('GET', "worksheets/Sales/range(address='A1:B4')");
    assert.equal(refused.refusal, '400 RangeExceedsLimit rangeExceedsLimit');
  });

  it('refuse large requests and large answers', async () => {
    const { book } = test;
    const request = await book.write('Sales', 'A1', { values: [['x'.repeat(3_000)]] });
    assert.equal(request.refusal, '413 RequestPayloadSizeLimitExceeded payloadTooLargeUncategorized');
    book.sim.putItem('/Book.xlsx', largeWorkbook(100));
    book.sim.setWorkbooks({ cellLimit: 1_000 });
    const path = 'worksheets/Sheet1/usedRange';
    const answer = await book.ask('GET', path);
    assert.equal(answer.refusal, '413 ResponsePayloadSizeLimitExceeded payloadTooLargeUncategorized');
    assert.equal((await book.ask('GET', `${path}?$select=address`)).status, 200);
  });
});

describe('what can happen to requests of a workbook', () => {
  const test = useWorkbook();

  for (const [status, code, inner] of [
    [404, 'InvalidSession', 'invalidSessionReCreatable'],
    [409, 'Conflict', 'accessConflict'],
    [500, 'InternalServerError', 'internalServerErrorUncategorized'],
    [504, 'MaxRequestDurationExceeded', 'gatewayTimeoutUncategorized'],
  ] as const) {
    it(`is ${inner} when a fault asks for it`, async () => {
      const { book } = test;
      book.sim.faults.add({ route: ['readRange', 'writeRange'], kind: 'status', status, code, inner: [inner] });
      assert.equal((await book.write('Sales', 'A2', { values: [['new']] })).refusal, `${status} ${code} ${inner}`);
      assert.deepEqual(await book.range('Sales', 'A2'), [['Apples']]);
    });
  }

  it('is a hole: rows that were not written although the answer says so', async () => {
    const { book } = test;
    const values = [['a'], ['b'], ['c']];
    book.sim.faults.add({ route: 'writeRange', kind: 'hole', rows: 1 });
    assert.equal((await book.write('Sales', 'A2:A4', { values })).status, 200);
    assert.deepEqual(await book.range('Sales', 'A2:A4'), [['a'], ['b'], ['Plums']]);
    book.sim.faults.add({ route: 'writeRange', kind: 'hole' });
    assert.equal((await book.write('Sales', 'A2:A4', { values: [['x'], ['y'], ['z']] })).status, 200);
    assert.deepEqual(await book.range('Sales', 'A2:A4'), [['a'], ['b'], ['Plums']]);
  });

  it('is a session that was made although a gateway gave up', async () => {
    const { book } = test;
    book.sim.faults.add({ route: 'createWorkbookSession', kind: 'status', status: 504, when: 'after' });
    assert.equal((await book.ask('POST', 'createSession', { persistChanges: true })).status, 504);
    assert.equal(book.sim.workbookSessions.length, 1);
    await book.open(true);
    assert.deepEqual(rules(book.sim), []);
  });

  it('is addresses of operations in another version, and with the session in them', async () => {
    const { book } = test;
    const begin = async (): Promise<{ location: string; resource: string }> => {
      const headers = { Prefer: 'respond-async' };
      const accepted = await book.ask('POST', 'createSession', { persistChanges: true }, undefined, headers);
      const location = String(accepted.headers['location']);
      book.sim.clock.advance(SECOND);
      return { location, resource: (await book.follow(location)).textAt('resourceLocation') };
    };
    book.sim.setWorkbooks({ openMs: SECOND, betaAddresses: 'all', sessionIdInAddresses: true });
    const both = await begin();
    assert.match(both.location, /\/beta\//u);
    assert.match(both.resource, /\/beta\/.*\?sessionId=cluster/u);
    const session = await book.follow(both.resource);
    assert.equal(session.at('persistChanges'), true);
    assert.ok(!book.sim.requests.some(({ path }) => path.includes('cluster')), 'the log shows no session');
    book.sim.setWorkbooks({ betaAddresses: 'none', sessionIdInAddresses: false });
    const none = await begin();
    assert.deepEqual(
      [none.location, none.resource].map((each) => /\/v1\.0\//u.test(each)),
      [true, true],
    );
  });

  it('is nothing for addresses that are none', async () => {
    const { book } = test;
    for (const path of [
      'worksheets/Sales/nothing',
      'tables/Orders/nothing',
      'names/Totals/nothing',
      'application/nothing',
      'nothing',
    ]) {
      assert.equal((await book.ask('GET', path)).status, 400, path);
    }
  });
});

describe('control of workbooks over HTTP', () => {
  const test = useWorkbook();

  it('lists sessions, shows what is stored and changes how workbooks are served', async () => {
    const { book } = test;
    await book.open(false);
    assert.equal((await book.client.control('GET', '/workbooks')).at(0, 'path'), '/Book.xlsx');
    assert.deepEqual((await book.client.control('GET', '/workbook?path=/Book.xlsx')).at('sheets', 0), 'Sales');
    await book.range('Sales', 'A1');
    const cell = await book.client.control('GET', '/workbook?path=/Book.xlsx&sheet=Sales&cell=E2');
    assert.deepEqual([cell.at('value'), cell.at('formula'), cell.at('text')], [46_024, '', '2026-01-02']);
    assert.equal((await book.client.control('POST', '/workbooks', { failure: ['generalException'] })).status, 200);
    assert.equal((await book.ask('POST', 'createSession', { persistChanges: true })).status, 500);
    await book.client.control('POST', '/workbooks', { failure: [] });
    await book.open(true);
    for (const wrong of [{ openMs: 'x' }, { nothing: 1 }, { betaAddresses: 'some' }]) {
      assert.equal((await book.client.control('POST', '/workbooks', wrong)).status, 400);
    }
    assert.equal((await book.client.control('GET', '/workbook?path=/None.xlsx')).status, 400);
  });
});
