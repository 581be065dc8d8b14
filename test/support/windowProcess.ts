import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isJsonObject } from '../../src/base/json.ts';
import { quickStart } from './quickStart.ts';
import { root } from '../run/setup/paths.js';

/** What a window in a process of its own can be asked. */
export type WindowRequest =
  { readonly take: readonly string[] } | { readonly confirm: string } | { readonly save: string };

/** What it says. `ids`: of the uploads that it took, that it still has, that it has lost. */
export interface WindowReport {
  readonly kind: 'ready' | 'took' | 'confirmed' | 'lost';
  readonly ids: readonly string[];
}

/** A window in a process of its own, on the folder of a test: one that can be killed. */
export class WindowProcess {
  readonly #reports: WindowReport[] = [];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => isReport(message) && this.#reports.push(message));
  }

  /** @param windows how many windows the process stands for. @param factor how much faster than real its time is. */
  static async start(folder: string, factor: number, windows = 1): Promise<WindowProcess> {
    const script = join(root, 'test', 'support', 'windowScript.ts');
    const child = fork(script, [folder, String(factor), String(windows)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: quickStart(),
    });
    const window = new WindowProcess(child);
    await window.next('ready');
    return window;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(request: WindowRequest): void {
    this.#child.send(request);
  }

  /** The ids of the next report of a kind that has not been looked at. */
  async next(kind: WindowReport['kind']): Promise<readonly string[]> {
    for (;;) {
      const index = this.#reports.findIndex((report) => report.kind === kind);
      const [report] = index < 0 ? [] : this.#reports.splice(index, 1);
      if (report) {
        return report.ids;
      }
      await once(this.#child, 'message');
    }
  }

  /** By a signal that it cannot see. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
  }

  suspend(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }
}

function isReport(message: unknown): message is WindowReport {
  return isJsonObject(message) && Array.isArray(message['ids']);
}
