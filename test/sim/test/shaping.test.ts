import assert from 'node:assert/strict';
import { patternedBytes } from '../../support/patternedFile.ts';
import { Pace } from '../http/shaping.ts';
import { GRID, useSimulator } from './client.ts';

const content = patternedBytes(3 * GRID + 9);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

for (const store of ['memory', 'hash'] as const) {
  describe(`shaping with the store ${store}`, () => {
    const fixture = useSimulator({ store });

    it('slows bodies of requests down to the speed of the line', async () => {
      const { client, sim } = fixture;
      const url = await client.uploadUrl('/b.bin');
      sim.shape({ bytesPerSecond: 1_000_000 });
      assert.ok((await timed(() => client.fragment(url, content, 0, GRID))) > 300);
    });
  });
}

describe('shaping', () => {
  const shared = useSimulator({ store: 'hash' });

  it('lets several connections share the speed of a line', async () => {
    const { client, sim } = shared;
    const urls = [await client.uploadUrl('/a.bin'), await client.uploadUrl('/b.bin')];
    sim.shape({ lineBytesPerSecond: 2_000_000 });
    const ms = await timed(() => Promise.all(urls.map((url) => client.fragment(url, content, 0, GRID))));
    assert.ok(ms > 310, `${ms} ms for two fragments that take 164 ms each`);
  });
});

describe('shaping', () => {
  const fixture = useSimulator();

  it('slows bodies of answers down to the speed of the line', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.bin', Buffer.alloc(200_000, 1));
    sim.shape({ bytesPerSecond: 1_000_000 });
    const redirect = await client.graph('GET', '/me/drive/root:/a.bin:/content');
    assert.ok((await timed(() => client.send({ method: 'GET', url: String(redirect.headers.location) }))) > 180);
  });

  it('adds round trips, one more for a new connection, and the time of the service', async () => {
    const { client, sim } = fixture;
    const url = await client.uploadUrl('/b.bin');
    sim.shape({ roundTripMs: 100, fragmentMs: 150 });
    assert.ok((await timed(() => client.fragment(url, content, 0, GRID))) > 340, 'a new connection');
    const second = await timed(() => client.status(url));
    assert.ok(second > 95, `${second} ms on the same one`);
  });
});

describe('the pace of a line', () => {
  const bytesPerSecond = 125_000_000;
  const piece = 64 * 1024;

  /** Pieces one after another, on a clock of whole milliseconds and with a simulator that needs a while for each. */
  function carry(pace: Pace, pieces: number, start: number): number {
    let now = start;
    for (let index = 0; index < pieces; index++) {
      const wait = pace.take(piece, bytesPerSecond, now);
      if (wait > 0) {
        now += Math.max(1, Math.ceil(wait));
        pace.waited(now);
      }
      now += 0.1;
    }
    return now;
  }

  it('is the one that is asked for, although timers are late and the simulator has to read what arrives', () => {
    const pieces = 2000;
    const ideal = ((pieces * piece) / bytesPerSecond) * 1000;
    const took = carry(new Pace(), pieces, 1000) - 1000;
    assert.ok(Math.abs(took - ideal) < 0.01 * ideal, `${took} ms, and not ${ideal}`);
  });

  it('does not make up for the time in which nothing was sent', () => {
    const pace = new Pace();
    const rest = carry(pace, 200, 1000) + 250;
    const ideal = ((200 * piece) / bytesPerSecond) * 1000;
    assert.ok(carry(pace, 200, rest) - rest > 0.93 * ideal);
  });
});
