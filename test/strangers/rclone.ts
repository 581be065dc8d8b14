import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRclone, rclone } from '../run/setup/rclone.ts';
import { type Leniency, type Simulator, type SimulatorOptions, startSimulator } from '../sim/index.ts';
import { makeAuthority } from '../support/certificate.ts';
import { cleanUpAtExit } from '../support/cleanup.ts';
import { assertNothingLeft, openResources, type Resources } from '../support/leaks.ts';
import { type ConnectProxy, startConnectProxy } from './connectProxy.ts';
import { graphHost, rcloneEnvironment } from './rcloneEnvironment.ts';

/** A simulator, a folder for files, and rclone with the simulator's drive as its remote `sim:`; new for each test. */
export interface RcloneStand {
  readonly sim: Simulator;
  /** Removed after the test. */
  readonly folder: string;
  /** For example "v1.60.1-DEV". */
  readonly version: string;
  /** Runs rclone to its end. @returns what it printed. @throws with what it printed when it failed */
  run(...args: readonly string[]): Promise<string>;
}

/** What rclone 1.60 does that a client should not do, and cannot be told not to do. */
export const RCLONE_NEEDS: readonly Leniency[] = [
  // Its HTTP client adds the token to every request, those to upload URLs included; rclone 1.73 stopped that.
  'tokenOnUploadUrl',
  // The same, when Graph redirects a download to the host that has the bytes.
  'tokenOnDownloadUrl',
  // It sends a session request without it and takes for granted that an existing file is replaced.
  'missingConflictBehavior',
];

const longestRunMs = 60_000;
const dayMs = 24 * 60 * 60 * 1000;
/** The search for rclone is made once, also when it finds none. */
let search: Promise<string> | undefined;

/**
 * Gives each test of a suite a simulator and an rclone that takes it for Graph: a proxy leads Graph's name to the
 * simulator, whose certificate rclone is told to trust. Upload URLs name localhost, where rclone goes without a proxy.
 * Nothing of the user's own rclone is read or written. Without rclone the suite is skipped; its title then says why.
 */
export function useRclone(options: SimulatorOptions): RcloneStand {
  const authority = makeAuthority();
  const tls = authority.issue([graphHost, 'localhost']);
  let version = '';
  let opened: Resources = new Map();
  let current: (RcloneStand & { readonly proxy: ConnectProxy; readonly removeFolder: () => void }) | undefined;

  before(async function () {
    // The package has to be fetched at most once for each machine.
    this.timeout(180_000);
    try {
      version = await (search ??= ensureRclone());
    } catch (error) {
      const suite = this.test?.parent;
      if (suite) {
        suite.title += `, which cannot be tested here: ${error instanceof Error ? error.message : String(error)}`;
      }
      this.skip();
    }
  });

  beforeEach(async () => {
    opened = await openResources();
    const sim = await startSimulator({ tls, ...options });
    const proxy = await startConnectProxy({ [`${graphHost}:443`]: Number(new URL(sim.graphUrl).port) });
    const folder = mkdtempSync(join(tmpdir(), 'onedrive-rclone-'));
    const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
    const forget = cleanUpAtExit(removeFolder);
    await writeFile(join(folder, 'rclone.conf'), '');
    await writeFile(join(folder, 'authority.pem'), authority.ca);
    const [drive] = sim.drives;
    assert.ok(drive);
    const service = {
      token: sim.issueToken({ expiresInSeconds: dayMs / 1000 }),
      driveId: drive.id,
      driveType: drive.kind,
      expires: sim.clock.now() + dayMs,
    };
    const env = rcloneEnvironment(service, folder, proxy.url, join(folder, 'authority.pem'));
    current = {
      sim,
      folder,
      version,
      proxy,
      run: (...args) => runRclone(args, env),
      removeFolder: () => {
        forget();
        removeFolder();
      },
    };
  });

  afterEach(async () => {
    if (current === undefined) {
      return;
    }
    const { sim, proxy, removeFolder } = current;
    current = undefined;
    await proxy.close();
    await sim.close();
    removeFolder();
    assert.deepEqual(sim.violations, []);
    assert.deepEqual(proxy.refused, []);
    await assertNothingLeft(opened);
  });

  const stand = (): RcloneStand => {
    assert.ok(current, 'a test is running');
    return current;
  };
  return {
    get sim() {
      return stand().sim;
    },
    get folder() {
      return stand().folder;
    },
    get version() {
      return stand().version;
    },
    run: (...args) => stand().run(...args),
  };
}

function runRclone(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(rclone, args, { env, timeout: longestRunMs }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else {
        reject(new Error(`rclone ${args[0]} failed:\n${stderr}`, { cause: error }));
      }
    });
  });
}
