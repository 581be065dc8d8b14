import assert from 'node:assert/strict';
import { quickXorHash } from '../index.ts';
import { GRID, rules, useSimulator } from './client.ts';
import { content, Upload } from './upload.ts';

describe('what a fault does to a session', () => {
  const fixture = useSimulator();
  let upload: Upload;
  beforeEach(async () => {
    upload = await Upload.start(fixture.client);
  });

  it('takes only part of a fragment and says so with 202', async () => {
    fixture.sim.faults.add({ route: 'fragment', kind: 'keepPart', bytes: 123_457 });
    const reply = await fixture.client.fragment(upload.url, content, 0, GRID);
    assert.equal(reply.status, 202);
    assert.deepEqual(reply.at('nextExpectedRanges'), ['123457-']);
    await upload.finish(123_457);
  });

  it('stores a wrong byte, which the hash shows', async () => {
    const { client, sim } = fixture;
    const wrong = Buffer.from(content);
    wrong.writeUInt8(wrong.readUInt8(GRID) ^ 1, GRID);
    await client.fragment(upload.url, content, 0, GRID);
    sim.faults.add({ route: 'fragment', kind: 'corrupt' });
    const done = await client.fragment(upload.url, content, GRID);
    assert.equal(done.at('file', 'hashes', 'quickXorHash'), quickXorHash(wrong));
    assert.deepEqual(sim.item('/a.bin')?.content(), wrong);
    sim.faults.add({ route: 'putContent', kind: 'corrupt' });
    await client.graph('PUT', '/me/drive/root:/b.txt:/content', 'abc');
    assert.equal(sim.item('/b.txt')?.content().toString(), '`bc');
  });

  it('takes only part of the last fragment', async () => {
    await fixture.client.fragment(upload.url, content, 0, 3 * GRID);
    fixture.sim.faults.add({ route: 'fragment', kind: 'keepPart', bytes: 4 });
    const reply = await fixture.client.fragment(upload.url, content, 3 * GRID);
    assert.equal(reply.status, 202);
    assert.deepEqual(reply.at('nextExpectedRanges'), [`${3 * GRID + 4}-`]);
    await upload.finish(3 * GRID + 4);
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
      const reply = await client.fragment(upload.url, content, 0, GRID);
      assert.equal(reply.status, 202);
      assert.deepEqual(reply.at('nextExpectedRanges'), ranges);
      assert.equal(reply.at('expirationDateTime') === undefined, form === 'noExpiry');
      assert.deepEqual(reply.at('NextExpectedRanges'), form === 'otherCase' ? [`${GRID}-`] : undefined);
      sim.faults.add({ route: 'uploadStatus', kind: 'ranges', form });
      assert.deepEqual(await upload.next(), ranges, 'of the status too');
      await upload.finish(GRID);
    });
  }

  it('loses fragments that it had accepted', async () => {
    const { client, sim } = fixture;
    await client.fragment(upload.url, content, 0, GRID);
    await client.fragment(upload.url, content, GRID, 2 * GRID);
    sim.faults.add({ route: 'fragment', kind: 'rewind', fragments: 2 });
    const reply = await client.fragment(upload.url, content, 2 * GRID, 3 * GRID);
    assert.deepEqual(reply.at('nextExpectedRanges'), [`${GRID}-`]);
    await upload.finish(GRID);
  });

  for (const [status, refusal] of [
    [401, '401 unauthenticated expiredToken'],
    [403, '403 accessDenied'],
  ] as const) {
    it(`ends the token in the URL with ${status}, and the name is free again`, async () => {
      const { client, sim } = fixture;
      await client.fragment(upload.url, content, 0, GRID);
      sim.faults.add({ route: 'fragment', kind: 'tokenDeath', status });
      assert.equal((await client.fragment(upload.url, content, GRID, 2 * GRID)).refusal, refusal);
      assert.equal((await client.status(upload.url)).refusal, refusal);
      assert.deepEqual(sim.openSessions, []);
      upload.url = await client.uploadUrl('/a.bin');
      await upload.finish(0);
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
