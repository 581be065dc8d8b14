import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';

/** Below this nobody waits, and a notification would only flash. */
const slowMs = 800;

/** Says how far work has come. @param percent of all. */
export type TellProgress = (message: string, percent: number) => void;

/** Does something that is usually quick; when it takes long, a notification says so, how far it is, and can cancel it. */
export async function showingIfSlow<T>(
  title: string,
  work: (signal: AbortSignal, tell: TellProgress) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const settled = new AbortController();
  const state = new WorkState();
  const working = work(abort.signal, (message, percent) => state.tell(message, percent)).finally(() => settled.abort());
  systemClock.delay(slowMs, settled.signal).then(
    () => show(title, working, abort, state),
    () => {
      // It was quick.
    },
  );
  return working;
}

type Reporter = vscode.Progress<{ readonly message?: string; readonly increment?: number }>;

/** How far it is, for a notification that comes later. */
class WorkState {
  #message: string | undefined;
  #percent = 0;
  #shown = 0;
  #progress: Reporter | undefined;

  tell(message: string, percent: number): void {
    this.#message = message;
    this.#percent = percent;
    this.#report();
  }

  showIn(progress: Reporter): void {
    this.#progress = progress;
    this.#report();
  }

  #report(): void {
    if (this.#progress !== undefined && this.#message !== undefined) {
      this.#progress.report({ message: this.#message, increment: this.#percent - this.#shown });
      this.#shown = this.#percent;
    }
  }
}

async function show(title: string, working: Promise<unknown>, abort: AbortController, state: WorkState): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  await vscode.window.withProgress(options, async (progress, token) => {
    state.showIn(progress);
    const subscription = token.onCancellationRequested(() => abort.abort());
    await Promise.allSettled([working]);
    subscription.dispose();
  });
}
