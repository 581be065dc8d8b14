import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { packageInBackground } from '../run/package.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../sim/index.ts';
import { cloudSettings } from '../support/cloudSettings.ts';
import { type VscodeServer, startVscodeServer } from '../support/vscodeServer.ts';
import { VscodeWindow } from './pages/vscodeWindow.ts';

export interface PlaygroundOptions {
  /** Begins the names of pictures and logs. */
  readonly name: string;
  /** Files of the workspace by name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly simulator?: SimulatorOptions;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Real VS Code with the packaged extension, its settings pointing to a simulator of its own. */
export class Playground {
  readonly simulator: Simulator;
  readonly window: VscodeWindow;
  readonly workspace: string;
  readonly #server: VscodeServer;

  private constructor(simulator: Simulator, server: VscodeServer, window: VscodeWindow, workspace: string) {
    this.simulator = simulator;
    this.#server = server;
    this.window = window;
    this.workspace = workspace;
  }

  static async start({ name, files, simulator: simulatorOptions, settings }: PlaygroundOptions): Promise<Playground> {
    const vsix = await packageInBackground();
    const simulator = await startSimulator(simulatorOptions);
    try {
      const server = await startVscodeServer({ name, vsix, settings: { ...cloudSettings(simulator), ...settings } });
      try {
        const workspace = join(server.folder, 'workspace');
        await mkdir(workspace);
        for (const [file, content] of Object.entries(files)) {
          await writeFile(join(workspace, file), content);
        }
        const window = await VscodeWindow.open({ server, workspace, name });
        return new Playground(simulator, server, window, workspace);
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
  async filesWith(text: string): Promise<string[]> {
    const { folder } = this.#server;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      // The browser may remove a file of its cache while this looks.
      const content = entry.isFile() ? await readFile(path).catch(() => undefined) : undefined;
      if (content?.includes(text) === true) {
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
