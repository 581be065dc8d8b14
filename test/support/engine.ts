import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { GraphClient } from '../../src/graph/client.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import type { DriveFolder } from '../../src/graph/driveItem.ts';
import { ensureFolderPath, getMyDrive } from '../../src/graph/drives.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import type { Transport } from '../../src/graph/transport.ts';
import { HttpTransport } from '../../src/node/http/httpTransport.ts';
import type { HttpLimits } from '../../src/node/http/exchangeWatch.ts';
import type { NetworkParts } from '../../src/node/http/agents.ts';
import { localFile } from '../../src/node/localFile.ts';
import { commitSession } from '../../src/upload/transfer/commitSession.ts';
import { discardSession } from '../../src/upload/transfer/discard.ts';
import type { UploadServices } from '../../src/upload/transfer/job.ts';
import { transferFile } from '../../src/upload/transfer/transferFile.ts';
import type {
  CommitRequest,
  CommitResult,
  TransferRequest,
  TransferResult,
} from '../../src/upload/transfer/transfer.ts';
import { quickXorHash, startSimulator } from '../sim/index.ts';
import type { LoggedRequest, RouteName, Simulator, SimulatorOptions } from '../sim/index.ts';
import { HurriedClock } from './hurriedClock.ts';
import { KeptUpload } from './keptUpload.ts';
import { sha256 } from './content.ts';
import { assertNothingLeft, openResources } from './leaks.ts';
import type { Resources } from './leaks.ts';
import { MemoryLog } from './memoryLog.ts';
import { testFragment, testSimpleUpTo } from './testSizes.ts';

export interface EngineOptions extends SimulatorOptions {
  readonly limits?: Partial<HttpLimits>;
  /** The way to the simulator; directly unless it is given. */
  readonly network?: Omit<NetworkParts, 'clock'>;
  /** How much faster than real waits are. */
  readonly hurry?: number;
  /** Folder in OneDrive that receives the uploads. */
  readonly folder?: string;
}

/** What a test may ask for of an upload. */
export interface EngineUpload extends Partial<TransferRequest> {
  readonly onProgress?: KeptUpload['onProgress'];
  readonly beforeSending?: KeptUpload['beforeSending'];
}

/** Generous enough for a busy machine, short enough for a test. */
const testLimits: HttpLimits = { connectMs: 5000, stallMs: 5000, answerMs: 10_000, answerBytes: 1024 * 1024 };

/** The upload engine with real sockets and files, against a simulator of its own. */
export class Engine {
  readonly sim: Simulator;
  readonly clock: HurriedClock;
  readonly log = new MemoryLog();
  transport: HttpTransport;
  governor: HostGovernor;
  client: GraphClient;
  /** What is kept of the last upload. */
  kept = new KeptUpload(testFragment, testSimpleUpTo);
  /** Access token in use; change it to sign in anew. */
  token: string;
  #files = 0;
  readonly #folder: string;
  readonly #newTransport: () => HttpTransport;
  #destination: DriveFolder | undefined;

  constructor(sim: Simulator, folder: string, { limits, network, hurry }: EngineOptions) {
    this.sim = sim;
    this.#folder = folder;
    this.clock = new HurriedClock(sim.clock, hurry);
    this.token = sim.issueToken();
    this.#newTransport = () => new HttpTransport(systemClock, { ...testLimits, ...limits }, network);
    this.transport = this.#newTransport();
    this.governor = new HostGovernor(this.clock);
    this.client = this.#client(this.transport);
  }

  get destination(): DriveFolder {
    assert.ok(this.#destination, 'the engine was started');
    return this.#destination;
  }

  /** Finds the destination folder. */
  async start(path: string): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    this.#destination = await ensureFolderPath(this.client, await getMyDrive(this.client, signal), path, signal);
    this.sim.clearRequests();
  }

