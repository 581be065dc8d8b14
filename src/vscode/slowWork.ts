import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';

/** Below this nobody waits, and a notification would only flash. */
const slowMs = 800;

/** Does something that is usually quick; when it takes long, a notification says so and can cancel it. */
export async function showingIfSlow<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const settled = new AbortController();
  const working = work(abort.signal).finally(() => settled.abort());
  systemClock.delay(slowMs, settled.signal).then(
    () => show(title, working, abort),
    () => {
      // It was quick.
    },
  );
  return working;
}

async function show(title: string, working: Promise<unknown>, abort: AbortController): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  await vscode.window.withProgress(options, async (_, token) => {
    const subscription = token.onCancellationRequested(() => abort.abort());
    await Promise.allSettled([working]);
    subscription.dispose();
  });
}
