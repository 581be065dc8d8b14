import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { packageInBackground } from '../run/package.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../sim/index.ts';
import { cloudSettings } from '../support/cloudSettings.ts';
import { type VscodeServer, startVscodeServer } from '../support/vscodeServer.ts';
import { VscodeWindow } from './pages/vscodeWindow.ts';

export interface PlaygroundOptions {
  /** Begins the names of pictures and logs. */
  readonly name: string;
  /** Files of the workspace by path. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly simulator?: SimulatorOptions;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether what is secret outlasts the window; see `startBrowser`. */
  readonly keepsSecrets?: boolean;
  /** Certificates of authorities that VS Code trusts beside the simulator's own, PEM. */
  readonly trusted?: string;
  /** Called with the extension's storage folder before VS Code is opened. */
  readonly prepare?: (storage: string) => Promise<void>;
}

interface Place {
  readonly name: string;
  readonly workspace: string;
  readonly keepsSecrets: boolean | undefined;
  readonly signInPages: string | undefined;
}

const extensionId = `${manifest.publisher}.${manifest.name}`;

/** Once for all tests of a run. */
let packaged: Promise<string> | undefined;

/** Real VS Code with the packaged extension, its settings pointing to a simulator of its own. */
export class Playground {
  readonly simulator: Simulator;
  readonly workspace: string;
  readonly #place: Place;
  readonly #server: VscodeServer;
  #window: VscodeWindow;

  private constructor(simulator: Simulator, server: VscodeServer, window: VscodeWindow, place: Place) {
    this.simulator = simulator;
    this.#server = server;
    this.#window = window;
    this.#place = place;
    this.workspace = place.workspace;
  }

  get window(): VscodeWindow {
    return this.#window;
  }

  static async start(options: PlaygroundOptions): Promise<Playground> {
    const { name, files, simulator: simulatorOptions, prepare, keepsSecrets } = options;
    packaged ??= packageInBackground();
    const vsix = await packaged;
    const simulator = await startSimulator(simulatorOptions);
    try {
      const settings = { ...cloudSettings(simulator), ...options.settings };
      const { url: signInPages, ca } = simulator.hasAuthority ? simulator.authority : {};
      const trusted = [ca, options.trusted].filter((each) => each !== undefined).join('\n');
      const server = await startVscodeServer({ name, vsix, settings, trusted: trusted === '' ? undefined : trusted });
      try {
        const workspace = join(server.folder, 'workspace');
        await mkdir(workspace);
        for (const [file, content] of Object.entries(files)) {
          await mkdir(dirname(join(workspace, file)), { recursive: true });
          await writeFile(join(workspace, file), content);
        }
        await prepare?.(join(server.extensionStorage, extensionId));
        const place = { name, workspace, keepsSecrets, signInPages };
        const window = await VscodeWindow.open({ server, ...place });
        return new Playground(simulator, server, window, place);
      } catch (error) {
        await server.stop();
        throw error;
      }
    } catch (error) {
      await simulator.close();
      throw error;
    }
  }

  file(name: string): string {
    return join(this.workspace, name);
  }

  /** Signs in with a token of the simulator's default account. @returns the token */
  async signInWithToken(window = this.window): Promise<string> {
    const token = this.simulator.issueToken();
    await window.signInWithToken(token);
    await window.notifications.waitFor(/^Signed in/);
    return token;
  }

  /** Changes settings of the user; `undefined` takes one out. VS Code reads them when the window is loaded anew. */
  async changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#server.changeSettings(changes);
    await this.window.reload();
  }

  /** Ends the extension hosts of all windows that have uploaded something, without giving them time for anything. */
  async killExtensionHosts(): Promise<void> {
    const leases = join(this.#server.extensionStorage, extensionId, 'uploads', 'leases');
    const windows = (await readdir(leases)).filter((name) => name.endsWith('.window'));
    for (const window of windows) {
      const pid = /"pid":(\d+)/.exec(await readFile(join(leases, window), 'utf8'))?.[1];
      process.kill(Number(pid), 'SIGKILL');
    }
  }

  /** Closes the browser, lets VS Code lose its power, and opens the same folder again. */
  async restart(): Promise<void> {
    await this.window.close();
    await this.#server.restart();
    this.#window = await VscodeWindow.open({ server: this.#server, ...this.#place });
  }

  /**
   * The extension kept all rules of the service and leaves no upload session behind. A cancelled upload disappears
   * from the window at once; its session on the server ends a moment later.
   */
  async assertCleanConduct(): Promise<void> {
    const { openSessions } = this.simulator;
    await this.window.surface.until(`wait for the end of ${openSessions.length} upload sessions`, async () =>
      this.simulator.openSessions.length === 0 ? true : undefined,
    );
    assert.deepEqual(this.simulator.violations, []);
  }

  /** What VS Code, its extension host and its browser have written that holds this text: logs, state, caches. */
  async filesWith(text: string | RegExp): Promise<string[]> {
    const { folder } = this.#server;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      // The browser may remove a file of its cache while this looks.
      const content = entry.isFile() ? await readFile(path).catch(() => undefined) : undefined;
      if (content !== undefined && holds(content, text)) {
        found.push(relative(folder, path));
      }
    }
    return found;
  }

  async stop(): Promise<void> {
    await this.window.close();
    await this.#server.stop();
    await this.simulator.close();
  }
}

function holds(content: Buffer, text: string | RegExp): boolean {
  return typeof text === 'string' ? content.includes(text) : text.test(content.toString('latin1'));
}
