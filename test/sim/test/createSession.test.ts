import assert from 'node:assert/strict';
import { type Reply, rules, useSimulator } from './client.ts';

const MINUTE = 60_000;

describe('createUploadSession on Business', () => {
  const fixture = useSimulator({ drive: 'business' });
  const open = (item: object, more: object = {}, headers = {}): Promise<Reply> =>
    fixture.client.createSession('/a.bin', item, more, headers);

  it('answers with a secret URL on another host and port, an expiry and the range of everything', async () => {
    const { sim } = fixture;
    const reply = await open({ name: 'a.bin' });
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.at('nextExpectedRanges'), ['0-']);
    const url = new URL(reply.textAt('uploadUrl'));
    assert.equal(url.hostname, 'localhost');
    assert.notEqual(url.port, new URL(sim.graphUrl).port);
    assert.match(url.search, /tempauth=v1\..{40,}/u);
    const expires = Date.parse(reply.textAt('expirationDateTime'));
    assert.ok(Math.abs(expires - (sim.clock.now() + 15 * MINUTE)) < MINUTE);
    assert.deepEqual(rules(sim), []);
    assert.equal(sim.item('/a.bin'), undefined, 'nothing is made yet');
  });

  it('takes a missing body, which is a fault of the client', async () => {
    const reply = await fixture.client.graph('POST', '/me/drive/root:/a.bin:/createUploadSession');
    assert.equal(reply.status, 200);
    assert.deepEqual(rules(fixture.sim), ['missingConflictBehavior']);
  });

  it('fails by default when the name is taken', async () => {
    fixture.sim.putItem('/a.bin', 'old');
    const reply = await fixture.client.graph('POST', '/me/drive/root:/a.bin:/createUploadSession', { item: {} });
    assert.equal(reply.refusal, '409 nameAlreadyExists');
  });

  it('ignores a conflict behaviour beside item', async () => {
    fixture.sim.putItem('/a.bin', 'old');
    const reply = await fixture.client.graph('POST', '/me/drive/root:/a.bin:/createUploadSession', {
      '@microsoft.graph.conflictBehavior': 'replace',
    });
    assert.equal(reply.status, 409);
    assert.deepEqual(rules(fixture.sim), ['propertiesOutsideItem', 'missingConflictBehavior']);
  });

  it('needs no conflict behaviour for an item that is named by its id', async () => {
    const { id } = fixture.sim.putItem('/a.bin', 'old');
    const reply = await fixture.client.graph('POST', `/me/drive/items/${id}/createUploadSession`, {});
    assert.equal(reply.status, 200);
    assert.deepEqual(rules(fixture.sim), []);
  });

  for (const [what, item, more] of [
    ['another name than in the address', { name: 'b.bin' }, {}],
    ['an unknown conflict behaviour', { '@microsoft.graph.conflictBehavior': 'merge' }, {}],
    ['deferCommit that is no boolean', {}, { deferCommit: 'yes' }],
    ['a negative size', { fileSize: -1 }, {}],
    ['a size that is no number', { fileSize: '5' }, {}],
    ['a time that is none', { fileSystemInfo: { lastModifiedDateTime: 'yesterday' } }, {}],
    ['a time without time of day', { fileSystemInfo: { createdDateTime: '2001-02-03' } }, {}],
    ['a time without zone', { fileSystemInfo: { createdDateTime: '2001-02-03T04:05:06' } }, {}],
    ['a source that is no object', { driveItemSource: 'x' }, {}],
    ['a media source that is no object', { mediaSource: 1 }, {}],
    ['a description, as the service does in the field', { description: 'x' }, {}],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.equal((await open(item, more)).status, 400);
      assert.deepEqual(fixture.sim.openSessions, []);
    });
  }

  it('refuses item that is no object and a body that is no JSON', async () => {
    const address = '/me/drive/root:/a.bin:/createUploadSession';
    assert.equal((await fixture.client.graph('POST', address, { item: 1 })).status, 400);
    assert.equal((await fixture.client.graph('POST', address, '{"item"')).status, 400);
    assert.equal((await fixture.client.graph('POST', address, '[]')).status, 400);
  });

  it('refuses a file of 0 bytes and one above 250 GB', async () => {
    assert.equal((await open({ fileSize: 0 })).status, 400);
    assert.deepEqual(rules(fixture.sim), ['zeroByteSession']);
    assert.equal((await open({ fileSize: 250 * 1024 ** 3 + 1 })).refusal, '413 invalidRequest maxFileSizeExceeded');
    assert.equal((await open({ fileSize: 250 * 1024 ** 3 })).status, 200);
  });

  it('accepts the sources of the documentation', async () => {
    const source = { '@odata.type': 'microsoft.graph.driveItemSource' };
    assert.equal((await open({ driveItemSource: source, mediaSource: {} })).status, 200);
  });

  it('checks If-Match against eTag or cTag, and If-None-Match', async () => {
    const { sim } = fixture;
    const item = sim.putItem('/a.bin', 'old');
    const cases: readonly (readonly [string, string, number])[] = [
      ['If-Match', '"{X},1"', 412],
      ['If-None-Match', item.eTag, 412],
      ['If-None-Match', item.cTag, 412],
      ['If-None-Match', '*', 412],
      ['If-Match', 'x', 400],
      ['If-Match', item.eTag, 200],
      ['If-Match', item.cTag, 200],
      ['If-Match', '*', 200],
      ['If-None-Match', '"{X},1"', 200],
    ];
    for (const [name, value, status] of cases) {
      const reply = await open({}, {}, { [name]: value });
      assert.equal(reply.status, status, `${name}: ${value}`);
      if (status === 200) {
        await fixture.client.cancel(reply.textAt('uploadUrl'));
      }
    }
    const absent = await fixture.client.createSession('/none.bin', {}, {}, { 'If-Match': '*' });
    assert.equal(absent.refusal, '412 resourceModified entityTagDoesNotMatch');
  });

  it('refuses a second session for a name, however it is addressed, until the first is cancelled', async () => {
    const { client, sim } = fixture;
    const folder = sim.putItem('/F', { folder: true });
    const first = await client.uploadUrl('/F/a.bin');
    const again = await client.graph('POST', `/me/drive/items/${folder.id}:/A.BIN:/createUploadSession`, {
      item: { '@microsoft.graph.conflictBehavior': 'replace' },
    });
    assert.equal(again.refusal, '409 nameAlreadyExists');
    assert.match(again.textAt('error', 'message'), /currently being uploaded/u);
    assert.deepEqual(rules(sim), ['secondSessionForName']);
    await client.cancel(first);
    assert.equal((await client.createSession('/F/a.bin')).status, 200);
    assert.equal(sim.openSessions.length, 1);
  });

  it('refuses a second session without blame when the answer with the first was lost', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'createUploadSession', kind: 'loseAnswer' });
    await assert.rejects(client.createSession('/a.bin'));
    assert.equal((await client.createSession('/a.bin')).refusal, '409 nameAlreadyExists');
    assert.deepEqual(rules(sim), []);
  });

  it('blames nobody when somebody else has a session for the name', async () => {
    fixture.sim.openForeignSession('/a.bin');
    assert.equal((await open({})).refusal, '409 nameAlreadyExists');
    assert.deepEqual(rules(fixture.sim), []);
    fixture.sim.clock.advance(16 * MINUTE);
    assert.equal((await open({})).status, 200, 'after it expired');
  });

  it('looks at the quota only at the end', async () => {
    fixture.sim.setQuota(10);
    assert.equal((await open({ fileSize: 11 })).status, 200);
  });

  it('does not replace folders and packages', async () => {
    fixture.sim.putItem('/F', { folder: true });
    fixture.sim.putItem('/N', { package: 'oneNote' });
    assert.equal((await fixture.client.createSession('/F')).refusal, '409 nameAlreadyExists');
    assert.equal((await fixture.client.createSession('/N')).refusal, '409 nameAlreadyExists');
    const rename = { '@microsoft.graph.conflictBehavior': 'rename' };
    assert.equal((await fixture.client.createSession('/F', rename)).status, 200);
  });

  it('masks URL and token in the log, and numbers the session', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    await client.fragment(url, Buffer.from('abc'), 0);
    const [create, fragment] = sim.requests;
    assert.equal(create?.route, 'createUploadSession');
    assert.equal(create.file, '/a.bin');
    assert.equal(create.headers['authorization'], 'Bearer ***');
    assert.equal(fragment?.route, 'fragment');
    assert.equal(fragment.session, create.session);
    assert.equal(fragment.headers['content-range'], 'bytes 0-2/3');
    assert.equal(fragment.requestBytes, 3);
    assert.equal(fragment.status, 201);
    const log = JSON.stringify(sim.requests);
    const query = new URL(url).searchParams;
    assert.ok(!log.includes(client.token));
    assert.ok(!log.includes(query.get('guid')?.replaceAll("'", '') ?? '?'));
    assert.ok(!log.includes(query.get('tempauth')?.split('.').at(-1) ?? '?'));
  });
});

