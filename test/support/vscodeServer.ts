import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { out } from '../run/setup/paths.js';
import { ensureVscode } from '../run/setup/vscode.ts';
import { cleanUpAtExit } from './cleanup.ts';
import { type Program, startProgram } from './processes.ts';

export interface ServerOptions {
  /** Names the logs in out/logs. */
  readonly name: string;
  /** A packaged extension to install first, as a person would. */
  readonly vsix?: string;
  /** User settings, beside those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /**
   * Honours an extension under development and its tests. VS Code then shows no notifications, so what a person sees
   * cannot be tested with it.
   */
  readonly testDriver?: boolean;
  /** Additional environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Certificate in PEM form of an authority that the extension host trusts, beside those that everybody does. */
  readonly trusted?: string | undefined;
}

/** A running VS Code server: the part of VS Code that holds the extension host. */
export interface VscodeServer {
  /** host:port */
  readonly authority: string;
  /** Holds everything that the run keeps: profile, extensions, home folder. Removed by `stop`. */
  readonly folder: string;
  /** Where extensions keep their files, in a folder each. */
  readonly extensionStorage: string;
  /** Changes settings of the user; `undefined` takes one out. Counts in windows that are opened later. */
  changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void>;
  /** Ends every process at once, as when a machine loses its power, and starts anew at the same address. */
  restart(): Promise<void>;
  /** Ends every process and removes the folder. VS Code's own logs are kept in out/logs. */
  stop(): Promise<void>;
}

/** Without questions, walkthroughs and background traffic. */
const quietSettings = {
  // Keeps the chat pane from opening and taking the keyboard focus.
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Starts a VS Code server of its own on a free loopback port. */
export async function startVscodeServer(options: ServerOptions): Promise<VscodeServer> {
  const main = await ensureVscode();
  const folder = await mkdtemp(join(tmpdir(), 'onedrive-sessions-'));
  const data = join(folder, 'server');
  const extensions = join(folder, 'extensions');
  // Where code-server keeps the user's settings. Settings of scope "application" count only there.
  const user = join(data, 'data', 'User');
  await mkdir(user, { recursive: true });
  await mkdir(extensions);
  await mkdir(join(folder, 'home'));
  const settings: Record<string, unknown> = { ...quietSettings, ...options.settings };
  const writeSettings = (): Promise<void> =>
    writeFile(join(user, 'settings.json'), JSON.stringify(settings, undefined, 2));
  await writeSettings();
  const env = { ...environment(join(folder, 'home')), ...(await trusting(folder, options.trusted)), ...options.env };
  const places = ['--server-data-dir', data, '--extensions-dir', extensions, '--accept-server-license-terms'];
  const cleanedUp = cleanUpAtExit(() => rmSync(folder, { recursive: true, force: true }));
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    cleanedUp();
  };
  try {
    if (options.vsix !== undefined) {
      install(main, options.vsix, places, env);
    }
    const flags = [
      ...places,
      '--host=127.0.0.1',
      '--without-connection-token',
      '--disable-telemetry',
      '--disable-workspace-trust',
      ...(options.testDriver === true ? ['--enable-smoke-test-driver'] : []),
    ];
    const start = async (port: string): Promise<{ readonly program: Program; readonly port: string }> => {
      const logFile = join(out, 'logs', `${options.name}.server.log`);
      const program = startProgram(process.execPath, [main, ...flags, `--port=${port}`], { env, logFile });
      const [, listening = ''] = await program.waitForOutput(/Extension host agent listening on (\d+)/, 30_000);
      return { program, port: listening };
    };
    const first = await start('0');
    let { program } = first;
    return {
      authority: `127.0.0.1:${first.port}`,
      folder,
      extensionStorage: join(user, 'globalStorage'),
      changeSettings(changes) {
        Object.assign(settings, changes);
        return writeSettings();
      },
      async restart() {
        await program.kill();
        ({ program } = await start(first.port));
      },
      async stop() {
        await program.stop();
        await cp(join(data, 'data', 'logs'), join(out, 'logs', options.name), { recursive: true, force: true }).catch(
          () => {
            // Never opened: no logs.
          },
        );
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function install(main: string, vsix: string, places: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...places, '--install-extension', vsix], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0 || !stdout.includes('successfully installed')) {
    throw new Error(`The extension could not be installed:\n${stdout}${stderr}`);
  }
}

async function trusting(folder: string, certificate: string | undefined): Promise<NodeJS.ProcessEnv> {
  if (certificate === undefined) {
    return {};
  }
  const file = join(folder, 'trusted.pem');
  await writeFile(file, certificate);
  return { NODE_EXTRA_CA_CERTS: file };
}

/**
 * The environment without what belongs to the calling npm or editor, and without proxies: everything that the tests
 * reach is on this machine.
 */
function environment(home: string): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|(https?|all|no)_proxy$)/i;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home };
}
