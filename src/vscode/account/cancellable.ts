import * as vscode from 'vscode';
import { SignInError } from '../../auth/errors.ts';

/** Says something more in a notification. */
export type Report = (message: string) => void;

/**
 * Does something that waits for the user elsewhere, under a notification that can cancel it.
 * @throws {SignInError} `cancelled` when the user did; else what the work or the signal says.
 */
export async function whileShowing<T>(
  title: string,
  signal: AbortSignal,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(options, async (progress, token) => {
    const cancelled = new AbortController();
    const subscription = token.onCancellationRequested(() => cancelled.abort(new SignInError('cancelled')));
    try {
      return await work(AbortSignal.any([signal, cancelled.signal]), (message) => progress.report({ message }));
    } finally {
      subscription.dispose();
    }
  });
}