describe('createUploadSession on Personal', () => {
  const fixture = useSimulator({ drive: 'personal' });

  it('lives for seven days and hides its id in the path', async () => {
    const reply = await fixture.client.createSession('/a.bin');
    const days = (Date.parse(reply.textAt('expirationDateTime')) - fixture.sim.clock.now()) / (24 * 60 * MINUTE);
    assert.ok(days > 6.9 && days <= 7);
    const id = new URL(reply.textAt('uploadUrl')).pathname.split('/').at(-1) ?? '';
    await fixture.client.status(reply.textAt('uploadUrl'));
    assert.ok(!JSON.stringify(fixture.sim.requests).includes(id));
  });

  it('gives out a new session for a name each time', async () => {
    const { client, sim } = fixture;
    const first = await client.uploadUrl('/a.bin');
    const second = await client.uploadUrl('/a.bin');
    assert.notEqual(first, second);
    assert.equal(sim.openSessions.length, 2);
    assert.deepEqual(rules(sim), []);
    await client.fragment(first, Buffer.from('one'), 0);
    await client.fragment(second, Buffer.from('two'), 0);
    assert.equal(sim.item('/a.bin')?.content().toString(), 'two');
  });

  it('refuses a file that does not fit, counting what is replaced', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.bin', Buffer.alloc(60));
    sim.setQuota(100);
    assert.equal(
      (await client.createSession('/b.bin', { fileSize: 41 })).refusal,
      '507 quotaLimitReached insufficientStorage',
    );
    assert.equal((await client.createSession('/a.bin', { fileSize: 101 })).status, 507);
    assert.deepEqual(sim.openSessions, []);
    assert.equal((await client.createSession('/a.bin', { fileSize: 100 })).status, 200);
    assert.equal((await client.createSession('/b.bin', { fileSize: 40 })).status, 200);
  });
});

