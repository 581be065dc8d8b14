import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import { repeat } from '../../../base/repeat.ts';
import type { WorkbookState } from '../../../workbook/model.ts';
import type { BatchReporter } from '../../uploads/batchNotification.ts';
import { batchReporter } from '../../uploads/batchNotification.ts';
import { formatDuration } from '../../words/format.ts';
import { stateWord } from '../../words/workbookWords.ts';

/** Shows how far a workbook is on its way from a file to a session. */
export interface OpenReporter {
  readonly upload: BatchReporter;
  /** The service gets the new content ready, until the signal is aborted. */
  settling(signal: AbortSignal): void;
  /** @param state as it is at the time. Until the signal is aborted. */
  opening(state: () => WorkbookState | undefined, signal: AbortSignal): void;
}

const everyMs = 1000;

/**
 * One cancellable notification for everything. Cancel aborts the signal; the notification stays until `work` has settled.
 * @param name of the workbook.
 */
export async function withOpenNotification<T>(
  name: string,
  clock: Clock,
  work: (reporter: OpenReporter, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: name };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      progress.report({ message: vscode.l10n.t('cancelling…') });
      abort.abort();
    });
    try {
      return await work(reporterOf(progress, clock, abort.signal), abort.signal);
    } finally {
      subscription.dispose();
    }
  });
}

function reporterOf(
  progress: vscode.Progress<{ readonly message: string }>,
  clock: Clock,
  cancelled: AbortSignal,
): OpenReporter {
  const uploading = {
    // Without its steps: the bar would be full while the session is opened.
    report: ({ message = '' }) => progress.report({ message: vscode.l10n.t('uploading · {0}', message) }),
  };
  const showing = (text: (elapsedMs: number) => string, signal: AbortSignal): void => {
    const start = clock.monotonic();
    const show = (): void => progress.report({ message: text(clock.monotonic() - start) });
    show();
    void repeat(clock, everyMs, AbortSignal.any([signal, cancelled]), show);
  };
  return {
    upload: batchReporter(uploading, () => clock.monotonic(), cancelled),
    settling: (signal) =>
      showing((ms) => vscode.l10n.t('waiting until OneDrive has stored it · {0}', formatDuration(ms)), signal),
    opening: (state, signal) => showing((ms) => stateWord(state() ?? { kind: 'opening' }, ms), signal),
  };
}
