import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { checkConnection } from '../../src/diagnosis/checkConnection.ts';
import type { Outcome, StepId, StepResult, WayName } from '../../src/diagnosis/model.ts';
import type { CheckServices } from '../../src/diagnosis/ports.ts';
import { reportOf } from '../../src/diagnosis/report.ts';
import { GraphClient } from '../../src/graph/client.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import { HttpTransport } from '../../src/node/http/httpTransport.ts';
import { networkProbe } from '../../src/node/networkProbe.ts';
import { startSimulator } from '../sim/index.ts';
import type { Simulator, SimulatorOptions } from '../sim/index.ts';
import { canariesIn, canariesOf } from './canary.ts';
import { assertNothingLeft, openResources } from './leaks.ts';
import type { Resources } from './leaks.ts';
import { TestNetwork } from './networkSettings.ts';
import { useTempFolder } from './tempFolder.ts';

/** What a check found, by step. */
export interface Found {
  readonly outcomes: Readonly<Record<StepId, Outcome>>;
  /** `tls error`, for each step that is not `ok`. */
  readonly amiss: readonly string[];
  readonly report: string;
}

const limits = { connectMs: 2000, stallMs: 5000, answerMs: 5000, answerBytes: 1024 * 1024 };

/** Connection checks with real sockets against a simulator of its own, with its sign-in authority. */
export class Checking {
  readonly sim: Simulator;
  readonly network = new TestNetwork();
  readonly token: string;
  /** Who is signed in. */
  account: CheckServices['account'] = async () => ({ kind: 'msal', label: 'Ada', granted: ['Files.ReadWrite'] });
  tenant = 'common';
  clock: Clock = systemClock;
  /** Which of the two ways is broken. */
  broken: WayName | undefined;
  readonly #folder: string;

  constructor(sim: Simulator, folder: string) {
    this.sim = sim;
    this.#folder = folder;
    this.token = sim.issueToken();
    this.network.set({});
  }

  /** From now on certificates of the sign-in authority are trusted on this machine, and those of others. */
  async trust(...others: readonly string[]): Promise<void> {
    const file = join(this.#folder, 'authorities.pem');
    await writeFile(file, [this.sim.authority.ca, ...others].join('\n'));
    this.network.environment['SSL_CERT_FILE'] = file;
  }

  /** Checks, and looks for secrets and names in everything that is kept of it. */
  async check(signal = new AbortController().signal): Promise<Found> {
    const { sim, network, clock } = this;
    const cloud = resolveCloud('custom', { graph: sim.graphUrl, authority: sim.authority.url });
    const parts = { settings: network.settings, environment: network.environment, log: network.log };
    const ways = (['own', 'vscode'] as const).map((name) => {
      const transport = new HttpTransport(
        clock,
        limits,
        name === this.broken ? { ...parts, settings: nowhere } : parts,
      );
      return { name, transport };
    });
    const [, working] = ways;
    assert.ok(working);
    const services = {
      transport: working.transport,
      governor: new HostGovernor(clock),
      clock,
      log: network.log,
      random: systemRandom,
    };
    const tokens = {
      getToken: (_signal: AbortSignal, demand?: unknown) =>
        demand === undefined ? Promise.resolve(this.token) : Promise.reject(new SignInRequiredError('ended')),
    };
    const client = new GraphClient({ ...services, cloud, tokens, version: '0.0.0' });
    const probe = networkProbe({ ...parts, clock: systemClock });
    const authority = (): string => `${sim.authority.url}/${this.tenant}`;
    let results: readonly StepResult[];
    try {
      results = await checkConnection(
        { ...services, client, ways, probe, authority, account: () => this.account() },
        () => {},
        signal,
      );
    } finally {
      await Promise.all(ways.map(({ transport }) => transport.close()));
    }
    return this.#found(results, reportOf({ ...versions, cloud, time: clock.now() }, results));
  }

  #found(results: readonly StepResult[], report: string): Found {
    const kept = `${report}\n${this.network.log.text}`;
    assert.deepEqual(canariesIn(kept, { ...canariesOf(this.token), name: 'Ada', upn: this.sim.defaultAccount }), []);
    // Every step is there.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const outcomes = Object.fromEntries(results.map(({ step, outcome }) => [step, outcome])) as Found['outcomes'];
    const amiss = results.flatMap(({ step, outcome }) => (outcome.state === 'ok' ? [] : [`${step} ${outcome.state}`]));
    return { outcomes, amiss, report };
  }
}

const versions = { extension: '1', vscode: '1', node: '1', system: 'test', remote: 'none' };

/** Leads to a proxy that nobody runs. */
function nowhere(): ReturnType<TestNetwork['settings']> {
  const proxy = 'http://127.0.0.1:9';
  return { proxy, noProxy: ['<-loopback>'], proxySupport: 'on', strictTls: true, systemCertificates: false };
}

/** Gives each test a simulator to check; it kept to the rules at the end, and no upload session is left. */
export function useChecking(options: SimulatorOptions = {}): () => Checking {
  const temp = useTempFolder();
  let checking: Checking | undefined;
  let before: Resources;
  beforeEach(async () => {
    before = await openResources();
    checking = new Checking(await startSimulator({ authority: true, ...options }), temp());
  });
  afterEach(async () => {
    const { sim } = checking ?? {};
    await sim?.close();
    assert.deepEqual(sim?.violations, []);
    assert.deepEqual(sim.openSessions, []);
    await assertNothingLeft(before);
  });
  return () => {
    assert.ok(checking);
    return checking;
  };
}
