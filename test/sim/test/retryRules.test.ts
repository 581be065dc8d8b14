import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { GRID, rules, TestClient, useSimulator } from './client.ts';

const content = Buffer.alloc(2 * GRID, 3);

describe('Retry-After', () => {
  const fixture = useSimulator();

  it('may not be cut short, by any request to that host', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ kind: 'status', status: 429, retryAfter: 10 });
    await client.graph('GET', '/me/drive');
    await client.graph('GET', '/me/drive');
    assert.deepEqual(rules(sim), ['retryBeforeRetryAfter'], 'the same request, at once');
    await client.graph('GET', '/me/drive/root');
    assert.deepEqual(rules(sim).length, 2, 'another request');
    sim.clock.advance(10_000);
    await client.graph('GET', '/me/drive');
    assert.deepEqual(rules(sim).length, 2, 'afterwards');
  });

  it('holds one host, not the other', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    sim.faults.add({ route: 'fragment', kind: 'status', status: 503, retryAfter: 10 });
    await client.fragment(url, content, 0, GRID);
    assert.equal((await client.graph('GET', '/me/drive')).status, 200);
    assert.deepEqual(rules(sim), []);
    await client.status(url);
    assert.deepEqual(rules(sim), ['retryBeforeRetryAfter']);
  });

  it('counts as a date too', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ kind: 'status', status: 503, retryAfter: 10, retryAfterForm: 'date' });
    await client.graph('GET', '/me/drive');
    sim.clock.advance(8_000);
    await client.graph('GET', '/me/drive');
    assert.deepEqual(rules(sim), ['retryBeforeRetryAfter']);
    sim.clock.advance(4_000);
    await client.graph('GET', '/me/drive');
    assert.equal(rules(sim).length, 1);
  });

  it('forgives requests on other connections that were under way, for a moment', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'getDrive', kind: 'status', status: 429, retryAfter: 10 });
    await client.graph('GET', '/me/drive');
    const other = new TestClient(sim);
    await other.graph('GET', '/me/drive');
    assert.deepEqual(rules(sim), []);
    await delay(300);
    await other.graph('GET', '/me/drive');
    other.close();
    assert.deepEqual(rules(sim), ['retryBeforeRetryAfter']);
  });
});

describe('fatal answers', () => {
  const fixture = useSimulator();
  const bad = { name: 'F' };

  it('may not be asked for again by the same request', async () => {
    const { client, sim } = fixture;
    await client.graph('POST', '/me/drive/root/children', bad);
    await client.graph('POST', '/me/drive/root/children', { name: 'G' });
    assert.deepEqual(rules(sim), [], 'another request');
    await client.graph('POST', '/me/drive/root/children', { name: 'G' });
    assert.deepEqual(rules(sim), ['fatalRetry']);
  });

  it('may be tried again after something changed, or much later', async () => {
    const { client, sim } = fixture;
    const attempt = (): Promise<unknown> => client.graph('POST', '/me/drive/root/children', bad);
    await attempt();
    await client.graph('PUT', '/me/drive/root:/x:/content', 'x');
    await attempt();
    sim.putItem('/y', 'y');
    await attempt();
    sim.clock.advance(31_000);
    await attempt();
    assert.deepEqual(rules(sim), []);
  });

  it('include a token that was refused, also for reading', async () => {
    const { client, sim } = fixture;
    sim.revokeToken(client.token);
    await client.graph('GET', '/me/drive');
    await client.graph('GET', '/me/drive');
    assert.deepEqual(rules(sim), ['fatalRetry']);
    client.token = sim.issueToken();
    assert.equal((await client.graph('GET', '/me/drive')).status, 200);
    assert.equal(rules(sim).length, 1);
  });

  it('do not include what is missing: it may come', async () => {
    const { client, sim } = fixture;
    await client.graph('GET', '/me/drive/root:/none');
    await client.graph('GET', '/me/drive/root:/none');
    assert.deepEqual(rules(sim), []);
  });
});

describe('dead upload URLs', () => {
  const fixture = useSimulator();

  it('may be asked five times in a row, not six', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'createUploadSession', kind: 'sessionLost' });
    const url = await client.uploadUrl('/a.bin');
    for (let request = 1; request <= 5; request++) {
      await client.status(url);
    }
    assert.deepEqual(rules(sim), []);
    await client.status(url);
    assert.deepEqual(rules(sim), ['deadSessionRetry']);
  });

  it('count again after an answer that helps', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    sim.faults.add({ route: 'fragment', times: 5, kind: 'status', status: 404 });
    for (let request = 1; request <= 5; request++) {
      await client.fragment(url, content, 0, GRID);
    }
    await client.fragment(url, content, 0, GRID);
    sim.faults.add({ route: 'uploadStatus', times: 5, kind: 'status', status: 404 });
    for (let request = 1; request <= 5; request++) {
      await client.status(url);
    }
    assert.deepEqual(rules(sim), []);
  });
});

