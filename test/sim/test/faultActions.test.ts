import assert from 'node:assert/strict';
import { quickXorHash } from '../index.ts';
import { patternedBytes } from '../../support/patternedFile.ts';
import { GRID, rules, until, useSimulator } from './client.ts';

const content = patternedBytes(3 * GRID + 9);

describe('what a fault does', () => {
  const fixture = useSimulator();
  let url = '';
  beforeEach(async () => {
    url = await fixture.client.uploadUrl('/a.bin');
  });
  const next = async (): Promise<unknown> => (await fixture.client.status(url)).at('nextExpectedRanges');
  /** Sends the rest and compares what was stored with what was meant. */
  const finish = async (start: number): Promise<void> => {
    const { client, sim } = fixture;
    for (let at = start; at < content.length; at += GRID) {
      await client.fragment(url, content, at, Math.min(at + GRID, content.length));
    }
    assert.equal(sim.item('/a.bin')?.quickXorHash, quickXorHash(content));
    assert.deepEqual(sim.item('/a.bin')?.content(), Buffer.from(content));
    assert.deepEqual(rules(sim), []);
  };

  for (const [status, refusal] of [
    [429, '429 activityLimitReached throttledRequest'],
    [503, '503 serviceNotAvailable serviceNotAvailable'],
    [500, '500 generalException'],
    [507, '507 quotaLimitReached insufficientStorage'],
    [509, '509 bandwidthLimitExceeded'],
    [418, '418 generalException'],
  ] as const) {
    it(`answers ${status} with the service's codes and stores nothing`, async () => {
      fixture.sim.faults.add({ route: 'fragment', kind: 'status', status });
      const reply = await fixture.client.fragment(url, content, 0, GRID);
      assert.equal(reply.refusal, refusal);
      assert.deepEqual(await next(), ['0-']);
      await finish(0);
    });
  }

  it('answers with chosen codes, message and headers', async () => {
    const headers = { 'WWW-Authenticate': 'Bearer error="insufficient_claims", claims="e30="' };
    fixture.sim.faults.add({ kind: 'status', status: 401, code: 'x', inner: ['y', 'z'], message: 'why', headers });
    const reply = await fixture.client.graph('GET', '/me/drive');
    assert.equal(reply.refusal, '401 x y');
    assert.equal(reply.at('error', 'innerError', 'innerError', 'code'), 'z');
    assert.equal(reply.at('error', 'message'), 'why');
    assert.match(String(reply.headers['www-authenticate']), /insufficient_claims/u);
  });

  it('answers with HTML or nothing instead of an envelope', async () => {
    fixture.sim.faults.add({ kind: 'status', status: 502, body: 'html' });
    assert.match((await fixture.client.graph('GET', '/me/drive')).text, /^<!DOCTYPE html>/u);
    fixture.sim.faults.add({ kind: 'status', status: 502, body: 'empty' });
    const reply = await fixture.client.graph('GET', '/me/drive');
    assert.equal(reply.status, 502);
    assert.equal(reply.text, '');
  });

  it('gives Retry-After in seconds or as a date', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ kind: 'status', status: 429, retryAfter: 7 });
    assert.equal((await client.graph('GET', '/me/drive')).headers['retry-after'], '7');
    sim.clock.advance(8_000);
    sim.faults.add({ kind: 'status', status: 503, retryAfter: 30, retryAfterForm: 'date' });
    const reply = await client.graph('GET', '/me/drive');
    const wait = Date.parse(reply.headers['retry-after'] ?? '') - sim.clock.now();
    assert.ok(wait >= 29_000 && wait <= 31_000, `${wait} ms`);
  });

  it('stores the fragment although it says that it failed', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'status', status: 503, when: 'after' });
    assert.equal((await fixture.client.fragment(url, content, 0, GRID)).status, 503);
    const again = await fixture.client.fragment(url, content, 0, GRID);
    assert.equal(again.refusal, '416 invalidRange fragmentOverlap');
    await finish(GRID);
  });

  it('stores part of a fragment that it says failed', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'status', status: 500, keep: 100_000 });
    assert.equal((await fixture.client.fragment(url, content, 0, GRID)).status, 500);
    assert.deepEqual(await next(), ['100000-']);
    await finish(100_000);
  });

  it('stores all of the last fragment, but finishes nothing', async () => {
    const { client, sim } = fixture;
    await client.fragment(url, content, 0, 3 * GRID);
    sim.faults.add({ route: 'fragment', kind: 'status', status: 500, keep: content.length });
    assert.equal((await client.fragment(url, content, 3 * GRID)).status, 500);
    assert.deepEqual(await next(), []);
    assert.equal(sim.item('/a.bin'), undefined);
    assert.equal((await client.commit(url)).status, 201);
  });

  it('cuts the connection and keeps nothing', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 200_000 });
    await assert.rejects(fixture.client.fragment(url, content, 0, GRID));
    assert.equal(fixture.sim.requests.at(-1)?.requestBytes, 200_000);
    assert.equal(fixture.sim.requests.at(-1)?.status, 0);
    assert.deepEqual(await next(), ['0-']);
    await finish(0);
  });

  it('cuts the connection and keeps part', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 200_000, keep: 150_001 });
    await assert.rejects(fixture.client.fragment(url, content, 0, GRID));
    assert.deepEqual(await next(), ['150001-']);
    await finish(150_001);
  });

  it('cuts the connection before any byte, and not at all when the body is shorter', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 0 });
    await assert.rejects(fixture.client.fragment(url, content, 0, GRID));
    fixture.sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: GRID + 1 });
    assert.equal((await fixture.client.fragment(url, content, 0, GRID)).status, 202);
    await finish(GRID);
  });

  it('cuts requests for other things without doing them', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'createFolder', kind: 'cut', afterBytes: 5 });
    await assert.rejects(client.graph('POST', '/me/drive/root/children', { name: 'F', folder: {} }));
    assert.equal(sim.item('/F'), undefined);
  });

  it('does everything and loses the answer', async () => {
    const { client, sim } = fixture;
    await client.fragment(url, content, 0, 3 * GRID);
    sim.faults.add({ route: 'fragment', last: true, kind: 'loseAnswer' });
    await assert.rejects(client.fragment(url, content, 3 * GRID));
    assert.equal(sim.item('/a.bin')?.quickXorHash, quickXorHash(content));
    assert.equal((await client.status(url)).refusal, '404 itemNotFound uploadSessionNotFound');
    sim.faults.add({ route: 'createUploadSession', kind: 'loseAnswer' });
    await assert.rejects(client.createSession('/b.bin'));
    assert.equal(sim.openSessions.length, 1);
    assert.deepEqual(rules(sim), []);
  });

  it('breaks off in the middle of an answer', async () => {
    fixture.sim.faults.add({ route: 'getDrive', kind: 'cutAnswer', afterBytes: 10 });
    await assert.rejects(fixture.client.graph('GET', '/me/drive'), /aborted|ECONNRESET/u);
  });

  it('delays before or after the work', async () => {
    const { client, sim } = fixture;
    for (const when of ['before', 'after'] as const) {
      sim.faults.add({ route: 'createFolder', kind: 'delay', ms: 200, when });
      const reply = client.graph('POST', '/me/drive/root/children', { name: when, folder: {} });
      const started = performance.now();
      await until(() => sim.requests.at(-1)?.route === 'createFolder' && sim.requests.at(-1)?.durationMs === undefined);
      if (when === 'before') {
        assert.equal(sim.item('/before'), undefined);
      } else {
        await until(() => sim.item('/after') !== undefined);
      }
      assert.equal((await reply).status, 201);
      assert.ok(performance.now() - started > 150);
    }
  });

  it('waits for no client that goes away during a delay', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'fragment', kind: 'delay', ms: 150 });
    await assert.rejects(client.fragment(url, content, 0, GRID, {}, 50), /gave up/u);
    await until(() => sim.requests.at(-1)?.durationMs !== undefined);
    sim.faults.add({ route: 'uploadStatus', kind: 'delay', ms: 150 });
    sim.faults.add({ route: 'uploadStatus', kind: 'hang' });
    await assert.rejects(client.send({ method: 'GET', url, giveUpAfter: 50 }), /gave up/u);
    await until(() => sim.requests.at(-1)?.durationMs !== undefined);
    await finish(sim.openSessions[0]?.acceptedBytes ?? 0);
  });

  it('hangs before or after the work until the client gives up', async () => {
    const { client, sim } = fixture;
    for (const when of ['before', 'after'] as const) {
      sim.faults.add({ route: 'createFolder', kind: 'hang', when });
      const body = JSON.stringify({ name: when, folder: {} });
      const headers = { Authorization: `Bearer ${client.token}` };
      const at = `${sim.graphUrl}/v1.0/me/drive/root/children`;
      await assert.rejects(client.send({ method: 'POST', url: at, headers, body, giveUpAfter: 150 }), /gave up/u);
      assert.equal(sim.item(`/${when}`) !== undefined, when === 'after');
      await until(() => sim.requests.at(-1)?.durationMs !== undefined);
    }
  });

  it('truncates or spoils the JSON of a complete answer', async () => {
    const { client, sim } = fixture;
    for (const kind of ['truncatedJson', 'malformedJson'] as const) {
      sim.faults.add({ route: 'getDrive', kind });
      const reply = await client.graph('GET', '/me/drive');
      assert.equal(reply.status, 200);
      assert.equal(Number(reply.headers['content-length']), Buffer.byteLength(reply.text));
      assert.throws(() => reply.at('id'), SyntaxError);
    }
  });

  it('answers with a page of HTML after doing the work', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'createFolder', kind: 'html' });
    const reply = await client.graph('POST', '/me/drive/root/children', { name: 'F', folder: {} });
    assert.equal(reply.status, 201);
    assert.match(reply.headers['content-type'] ?? '', /text\/html/u);
    assert.ok(sim.item('/F'));
    sim.faults.add({ route: 'getDrive', kind: 'html', status: 503 });
    assert.equal((await client.graph('GET', '/me/drive')).status, 503);
  });

  it('takes only part of a fragment and says so with 202', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'keepPart', bytes: 123_457 });
    const reply = await fixture.client.fragment(url, content, 0, GRID);
    assert.equal(reply.status, 202);
    assert.deepEqual(reply.at('nextExpectedRanges'), ['123457-']);
    await finish(123_457);
  });

  it('takes only part of the last fragment', async () => {
    await fixture.client.fragment(url, content, 0, 3 * GRID);
    fixture.sim.faults.add({ route: 'fragment', kind: 'keepPart', bytes: 4 });
    const reply = await fixture.client.fragment(url, content, 3 * GRID);
    assert.equal(reply.status, 202);
    assert.deepEqual(reply.at('nextExpectedRanges'), [`${3 * GRID + 4}-`]);
    await finish(3 * GRID + 4);
  });

  for (const [form, ranges] of [
    ['missing', undefined],
    ['empty', []],
    ['several', [`${GRID}-${2 * GRID + 4}`, `${2 * GRID + 5}-`]],
    ['closed', [`${GRID}-${content.length - 1}`]],
    ['otherCase', undefined],
    ['noExpiry', [`${GRID}-`]],
  ] as const) {
    it(`writes nextExpectedRanges in the form "${form}"`, async () => {
      const { client, sim } = fixture;
      sim.faults.add({ route: 'fragment', kind: 'ranges', form });
      const reply = await client.fragment(url, content, 0, GRID);
      assert.equal(reply.status, 202);
      assert.deepEqual(reply.at('nextExpectedRanges'), ranges);
      assert.equal(reply.at('expirationDateTime') === undefined, form === 'noExpiry');
      assert.deepEqual(reply.at('NextExpectedRanges'), form === 'otherCase' ? [`${GRID}-`] : undefined);
      sim.faults.add({ route: 'uploadStatus', kind: 'ranges', form });
      assert.deepEqual(await next(), ranges, 'of the status too');
      await finish(GRID);
    });
  }

  it('loses fragments that it had accepted', async () => {
    const { client, sim } = fixture;
    await client.fragment(url, content, 0, GRID);
    await client.fragment(url, content, GRID, 2 * GRID);
    sim.faults.add({ route: 'fragment', kind: 'rewind', fragments: 2 });
    const reply = await client.fragment(url, content, 2 * GRID, 3 * GRID);
    assert.deepEqual(reply.at('nextExpectedRanges'), [`${GRID}-`]);
    await finish(GRID);
  });

  for (const [status, refusal] of [
    [401, '401 unauthenticated expiredToken'],
    [403, '403 accessDenied'],
  ] as const) {
    it(`ends the token in the URL with ${status}, and the name is free again`, async () => {
      const { client, sim } = fixture;
      await client.fragment(url, content, 0, GRID);
      sim.faults.add({ route: 'fragment', kind: 'tokenDeath', status });
      assert.equal((await client.fragment(url, content, GRID, 2 * GRID)).refusal, refusal);
      assert.equal((await client.status(url)).refusal, refusal);
      assert.deepEqual(sim.openSessions, []);
      url = await client.uploadUrl('/a.bin');
      await finish(0);
    });
  }

  it('loses a session that was just given out; the next one works unless it is lost too', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'createUploadSession', times: 2, kind: 'sessionLost' });
    for (const expected of [404, 404, 201]) {
      const fresh = await client.uploadUrl('/b.bin');
      const reply = await client.fragment(fresh, Buffer.from('abc'), 0);
      assert.equal(reply.status, expected);
    }
    assert.deepEqual(rules(sim), []);
  });
});