describe('createUploadSession with a lenient rule', () => {
  const fixture = useSimulator({ lenient: ['secondSessionForName'] });

  it('gives out a second session for a name also on Business', async () => {
    await fixture.client.uploadUrl('/a.bin');
    await fixture.client.uploadUrl('/a.bin');
    assert.equal(fixture.sim.openSessions.length, 2);
    assert.deepEqual(rules(fixture.sim), []);
  });
});

describe('createUploadSession with other behaviours', () => {
  describe('description', () => {
    const fixture = useSimulator({ behaviours: { rejectDescription: false } });

    it('ends up on the item where it is accepted', async () => {
      const url = await fixture.client.uploadUrl('/a.bin', { description: 'about it' });
      const done = await fixture.client.fragment(url, Buffer.from('abc'), 0);
      assert.equal(done.at('description'), 'about it');
    });
  });

  describe('the eTag', () => {
    const fixture = useSimulator({ behaviours: { sessionMovesETag: true } });

    it('moves when a session starts, so that a correct If-Match fails with the last fragment and then 416', async () => {
      const { client, sim } = fixture;
      const item = sim.putItem('/a.bin', 'old');
      const url = await client.uploadUrl('/a.bin', {}, {}, { 'If-Match': item.eTag });
      assert.notEqual(sim.item('/a.bin')?.eTag, item.eTag);
      assert.equal(sim.item('/a.bin')?.cTag, item.cTag);
      const late = await client.fragment(url, Buffer.from('abc'), 0);
      assert.equal(late.refusal, '412 resourceModified entityTagDoesNotMatch');
      assert.equal((await client.fragment(url, Buffer.from('abc'), 0)).refusal, '416 invalidRange fragmentOverlap');
      assert.equal(sim.item('/a.bin')?.content().toString(), 'old');
    });
  });

  describe('sessions for existing Office files', () => {
    const fixture = useSimulator({ drive: 'documentLibrary', behaviours: { officeSessionLost: true } });

    it('are lost the first time, work the second time, and are refused the third time', async () => {
      const { client, sim } = fixture;
      sim.putItem('/a.xlsx', 'old');
      const first = await client.uploadUrl('/a.xlsx');
      assert.equal(
        (await client.fragment(first, Buffer.from('abc'), 0)).refusal,
        '404 itemNotFound uploadSessionNotFound',
      );
      const second = await client.uploadUrl('/a.xlsx');
      assert.equal((await client.createSession('/a.xlsx')).status, 409);
      assert.equal((await client.fragment(first, Buffer.from('abc'), 0)).status, 404);
      assert.equal((await client.fragment(second, Buffer.from('abc'), 0)).status, 200);
    });

    it('work at once for new names and other types', async () => {
      const { client, sim } = fixture;
      sim.putItem('/a.txt', 'old');
      for (const path of ['/new.xlsx', '/a.txt']) {
        const done = await client.fragment(await client.uploadUrl(path), Buffer.from('abc'), 0);
        assert.ok(done.status < 300, path);
      }
    });
  });

  describe('a conflict with `fail`', () => {
    const fixture = useSimulator({ drive: 'personal', behaviours: { lateFail: true } });

    it('shows with the first fragment', async () => {
      fixture.sim.putItem('/a.bin', 'old');
      const url = await fixture.client.uploadUrl('/a.bin', { '@microsoft.graph.conflictBehavior': 'fail' });
      assert.equal((await fixture.client.fragment(url, Buffer.from('abc'), 0)).refusal, '409 nameAlreadyExists');
    });
  });
});
