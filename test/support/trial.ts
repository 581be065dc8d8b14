import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { HttpTransport } from '../../src/node/http/httpTransport.ts';
import type { HttpLimits } from '../../src/node/http/exchangeWatch.ts';
import type { Destination, UploadResult } from '../../src/upload/model.ts';
import type { UploadRow } from '../../src/upload/running/rows.ts';
import type { UploadTask } from '../../src/upload/task.ts';
import { fragmentUnit } from '../../src/upload/transfer/plan.ts';
import type { ConflictChoice } from '../../src/upload/transfer/transfer.ts';
import { startSimulator } from '../sim/index.ts';
import type { DriveKind, LoggedRequest, RouteName, SimItem, Simulator, SimulatorOptions } from '../sim/index.ts';
import { eventually } from './eventually.ts';
import { HurriedClock } from './hurriedClock.ts';
import { SecretWatch } from './secretWatch.ts';
import { SwitchedTransport } from './switchedTransport.ts';
import { fixedFragments, UploadWindow, taskFor } from './uploadWindow.ts';

/** Milliseconds since 1970, and not a whole second. */
export const modified = Date.UTC(2024, 4, 17, 9, 30, 15, 250);
const limits: HttpLimits = { connectMs: 5000, stallMs: 5000, answerMs: 10_000, answerBytes: 1024 * 1024 };

export interface TrialOptions {
  readonly simulator?: SimulatorOptions;
  readonly name: string;
  readonly content: Uint8Array;
  /** Bytes of a fragment, and of the largest file that goes in one request. */
  readonly fragment?: number;
  readonly simpleUpTo?: number;
  readonly limits?: Partial<HttpLimits>;
}

/** One file, one drive, and windows that come and go: everything that a test of pending uploads needs. */
export class Trial {
  readonly kind: DriveKind;
  readonly sim: Simulator;
  readonly clock: HurriedClock;
  readonly name: string;
  /** The local file. */
  readonly file: string;
  /** Access token in use; asked for each request. */
  token: () => string;
  /** Size of fragments that the transfer was told to be too large. */
  readonly tooLarge: number[] = [];
  readonly secrets: SecretWatch;
  readonly #options: TrialOptions;
  readonly #folder: string;
  #storage: string;
  #windows: UploadWindow[] = [];
  #line: SwitchedTransport | undefined;
  #destination: Destination | undefined;
  #id: string | undefined;

  static async begin(kind: DriveKind, options: TrialOptions): Promise<Trial> {
    const folder = await mkdtemp(join(tmpdir(), 'onedrive-matrix-'));
    const trial = new Trial(
      kind,
      await startSimulator({ store: 'hash', sha256: true, ...options.simulator, drive: kind }),
      folder,
      options,
    );
    await trial.write(options.content);
    const window = await trial.open();
    trial.#destination = await window.folder('/Reports');
    trial.sim.clearRequests();
    return trial;
  }

  private constructor(kind: DriveKind, sim: Simulator, folder: string, options: TrialOptions) {
    this.kind = kind;
    this.sim = sim;
    this.clock = new HurriedClock(sim.clock);
    this.name = options.name;
    this.#options = options;
    this.#folder = folder;
    this.#storage = join(folder, 'storage');
    this.file = join(folder, options.name);
    this.secrets = new SecretWatch(options.content);
    const token = this.newToken();
    this.token = () => token;
  }

  /** The window that was opened last. */
  get window(): UploadWindow {
    const window = this.#windows.at(-1);
    assert.ok(window, 'a window is open');
    return window;
  }

