import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemClock } from '../../src/base/clock.ts';
import { TransportError } from '../../src/graph/transport.ts';
import type { Transport } from '../../src/graph/transport.ts';
import { makeTransport } from '../../src/node/http/makeTransport.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import { TestNetwork } from '../support/networkSettings.ts';
import { useProxies } from '../support/proxies.ts';
import type { TestProxy } from '../support/proxies.ts';

const content = positionalBytes(12 * 1024 * 1024);

describe('an upload where only the fetch of VS Code gets through', () => {
  const network = new TestNetwork();
  const startProxy = useProxies();
  const started = useEngine({ hurry: 2000 });
  let fetched: string[];
  let stored: unknown;
  let open: Transport[];

  /** As after the start of a window. VS Code knows a way of its own: here that is the direct one. */
  function makeWindow(hostFetch: typeof fetch = fetch): Transport {
    const { settings, environment, log } = network;
    const transport = makeTransport({
      settings,
      environment,
      log,
      clock: systemClock,
      store: {
        read: () => stored,
        write: (value) => {
          stored = value;
          return Promise.resolve();
        },
      },
      fetch: (input, init) => {
        assert.ok(typeof input === 'string');
        fetched.push(new URL(input).hostname);
        return hostFetch(input, init);
      },
    });
    open.push(transport);
    return transport;
  }

  let proxy: TestProxy;
  beforeEach(async () => {
    [fetched, stored, open] = [[], undefined, []];
    network.reset();
    proxy = await startProxy({ users: { ann: 'secret' } });
    network.set({ proxy: proxy.address });
  });
  afterEach(() => Promise.all(open.map((transport) => transport.close())));

  async function arrives(name: string, transport: Transport): Promise<void> {
    const engine = started();
    uploaded(await engine.upload(await engine.file(name, content), {}, undefined, transport));
    engine.assertStored(name, content);
  }

  it('arrives whole, and the next window takes that way at once', async () => {
    const window = makeWindow();
    await arrives('first.bin', window);
    await arrives('second.bin', window);
    assert.deepEqual([...new Set(fetched)].toSorted(), ['127.0.0.1', 'localhost']);
    assert.deepEqual(proxy.tunnels, []);
    // Twice for each host it was tried otherwise.
    assert.equal(proxy.turnedAway, 4);

    await arrives('third.bin', makeWindow());
    assert.equal(proxy.turnedAway, 4);
    assert.doesNotMatch(JSON.stringify(stored), /secret|token|rup/u);
  });

  it('arrives whole by undici again when the settings of the network change', async () => {
    const transport = makeWindow();
    await arrives('first.bin', transport);
    const before = fetched.length;
    network.set({ proxy: proxy.address.replace('//', '//ann:secret@'), noProxy: ['<-loopback>', 'other.example'] });
    // For a moment the network counts as the same.
    await systemClock.delay(2100);
    await arrives('second.bin', transport);
    assert.equal(fetched.length, before);
    assert.ok(proxy.tunnels.length > 0);
  });

  it('fails with the reason of the direct way when fetch gets through as little', async () => {
    const failing = (): Promise<Response> => Promise.reject(new TypeError('fetch failed', { cause: new Error('PAC') }));
    const engine = started();
    const file = await engine.file('data.bin', content);
    const error = failureOf(await engine.upload(file, {}, undefined, makeWindow(failing)));
    assert.ok(error instanceof TransportError);
    assert.deepEqual([error.failure, error.host, fetched], ['proxyAuthentication', proxy.host, ['127.0.0.1']]);
  });
});
