import assert from 'node:assert/strict';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Client } from '@microsoft/microsoft-graph-client';
import { type Simulator, type SimulatorOptions, startSimulator } from '../sim/index.ts';
import { makeAuthority } from '../support/certificate.ts';
import { assertNothingLeft, openResources, type Resources } from '../support/leaks.ts';

/** A simulator and Microsoft's client for it; new ones for each test. */
export interface GraphClientStand {
  readonly sim: Simulator;
  readonly client: Client;
}

/**
 * Gives each test of a suite a simulator and the client as an application sets it up: its own middleware, with an
 * authentication provider. It sends the token only to https hosts that it knows, so the simulator speaks https, and
 * fetch is told to trust its certificate. After each test no rule may be broken and nothing may be left open.
 */
export function useGraphClient(options: SimulatorOptions = {}): GraphClientStand {
  const authority = makeAuthority();
  const tls = authority.issue(['localhost', '127.0.0.1']);
  const authorities = getCACertificates('default');
  let current: GraphClientStand | undefined;
  let opened: Resources = new Map();

  before(() => setDefaultCACertificates([...authorities, authority.ca]));
  after(() => setDefaultCACertificates(authorities));

  beforeEach(async () => {
    opened = await openResources();
    const sim = await startSimulator({ tls, ...options });
    const token = sim.issueToken();
    const client = Client.initWithMiddleware({
      baseUrl: sim.graphUrl,
      customHosts: new Set([new URL(sim.graphUrl).hostname]),
      authProvider: { getAccessToken: () => Promise.resolve(token) },
    });
    current = { sim, client };
  });

  afterEach(async () => {
    const sim = stand().sim;
    await sim.close();
    current = undefined;
    assert.deepEqual(sim.violations, []);
    for (const { host, headers } of sim.requests) {
      assert.equal('authorization' in headers, host === 'graph', 'the token goes to Graph and to no other host');
    }
    await assertNothingLeft(opened);
  });

  const stand = (): GraphClientStand => {
    assert.ok(current, 'a test is running');
    return current;
  };
  return {
    get sim() {
      return stand().sim;
    },
    get client() {
      return stand().client;
    },
  };
}

/** The content ranges of the fragments that were sent, without the total. */
export function fragments(sim: Simulator): string[] {
  return sim.requests
    .filter(({ route }) => route === 'fragment')
    .map(({ headers }) => headers['content-range']?.replace(/^bytes |\/\d+$/gu, '') ?? '');
}
