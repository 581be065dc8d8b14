import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../run/setup/paths.js';

/** What a window in a process of its own can be asked, and what it says. */
export type WindowRequest =
  { readonly take: readonly string[] } | { readonly confirm: string } | { readonly save: string };
export type WindowReport =
  | { readonly ready: true }
  | { readonly took: readonly string[] }
  | { readonly confirmed: boolean }
  | { readonly lost: string };

/** A window in a process of its own, on the folder of a test: one that can be killed. */
export class WindowProcess {
  readonly reports: WindowReport[] = [];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.reports.push(message as WindowReport));
  }

  /** @param windows how many windows the process stands for. @param factor how much faster than real its time is. */
  static async start(folder: string, factor: number, windows = 1): Promise<WindowProcess> {
    const script = join(root, 'test', 'support', 'windowScript.ts');
    const child = fork(script, [folder, String(factor), String(windows)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const window = new WindowProcess(child);
    await once(child, 'message');
    return window;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(request: WindowRequest): void {
    this.#child.send(request);
  }

  /** The next report of a kind that has not been looked at. */
  async next<K extends string>(kind: K): Promise<Extract<WindowReport, Record<K, unknown>>> {
    for (;;) {
      const index = this.reports.findIndex((report) => kind in report);
      if (index >= 0) {
        const [report] = this.reports.splice(index, 1);
        return report as Extract<WindowReport, Record<K, unknown>>;
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