  get line(): SwitchedTransport {
    assert.ok(this.#line, 'a window is open');
    return this.#line;
  }

  get destination(): Destination {
    assert.ok(this.#destination, 'the folder is known');
    return this.#destination;
  }

  /** The upload as the last window shows it. */
  get row(): UploadRow | undefined {
    return this.window.manager.rows.find(({ record }) => record.id === this.#id);
  }

  /** A folder of what the windows keep. */
  folderOf(name: string): string {
    return join(this.#storage, 'uploads', name);
  }

  get id(): string {
    assert.ok(this.#id !== undefined, 'an upload was begun');
    return this.#id;
  }

  async write(content: Uint8Array, mtime = modified): Promise<void> {
    await writeFile(this.file, content);
    await utimes(this.file, mtime / 1000, mtime / 1000);
  }

  newToken(account?: string): string {
    const token = this.sim.issueToken(account === undefined ? {} : { account });
    this.secrets.add(token);
    return token;
  }

  /** Signs in anew. */
  signIn(account?: string): void {
    const token = this.newToken(account);
    this.token = () => token;
  }

  /** The item of the upload's name, or of another one in the same folder. */
  item(name = this.name): SimItem | undefined {
    return this.sim.item(`/Reports/${name}`);
  }

  /** Somebody else stores a file of the upload's name. */
  put(content: Uint8Array | string): SimItem {
    return this.sim.putItem(`/Reports/${this.name}`, content);
  }

  requests(...routes: RouteName[]): readonly LoggedRequest[] {
    return this.sim.requests.filter(({ route }) => routes.includes(route));
  }

  /** A window on the storage of those before, or on one of its own. */
  async open(storage = this.#storage): Promise<UploadWindow> {
    const { fragment = fragmentUnit, simpleUpTo } = this.#options;
    const line = new SwitchedTransport(new HttpTransport(systemClock, { ...limits, ...this.#options.limits }));
    const window = await UploadWindow.open({
      graphUrl: this.sim.graphUrl,
      storage,
      list: this.secrets.list,
      clock: this.clock,
      token: () => this.token(),
      fragments: fixedFragments(fragment, simpleUpTo, (bytes) => this.tooLarge.push(bytes)),
      transport: line,
    });
    this.#line = line;
    this.#windows.push(window);
    this.secrets.watch(window.log, storage);
    return window;
  }

  /** Closes the window and opens another one on the same storage. */
  async reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  async close(): Promise<void> {
    await this.#windows.pop()?.close();
  }

  /**
   * A window as after the sudden end of the last one: it finds what was on disk at that moment, and the lease of a
   * process that is no more.
   */
  async crash(): Promise<void> {
    const storage = join(this.#folder, `storage${this.#windows.length}`);
    await cp(this.#storage, storage, { recursive: true });
    await rm(join(storage, 'uploads', 'leases'), { recursive: true });
    // Nothing gets through any more, and nobody waits for it.
    this.line.unplug('tls');
    await this.close();
    await rm(this.#storage, { recursive: true });
    this.#storage = storage;
    await this.open();
  }

  /** A window of another machine that sees the same list. */
  openElsewhere(): Promise<UploadWindow> {
    return this.open(join(this.#folder, 'elsewhere'));
  }

  /** Puts the upload on the list. */
  async add(changed: Partial<UploadTask> = {}, file = this.file): Promise<void> {
    const task = await taskFor(file, this.destination, changed);
    [this.#id] = await this.window.manager.add([task], AbortSignal.timeout(20_000));
  }

  /** Begins the upload, or goes on with it, in the last window. */
  run(): Promise<UploadResult> {
    return this.window.manager.run(this.id, new AbortController().signal);
  }

  /** Makes the upload visible in the last window, or ends its conflict. */
  commit(choice?: ConflictChoice): Promise<UploadResult> {
    return this.window.manager.commit(this.id, choice, new AbortController().signal);
  }

  async upload(changed: Partial<UploadTask> = {}): Promise<UploadResult> {
    await this.add(changed);
    return this.run();
  }

  /** Uploads a copy of the file that lies in another folder here, to the same place in OneDrive. */
  async uploadOther(folder: string, changed: Partial<UploadTask> = {}): Promise<UploadResult> {
    const copy = join(this.#folder, folder, this.name);
    await mkdir(join(this.#folder, folder));
    await cp(this.file, copy, { preserveTimestamps: true });
    await this.add(changed, copy);
    return this.run();
  }

  /** Begins the upload and waits until the service has taken some of it. @returns its end. */
  async uploadTo(bytes: number, changed: Partial<UploadTask> = {}): Promise<{ readonly done: Promise<UploadResult> }> {
    await this.add(changed);
    return this.continueTo(bytes);
  }

  /** Goes on with the upload and waits until the service has taken some of it. @returns its end. */
  async continueTo(bytes: number): Promise<{ readonly done: Promise<UploadResult> }> {
    const reached = this.#accepted(bytes);
    const done = this.run();
    await Promise.race([reached, done]);
    return { done };
  }

  /** Begins the upload and pauses it on the way. */
  async pauseAt(bytes: number): Promise<void> {
    const { done } = await this.uploadTo(bytes);
    await this.window.manager.pause(this.id);
    assert.equal((await done).status, 'paused');
    assert.equal(this.row?.record.state.kind, 'paused');
    await this.secrets.check();
  }

  /** For some time the service cannot be reached. */
  async withoutLine(ms: number): Promise<void> {
    const { line } = this;
    line.unplug();
    await this.until(
      'the upload waits for the line',
      () => this.row?.live?.wait?.reason === 'offline' && line.refused > 2,
    );
    this.sim.clock.advance(ms);
    line.plugIn();
  }

  /** Waits until a look at the trial holds. */
  until(what: string, look: () => boolean): Promise<void> {
    return eventually(() => assert.ok(look(), `${what} (${JSON.stringify(this.row?.record.state)})`));
  }

  /** Gives up what is pending in the last window. */
  async discardAll(): Promise<void> {
    const { manager } = this.window;
    for (const { record } of manager.rows) {
      await manager.discard(record.id);
    }
    await this.until('nothing is pending', () => manager.rows.length === 0);
  }

  async end(): Promise<void> {
    while (this.#windows.length > 0) {
      await this.close();
    }
    await this.sim.close();
    await rm(this.#folder, { recursive: true });
  }

  #accepted(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      const { manager } = this.window;
      const { id } = this;
      const subscription = manager.onDidChange(() => {
        const row = manager.rows.find(({ record }) => record.id === id);
        if ((row?.live?.progress?.accepted ?? 0) >= bytes) {
          subscription.dispose();
          resolve();
        }
      });
    });
  }
}
