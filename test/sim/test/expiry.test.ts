import assert from 'node:assert/strict';
import { GRID, rules, until, useSimulator } from './client.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const content = Buffer.alloc(200 * GRID, 7);

for (const drive of ['business', 'documentLibrary'] as const) {
  describe(`expiry on a ${drive} drive`, () => {
    const fixture = useSimulator({ drive, store: 'hash' });

    it('comes after 15 idle minutes, and each fragment moves it', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.bin');
      sim.clock.advance(14 * MINUTE);
      const reply = await client.fragment(url, content, 0, GRID);
      assert.equal(reply.status, 202);
      const left = Date.parse(reply.textAt('expirationDateTime')) - sim.clock.now();
      assert.ok(left > 14 * MINUTE && left <= 15 * MINUTE);
      sim.clock.advance(14 * MINUTE);
      await client.status(url);
      sim.clock.advance(2 * MINUTE);
      assert.equal(
        (await client.fragment(url, content, GRID, 2 * GRID)).refusal,
        '404 itemNotFound uploadSessionNotFound',
      );
      assert.deepEqual(sim.openSessions, []);
      assert.equal((await client.createSession('/a.bin')).status, 200, 'the name is free again');
    });

    it('does not come while a fragment is on its way', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.bin');
      sim.shape({ fragmentMs: 150 });
      const fragment = client.fragment(url, content, 0, GRID);
      await until(() => sim.requests.at(-1)?.requestBytes === GRID);
      sim.clock.advance(16 * MINUTE);
      assert.equal(sim.openSessions.length, 1);
      assert.equal((await fragment).status, 202);
    });

    it('does not change what a finished or cancelled session answers', async () => {
      const { client, sim } = fixture;
      const finished = await client.uploadUrl('/a.bin');
      await client.fragment(finished, content.subarray(0, 10), 0);
      const cancelled = await client.uploadUrl('/b.bin');
      await client.cancel(cancelled);
      sim.clock.advance(25 * HOUR);
      assert.equal((await client.status(finished)).status, 404);
      assert.equal((await client.status(cancelled)).status, 404);
    });

    it('comes after 24 hours whatever is sent: the token in the URL ends', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/a.bin');
      let at = 0;
      for (let minutes = 0; minutes < 24 * 60 - 10; minutes += 10, at += GRID) {
        const reply = await client.fragment(url, content, at, at + GRID);
        assert.equal(reply.status, 202);
        sim.clock.advance(10 * MINUTE);
      }
      sim.clock.advance(10 * MINUTE);
      assert.equal((await client.fragment(url, content, at, at + GRID)).refusal, '401 unauthenticated expiredToken');
      assert.equal((await client.status(url)).status, 401);
      client.token = sim.issueToken();
      assert.equal((await client.createSession('/a.bin')).status, 200);
      assert.deepEqual(rules(sim), []);
    });
  });
}

describe('expiry on a personal drive', () => {
  const fixture = useSimulator({ drive: 'personal' });

  it('comes after seven days', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    sim.clock.advance(6 * 24 * HOUR);
    assert.equal((await client.fragment(url, content, 0, GRID)).status, 202);
    sim.clock.advance(23 * HOUR);
    assert.equal((await client.status(url)).status, 200);
    sim.clock.advance(2 * HOUR);
    assert.equal((await client.status(url)).status, 404);
  });
});

describe('the clock', () => {
  const fixture = useSimulator();

  it('moves tokens and the Date header', async () => {
    const { client, sim } = fixture;
    sim.clock.advance(59 * MINUTE);
    const reply = await client.graph('GET', '/me/drive');
    assert.equal(reply.status, 200);
    assert.ok(Math.abs(Date.parse(reply.headers.date ?? '') - sim.clock.now()) < 2_000);
    sim.clock.advance(2 * MINUTE);
    assert.equal((await client.graph('GET', '/me/drive')).refusal, '401 InvalidAuthenticationToken');
  });
});