  /** A file on disk. */
  async file(name: string, content: Uint8Array): Promise<string> {
    this.#files++;
    const folder = join(this.#folder, String(this.#files));
    await mkdir(folder);
    const file = join(folder, name);
    await writeFile(file, content);
    return file;
  }

  /** Everything that lives in memory is made anew, as after the end of the process. */
  async restart(): Promise<void> {
    await this.transport.close();
    this.transport = this.#newTransport();
    this.governor = new HostGovernor(this.clock);
    this.client = this.#client(this.transport);
  }

  /** Begins to upload a file from disk with the settings of the tests unless others are given. */
  upload(
    file: string,
    options: EngineUpload = {},
    signal = new AbortController().signal,
    transport: Transport = this.transport,
  ): Promise<TransferResult> {
    this.kept = new KeptUpload(testFragment, testSimpleUpTo);
    return this.#transfer(file, options, signal, transport);
  }

  /** Goes on with the last upload, from what is kept of it. */
  resume(
    file: string,
    options: EngineUpload = {},
    signal = new AbortController().signal,
    transport: Transport = this.transport,
  ): Promise<TransferResult> {
    return this.#transfer(file, { earlier: this.kept.earlier, ...options }, signal, transport);
  }

  /** Makes the last upload visible. */
  commit(
    file: string,
    options: Partial<CommitRequest> = {},
    signal = new AbortController().signal,
    transport: Transport = this.transport,
  ): Promise<CommitResult> {
    const request = { ...this.#request(file, { earlier: this.kept.earlier, ...options }), ...options };
    return commitSession(request, this.kept, this.kept, this.#servicesFor(transport), signal);
  }

  /** Gives up what was kept of the last upload. */
  async discard(): Promise<void> {
    const url = this.kept.open;
    assert.ok(url, 'an upload session was kept');
    assert.equal(await discardSession(this.#services(this.transport), url), true);
  }

  /** Path in OneDrive of a name in the destination folder. */
  pathOf(name: string): string {
    return `${this.destination.path === '/' ? '' : this.destination.path}/${name}`;
  }

  /** Checks that the service has exactly these bytes under the name, and that no upload session is left. */
  assertStored(name: string, content: Uint8Array): void {
    const item = this.sim.item(this.pathOf(name));
    assert.ok(item, `${name} is not there`);
    assert.equal(item.size, content.length);
    assert.equal(item.sha256, sha256(content));
    assert.equal(item.quickXorHash, quickXorHash(content));
    this.assertClean();
  }

  /** Checks that nothing of a failed upload is left. */
  assertAbsent(name: string): void {
    assert.equal(this.sim.item(this.pathOf(name)), undefined);
    this.assertClean();
  }

  assertClean(): void {
    assert.deepEqual(this.sim.openSessions, [], 'upload sessions are left on the service');
    assert.deepEqual(this.sim.violations, []);
    assert.doesNotMatch(this.log.text, /left on the server/u);
    const secrets = [this.token, 'tempauth', '/rup/'];
    for (const secret of secrets) {
      assert.equal(this.log.text.includes(secret), false, 'the log has a secret');
    }
  }

  /** Requests of a kind so far. */
  requests(...routes: RouteName[]): readonly LoggedRequest[] {
    return this.sim.requests.filter((request) => routes.includes(request.route));
  }

  async end(): Promise<void> {
    await this.transport.close();
    await this.sim.close();
    await rm(this.#folder, { recursive: true });
  }

  #transfer(
    file: string,
    { onProgress, beforeSending, ...options }: EngineUpload,
    signal: AbortSignal,
    transport: Transport,
  ): Promise<TransferResult> {
    const { kept } = this;
    kept.onProgress = onProgress ?? (() => {});
    kept.beforeSending = beforeSending ?? (() => {});
    return transferFile(this.#request(file, options), kept, kept, kept, this.#servicesFor(transport), signal);
  }

  #request(file: string, options: Partial<TransferRequest>): TransferRequest {
    const source = options.source ?? localFile(file);
    return {
      source,
      destination: this.destination,
      name: source.name,
      conflictBehavior: 'fail',
      verify: true,
      deferCommit: false,
      ...options,
    };
  }

  #client(transport: Transport): GraphClient {
    return new GraphClient({
      ...this.#services(transport),
      cloud: resolveCloud('custom', { graph: this.sim.graphUrl, authority: this.sim.graphUrl }),
      tokens: {
        getToken: (_signal, demand) =>
          demand?.rejected === this.token
            ? Promise.reject(new SignInRequiredError('rejected'))
            : Promise.resolve(this.token),
      },
      version: '0.0.0',
    });
  }

  #servicesFor(transport: Transport): UploadServices {
    return { ...this.#services(transport), client: this.#client(transport) };
  }

  #services(transport: Transport): Omit<UploadServices, 'client'> {
    return { transport, governor: this.governor, clock: this.clock, log: this.log, random: systemRandom };
  }
}

/** An engine with a destination folder. End it. */
async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { folder: path = '/Reports', ...simulator } = options;
  const folder = await mkdtemp(join(tmpdir(), 'onedrive-engine-'));
  const engine = new Engine(await startSimulator(simulator), folder, options);
  await engine.start(path);
  return engine;
}

/** Gives each test of a suite an engine of its own, and checks that nothing of it stays open. */
export function useEngine(options: EngineOptions = {}): () => Engine {
  let before: Resources;
  let engine: Engine | undefined;
  beforeEach(async () => {
    before = await openResources();
    engine = await startEngine(options);
  });
  afterEach(async () => {
    await engine?.end();
    await assertNothingLeft(before);
  });
  return () => {
    assert.ok(engine);
    return engine;
  };
}

type Settled = TransferResult | CommitResult;

/** The result's item. @throws when the upload did not succeed. */
export function uploaded(result: Settled): Extract<Settled, { status: 'uploaded' }> {
  if (result.status === 'failed') {
    throw new Error('the upload failed', { cause: result.error });
  }
  assert.ok(result.status === 'uploaded', `the upload is ${result.status}`);
  return result;
}

/** The result's error. @throws when the upload did not fail. */
export function failureOf(result: Settled): unknown {
  assert.ok(result.status === 'failed', `the upload is ${result.status}`);
  return result.error;
}

/** Who has to decide about what. @throws when the upload did not end with a conflict. */
export function conflictOf(result: Settled): string {
  if (result.status === 'failed') {
    throw new Error('the upload failed', { cause: result.error });
  }
  assert.ok(result.status === 'conflict', `the upload is ${result.status}`);
  return `${result.reason}: ${result.error.code}`;
}
