import assert from 'node:assert/strict';
import { quickXorHash } from '../index.ts';
import { GRID, rules, until, useSimulator } from './client.ts';
import { content, Upload } from './upload.ts';

describe('what a fault does', () => {
  const fixture = useSimulator();
  let upload: Upload;
  beforeEach(async () => {
    upload = await Upload.start(fixture.client);
  });

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
      const reply = await fixture.client.fragment(upload.url, content, 0, GRID);
      assert.equal(reply.refusal, refusal);
      assert.deepEqual(await upload.next(), ['0-']);
      await upload.finish(0);
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
    assert.equal((await fixture.client.fragment(upload.url, content, 0, GRID)).status, 503);
    const again = await fixture.client.fragment(upload.url, content, 0, GRID);
    assert.equal(again.refusal, '416 invalidRange fragmentOverlap');
    await upload.finish(GRID);
  });

  it('stores part of a fragment that it says failed', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'status', status: 500, keep: 100_000 });
    assert.equal((await fixture.client.fragment(upload.url, content, 0, GRID)).status, 500);
    assert.deepEqual(await upload.next(), ['100000-']);
    await upload.finish(100_000);
  });

  it('stores all of the last fragment, but finishes nothing', async () => {
    const { client, sim } = fixture;
    await client.fragment(upload.url, content, 0, 3 * GRID);
    sim.faults.add({ route: 'fragment', kind: 'status', status: 500, keep: content.length });
    assert.equal((await client.fragment(upload.url, content, 3 * GRID)).status, 500);
    assert.deepEqual(await upload.next(), []);
    assert.equal(sim.item('/a.bin'), undefined);
    assert.equal((await client.commit(upload.url)).status, 201);
  });

  it('cuts the connection and keeps nothing', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 200_000 });
    await assert.rejects(fixture.client.fragment(upload.url, content, 0, GRID));
    assert.equal(fixture.sim.requests.at(-1)?.requestBytes, 200_000);
    assert.equal(fixture.sim.requests.at(-1)?.status, 0);
    assert.deepEqual(await upload.next(), ['0-']);
    await upload.finish(0);
  });

  it('cuts the connection and keeps part', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 200_000, keep: 150_001 });
    await assert.rejects(fixture.client.fragment(upload.url, content, 0, GRID));
    assert.deepEqual(await upload.next(), ['150001-']);
    await upload.finish(150_001);
  });

  it('cuts the connection before any byte, and not at all when the body is shorter', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: 0 });
    await assert.rejects(fixture.client.fragment(upload.url, content, 0, GRID));
    fixture.sim.faults.add({ route: 'fragment', kind: 'cut', afterBytes: GRID + 1 });
    assert.equal((await fixture.client.fragment(upload.url, content, 0, GRID)).status, 202);
    await upload.finish(GRID);
  });

  it('cuts requests for other things without doing them', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'createFolder', kind: 'cut', afterBytes: 5 });
    await assert.rejects(client.graph('POST', '/me/drive/root/children', { name: 'F', folder: {} }));
    assert.equal(sim.item('/F'), undefined);
  });

  it('does everything and loses the answer', async () => {
    const { client, sim } = fixture;
    await client.fragment(upload.url, content, 0, 3 * GRID);
    sim.faults.add({ route: 'fragment', last: true, kind: 'loseAnswer' });
    await assert.rejects(client.fragment(upload.url, content, 3 * GRID));
    assert.equal(sim.item('/a.bin')?.quickXorHash, quickXorHash(content));
    assert.equal((await client.status(upload.url)).refusal, '404 itemNotFound uploadSessionNotFound');
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
    await assert.rejects(client.fragment(upload.url, content, 0, GRID, {}, 50), /gave up/u);
    await until(() => sim.requests.at(-1)?.durationMs !== undefined);
    sim.faults.add({ route: 'uploadStatus', kind: 'delay', ms: 150 });
    sim.faults.add({ route: 'uploadStatus', kind: 'hang' });
    await assert.rejects(client.send({ method: 'GET', url: upload.url, giveUpAfter: 50 }), /gave up/u);
    await until(() => sim.requests.at(-1)?.durationMs !== undefined);
    await upload.finish(sim.openSessions[0]?.acceptedBytes ?? 0);
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
});
