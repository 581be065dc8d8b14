import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../run/setup/paths.js';
import { type OpenSession, type Simulator, startSimulator } from '../sim/index.ts';
import { SeededRandom } from '../sim/random.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { writePatternedFile } from '../support/patternedFile.ts';
import { quickStart } from '../support/quickStart.ts';
import { isReport } from './plan.ts';
import type { WindowPlan, WindowReport } from './plan.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const drives = ['business', 'personal', 'documentLibrary'] as const;
/** Longer than a business session lives without a fragment, shorter than a token. */
const sessionLifeMs = 20 * 60_000;
/** A window that has not ended by then hangs. */
const longestMs = 90_000;

/** What one round came to. */
export interface RoundResult {
  readonly drive: string;
  readonly kills: number;
  readonly files: number;
  readonly bytes: number;
  /** Beyond the size of the files. */
  readonly sentTwice: number;
  /** Sessions whose address was lost with the process that was about to write it down. */
  readonly lostAddresses: number;
}

/**
 * Uploads a mix of files and folders from a process that is killed at random moments and started again, until all is
 * there, and checks that it is there once, whole, and that nothing else is.
 */
export async function runRound(seed: number): Promise<RoundResult> {
  const folder = await mkdtemp(join(tmpdir(), 'onedrive-crash-'));
  const random = new SeededRandom(seed);
  const drive = drives[seed % drives.length] ?? 'business';
  const interruptedFragment = random.next() < 0.5 ? 'drop' : 'keep';
  const simulator = await startSimulator({ drive, behaviours: { interruptedFragment } });
  try {
    return await new Round(folder, simulator, random, seed).run(drive);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

class Round {
  readonly #folder: string;
  readonly #simulator: Simulator;
  readonly #random: SeededRandom;
  readonly #seed: number;
  /** Relative paths of all files and their sizes. */
  readonly #files = new Map<string, number>();
  #added = false;
  #kills = 0;
  readonly #lost = new Set<number>();

  constructor(folder: string, simulator: Simulator, random: SeededRandom, seed: number) {
    this.#folder = folder;
    this.#simulator = simulator;
    this.#random = random;
    this.#seed = seed;
  }

  async run(drive: string): Promise<RoundResult> {
    const plan = await this.#prepare();
    const mostKills = this.#upTo(1, 4);
    this.#simulator.shape({ bytesPerSecond: this.#upTo(6, 40) * MiB, roundTripMs: this.#upTo(0, 15) });
    while (!(await this.#window(plan, this.#kills < mostKills))) {
      assert.ok(this.#kills <= mostKills + 2, 'it comes to an end');
    }
    await this.#check(plan);
    const bytes = [...this.#files.values()].reduce((sum, size) => sum + size, 0);
    return {
      drive,
      kills: this.#kills,
      files: this.#files.size,
      bytes,
      sentTwice: this.#bytesReceived() - bytes,
      lostAddresses: this.#lost.size,
    };
  }

  /** Makes the files. Those above 10 MiB and those that wait for a commit take upload sessions. */
  async #prepare(): Promise<WindowPlan> {
    await mkdir(join(this.#folder, 'local', 'Photos', 'May'), { recursive: true });
    const session = 10 * MiB;
    await this.#file('large.bin', session + this.#upTo(1, 4 * MiB));
    await this.#file('second.bin', session + this.#upTo(1, MiB));
    await this.#file('small.bin', this.#upTo(1, 3 * MiB));
    await this.#file('empty.bin', 0);
    await this.#file('deferred.bin', this.#upTo(1, 3 * MiB));
    for (const name of ['a.bin', 'b.bin', 'May/c.bin', 'May/d.bin', 'May/e.bin']) {
      await this.#file(`Photos/${name}`, this.#upTo(0, 500 * KiB));
    }
    if (this.#random.next() < 0.5) {
      await this.#file('Photos/May/deep.bin', session + this.#upTo(1, MiB));
    }
    return {
      graphUrl: this.#simulator.graphUrl,
      token: this.#simulator.issueToken(),
      storage: join(this.#folder, 'storage'),
      local: join(this.#folder, 'local'),
      folder: '/Crash',
      files: ['large.bin', 'second.bin', 'small.bin', 'empty.bin'],
      deferred: ['deferred.bin'],
      folders: ['Photos'],
      fragment: this.#upTo(1, 6) * 320 * KiB,
      parallel: this.#upTo(1, 4),
      added: false,
    };
  }

  async #file(name: string, size: number): Promise<void> {
    this.#files.set(name, size);
    await writePatternedFile(join(this.#folder, 'local', name), size, this.#seed + this.#files.size);
  }

  /** Opens the window and kills it or lets it come to its end. @returns whether everything was uploaded. */
  async #window(plan: WindowPlan, mayKill: boolean): Promise<boolean> {
    const script = join(root, 'test', 'crash', 'window.ts');
    const args = [JSON.stringify({ ...plan, added: this.#added })];
    const child = fork(script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: quickStart() });
    const exited = once(child, 'exit');
    const ended = this.#followed(child);
    const limit = setTimeout(() => child.kill('SIGKILL'), longestMs);
    if (mayKill) {
      await this.#momentToKill(exited.then(() => true));
      child.kill('SIGKILL');
    }
    await exited;
    clearTimeout(limit);
    const report = await ended;
    if (report) {
      return this.#isDone(report);
    }
    assert.ok(mayKill, `a window ended early or hung (seed ${this.#seed})`);
    this.#kills++;
    await this.#noteLost(plan);
    return false;
  }

  /** Counted in requests, so that crashes hit every phase on machines of every speed, and at any moment between two. */
  async #momentToKill(exited: Promise<boolean>): Promise<void> {
    const { requests } = this.#simulator;
    const last = requests.length + this.#upTo(0, 60);
    let isOver = false;
    while (requests.length < last && !isOver) {
      isOver = await Promise.race([wait(2, false), exited]);
    }
    await Promise.race([wait(this.#upTo(0, 40)), exited]);
  }

  /** What the window told in the end, if it came to that. */
  async #followed(child: ChildProcess): Promise<WindowReport | undefined> {
    let last: WindowReport | undefined;
    child.on('message', (message) => {
      if (isReport(message)) {
        this.#added ||= message.kind === 'added';
        last = message.kind === 'ended' ? message : last;
      }
    });
    await once(child, 'close');
    return last;
  }

  #isDone({ left, errors }: WindowReport): boolean {
    if (left.length === 0) {
      return true;
    }
    // The service holds a name for a session that nobody knows any more, until that ends; so do folders for their files.
    assert.ok(
      left.every(({ code }) => code === 'uploadInProgress' || code === 'filesFailed') && this.#lost.size > 0,
      `seed ${this.#seed}: left on the list: ${JSON.stringify(left)}\n${errors.join('\n')}`,
    );
    this.#simulator.clock.advance(sessionLifeMs);
    this.#kills++;
    return false;
  }

  /** Sessions that were made in the moment of the crash: nothing was written down or sent. */
  async #noteLost({ storage }: WindowPlan): Promise<void> {
    // The service notices the end of a connection a little later.
    await wait(50);
    const known = await namesWithUrl(storage);
    for (const session of this.#simulator.openSessions) {
      if (!known.has(session.name) && this.#isUntouched(session)) {
        this.#lost.add(session.number);
      }
    }
    // As if the user came back later; but not while there is something to go on with.
    if (this.#simulator.openSessions.every(({ number }) => this.#lost.has(number))) {
      this.#simulator.clock.advance(this.#lost.size > 0 ? sessionLifeMs : 0);
    }
  }

  #isUntouched({ number, acceptedBytes }: OpenSession): boolean {
    const used = this.#simulator.requests.some((request) => request.session === number && request.host === 'upload');
    return acceptedBytes === 0 && !used;
  }

  async #check(plan: WindowPlan): Promise<void> {
    for (const name of this.#files.keys()) {
      await compareWithOneDrive(this.#simulator, join(plan.local, name), `${plan.folder}/${name}`);
    }
    const open = this.#simulator.openSessions.filter(({ number }) => !this.#lost.has(number));
    assert.deepEqual(open, [], `seed ${this.#seed}: sessions are left`);
    const violations = this.#simulator.violations.filter(
      ({ rule }) => !(rule === 'secondSessionForName' && this.#lost.size > 0),
    );
    assert.deepEqual(violations, [], `seed ${this.#seed}`);
    await this.#checkNothingKept(plan.storage);
    // Each crash may cost what was under way in that moment, and nothing more.
    const most = this.#kills * plan.parallel * Math.max(plan.fragment, 3 * MiB);
    const size = [...this.#files.values()].reduce((sum, bytes) => sum + bytes, 0);
    assert.ok(this.#bytesReceived() - size <= most, `seed ${this.#seed}: too much was sent again`);
  }

  /** Nothing of the uploads is left on this machine. */
  async #checkNothingKept(storage: string): Promise<void> {
    const names = await readdir(storage, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp')).map(({ name }) => name);
    assert.deepEqual(files, ['machine'], `seed ${this.#seed}: left on this machine`);
    const list: unknown = JSON.parse(await readFile(join(storage, '..', 'state.json'), 'utf8'));
    assert.deepEqual(list, [], `seed ${this.#seed}: the list`);
  }

  #bytesReceived(): number {
    return this.#simulator.requests
      .filter(({ method, headers }) => method === 'PUT' && headers['content-type'] !== 'application/json')
      .reduce((sum, { requestBytes }) => sum + requestBytes, 0);
  }

  /** A whole number. */
  #upTo(least: number, most: number): number {
    return least + Math.floor(this.#random.next() * (most - least + 1));
  }
}

/** Names of the recorded uploads that have a URL. */
async function namesWithUrl(storage: string): Promise<Set<string>> {
  const folder = join(storage, 'uploads');
  const names = new Set<string>();
  const ids = await readdir(join(folder, 'urls')).catch(() => []);
  for (const id of ids) {
    const file = join(folder, `${id}.json`);
    if (await stat(file).catch(() => undefined)) {
      const record: unknown = JSON.parse(await readFile(file, 'utf8'));
      names.add(String(Reflect.get(Object(record), 'name')));
    }
  }
  return names;
}
