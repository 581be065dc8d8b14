import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { itemByName } from '../../src/graph/addresses.ts';
import { GraphClient } from '../../src/graph/client.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import { getMyDrive, listChildren } from '../../src/graph/drives.ts';
import { GraphError } from '../../src/graph/errors.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import type { Budget } from '../../src/graph/requestBudget.ts';
import { createUploadSession, UploadSessionClient } from '../../src/graph/uploadSession.ts';
import { HttpTransport } from '../../src/node/http/httpTransport.ts';
import { startSimulator } from '../sim/index.ts';
import type { LoggedRequest, Simulator, SimulatorOptions } from '../sim/index.ts';
import { positionalBytes, sha256 } from '../support/content.ts';
import { HurriedClock } from '../support/hurriedClock.ts';
import { assertNothingLeft, openResources } from '../support/leaks.ts';
import { MemoryLog } from '../support/memoryLog.ts';

const fragment = 320 * 1024;
const never = new AbortController().signal;

interface Pace {
  /** How much faster than real waits are. */
  readonly hurry?: number;
  /** Of the governor. */
  readonly budget?: Budget;
}

/** Everything that talks to one simulator, with one governor. */
class Traffic {
  readonly sim: Simulator;
  readonly governor: HostGovernor;
  readonly client: GraphClient;
  readonly transport = new HttpTransport(systemClock, {
    connectMs: 5000,
    stallMs: 5000,
    answerMs: 10_000,
    answerBytes: 1024 * 1024,
  });
  readonly #sessions: UploadSessionClient;

  constructor(sim: Simulator, { hurry = 100, budget }: Pace) {
    this.sim = sim;
    const clock = new HurriedClock(sim.clock, hurry);
    this.governor = new HostGovernor(clock, budget);
    const services = { transport: this.transport, governor: this.governor, clock, log: new MemoryLog() };
    const token = sim.issueToken();
    this.client = new GraphClient({
      ...services,
      random: systemRandom,
      cloud: resolveCloud('custom', { graph: sim.graphUrl, authority: sim.graphUrl }),
      tokens: { getToken: () => Promise.resolve(token) },
      version: '0.0.0',
    });
    this.#sessions = new UploadSessionClient(services);
  }

  /** Uploads some fragments one after another; after a refusal to do so now, the same once more. */
  async upload(name: string, content: Uint8Array): Promise<void> {
    const { id: driveId, rootId: itemId } = await getMyDrive(this.client, never);
    const properties = { conflictBehavior: 'fail' as const };
    const { url } = await createUploadSession(this.client, itemByName({ driveId, itemId }, name), properties, never);
    for (let start = 0; start < content.length;) {
      const end = Math.min(content.length, start + fragment);
      try {
        await this.#sessions.putFragment(
          url,
          { start, end, total: content.length, body: bodyOf(content.subarray(start, end)) },
          driveId,
          never,
        );
        start = end;
      } catch (error) {
        assert.ok(error instanceof GraphError && error.status === 429, String(error));
      }
    }
  }
}

function bodyOf(bytes: Uint8Array): { length: number; open: () => AsyncGenerator<Uint8Array> } {
  return {
    length: bytes.length,
    // oxlint-disable-next-line typescript/require-await -- the port asks for an asynchronous pass
    async *open() {
      yield bytes;
    },
  };
}

async function withTraffic(
  options: SimulatorOptions,
  work: (traffic: Traffic) => Promise<void>,
  pace: Pace = {},
): Promise<void> {
  const before = await openResources();
  const sim = await startSimulator(options);
  const traffic = new Traffic(sim, pace);
  try {
    await work(traffic);
    assert.deepEqual(sim.violations, []);
    assert.deepEqual(sim.openSessions, []);
  } finally {
    await traffic.transport.close();
    await sim.close();
  }
  await assertNothingLeft(before);
}

/** Four at a time, so many times each. */
async function list(client: GraphClient, times: number): Promise<void> {
  const { id, rootId } = await getMyDrive(client, never);
  const worker = async (): Promise<void> => {
    for (let request = 0; request < times; request++) {
      await listChildren(client, { driveId: id, itemId: rootId }, {}, never);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

function refused(requests: readonly LoggedRequest[]): readonly LoggedRequest[] {
  return requests.filter(({ status }) => status === 429);
}

describe('one governor for all traffic to a host', () => {
  it('keeps parallel uploads off the upload host when one of them is throttled', () => {
    const throttledUploads = async (traffic: Traffic): Promise<void> => {
      const { sim, governor } = traffic;
      sim.shape({ fragmentMs: 20 });
      sim.faults.add({ kind: 'status', status: 429, retryAfter: 30, route: 'fragment', nth: 7 });
      const held: string[] = [];
      const released: string[] = [];
      governor.onDidHold(({ host }) => held.push(host));
      governor.onDidRelease((host) => released.push(host));
      const contents = [1, 2, 3, 4].map((seed) => positionalBytes(5 * fragment + seed, seed));
      await Promise.all(contents.map((content, index) => traffic.upload(`${index}.bin`, content)));

      const [throttled, ...others] = refused(sim.requests);
      assert.ok(throttled);
      assert.deepEqual(others, []);
      const during = sim.requests.filter(
        ({ at, host }) => host === 'upload' && at > throttled.at && at < throttled.at + 29_500,
      );
      assert.ok(during.length < contents.length, 'what was on its way already could not know');
      assert.equal(held.length, 1);
      assert.deepEqual(released, held);
      for (const [index, content] of contents.entries()) {
        assert.equal(sim.item(`/${index}.bin`)?.sha256, sha256(content));
      }
    };
    // The service's time must not run away from what is on its way when the machine is busy.
    return withTraffic({}, throttledUploads, { hurry: 10 });
  });

  it('is never refused for its rate when the service tells what is left', () =>
    withTraffic({ throttle: { unitsPerMinute: 400 } }, async ({ sim, client }) => {
      const start = sim.clock.now();
      await list(client, 75);
      assert.deepEqual(refused(sim.requests), []);
      // 600 units are more than one minute has.
      assert.ok(sim.clock.now() - start > 30_000);
    }));

  describe('when the service allows each user some requests and tells nothing before they are used up', () => {
    // SharePoint's 3,000 in 5 minutes, smaller. What four have on their way may count a little later, and is left over.
    const userRequests = { requests: 120, windowSeconds: 30 };
    const budget = { requests: 116, windowMs: 30_000 };

    it('is never refused with a budget of its own', () =>
      withTraffic(
        { throttle: { userRequests } },
        async ({ sim, client, governor }) => {
          const held: unknown[] = [];
          governor.onDidHold((hold) => held.push(hold));
          const start = sim.clock.now();
          await list(client, 75);
          assert.deepEqual(refused(sim.requests), []);
          // The first 116 may go at once, the other 185 as fast as places become free again.
          const seconds = (sim.clock.now() - start) / 1000;
          assert.ok(seconds > 30 && seconds < 90, `${seconds} s`);
          assert.deepEqual(held, []);
        },
        { budget },
      ));

    it('is refused without one', () =>
      withTraffic({ throttle: { userRequests } }, async ({ sim, client }) => {
        await list(client, 75);
        assert.ok(refused(sim.requests).length > 0);
      }));
  });
});