describe('throttling by budget', () => {
  const fixture = useSimulator({ throttle: { unitsPerMinute: 10 } });

  it('shows RateLimit headers from 80 % on, refuses beyond it, and starts anew each minute', async () => {
    const { client, sim } = fixture;
    const get = (): ReturnType<typeof client.graph> => client.graph('GET', '/me/drive/root');
    for (let request = 1; request <= 7; request++) {
      assert.equal((await get()).headers['ratelimit-limit'], undefined, `request ${request}`);
    }
    const eighth = await get();
    assert.equal(eighth.headers['ratelimit-limit'], '10');
    assert.equal(eighth.headers['ratelimit-remaining'], '2');
    assert.ok(Number(eighth.headers['ratelimit-reset']) > 50);
    assert.equal(
      (await client.graph('GET', '/me/drive/root/children')).headers['ratelimit-remaining'],
      '0',
      'a list costs two',
    );
    const refused = await get();
    assert.equal(refused.refusal, '429 activityLimitReached throttledRequest');
    assert.ok(Number(refused.headers['retry-after']) > 50);
    sim.clock.advance(60_000);
    assert.equal((await get()).status, 200);
    assert.deepEqual(rules(sim), []);
  });

  it('does not concern upload URLs', async () => {
    const { client } = fixture;
    const url = await client.uploadUrl('/a.bin');
    for (let request = 1; request <= 20; request++) {
      assert.equal((await client.status(url)).status, 200);
    }
  });
});

describe('throttling by the requests of a user', () => {
  const fixture = useSimulator({ throttle: { userRequests: { requests: 4, windowSeconds: 30 } } });

  async function ask(times: number): Promise<number[]> {
    const statuses: number[] = [];
    for (let request = 0; request < times; request++) {
      statuses.push((await fixture.client.graph('GET', '/me/drive/root')).status);
    }
    return statuses;
  }

  /** Some of the time may have passed on a busy machine. */
  function assertAbout(seconds: number, told: unknown): void {
    assert.ok(Number(told) <= seconds && Number(told) > seconds - 5, String(told));
  }

  it('refuses what is one too many in any stretch of time, without a word before', async () => {
    const { client, sim } = fixture;
    await ask(2);
    sim.clock.advance(20_000);
    assert.deepEqual(await ask(1), [200]);
    const fourth = await client.graph('GET', '/me/drive/root/children');
    assert.equal(fourth.status, 200, 'a list is one request');
    assert.ok(!Object.keys(fourth.headers).some((name) => name.startsWith('ratelimit')));
    const refused = await client.graph('GET', '/me/drive/root');
    assert.equal(refused.refusal, '429 activityLimitReached throttledRequest');
    assertAbout(10, refused.headers['retry-after']);
    sim.clock.advance(10_000);
    assert.deepEqual(await ask(1), [200], 'the first two are over, the refused one counts');
    assert.deepEqual(rules(sim), []);
  });

  it('counts what it refused, and asks to wait for that as well', async () => {
    const { client, sim } = fixture;
    await ask(4);
    sim.clock.advance(15_000);
    await ask(4);
    const refused = await client.graph('GET', '/me/drive/root');
    assertAbout(30, refused.headers['retry-after']);
    sim.clock.advance(20_000);
    assert.deepEqual(await ask(1), [429]);
    sim.clock.advance(30_000);
    assert.deepEqual(await ask(1), [200]);
  });

  it('concerns each user alone, and no upload URLs', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/a.bin');
    await ask(3);
    assert.deepEqual(await ask(1), [429]);
    assert.equal((await client.status(url)).status, 200);
    client.token = sim.issueToken({ account: 'somebody@example.com' });
    assert.deepEqual(await ask(5), [200, 200, 200, 200, 429]);
  });
});

describe('lenient retry rules', () => {
  const fixture = useSimulator({ lenient: ['retryBeforeRetryAfter', 'fatalRetry', 'deadSessionRetry'] });

  it('let hasty clients through without a word', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ kind: 'status', status: 429, retryAfter: 10 });
    await client.graph('GET', '/me/drive');
    await client.graph('GET', '/me/drive');
    await client.graph('POST', '/me/drive/root/children', {});
    await client.graph('POST', '/me/drive/root/children', {});
    assert.deepEqual(rules(sim), []);
  });
});
