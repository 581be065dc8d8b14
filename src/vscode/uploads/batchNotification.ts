import * as vscode from 'vscode';
import { wholePercent } from '../../base/units.ts';
import type { BatchSnapshot } from '../../upload/batch/batchProgress.ts';
import type { TransferWait } from '../../upload/transfer/transfer.ts';
import { formatBytes, formatDuration, formatSpeed } from '../words/format.ts';

/** Why nothing moves. */
interface Waits {
  readonly reasons: ReadonlySet<TransferWait['reason']>;
  /** How long OneDrive wants to be left alone. */
  readonly waitMs: number;
}

/** Shows how far a batch is. */
export interface BatchReporter {
  checking(): void;
  sending(snapshot: BatchSnapshot, waits: Waits): void;
}

const reportMs = 250;

/**
 * One cancellable notification for the whole batch. Cancel aborts the signal; the notification stays until `work` has
 * settled, so that it never outlives or underruns what it tells about.
 */
export async function withBatchNotification<T>(
  title: string,
  now: () => number,
  work: (reporter: BatchReporter, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      progress.report({ message: vscode.l10n.t('pausing…') });
      abort.abort();
    });
    try {
      return await work(batchReporter(progress, now, abort.signal), abort.signal);
    } finally {
      subscription.dispose();
    }
  });
}

/** Shows how far a batch is in a notification that is there already; after an abort it keeps still. */
export function batchReporter(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  now: () => number,
  signal: AbortSignal,
): BatchReporter {
  let percent = 0;
  let reasons = '';
  let reportedAt = -Infinity;
  return {
    checking: () => progress.report({ message: vscode.l10n.t('checking names and sizes…') }),
    sending: (snapshot, waits) => {
      // Nothing of nothing is no progress: the files of a folder are still being looked for.
      const next = snapshot.size === 0 ? 0 : wholePercent(snapshot.sent, snapshot.size);
      const why = [...waits.reasons].join(' ');
      const isNews = next !== percent || why !== reasons;
      if (signal.aborted || (!isNews && now() - reportedAt < reportMs)) {
        return;
      }
      reportedAt = now();
      reasons = why;
      // Bytes that the server lost make the truth go back; the bar of a notification cannot.
      progress.report({ message: describeSnapshot(snapshot, waits), increment: Math.max(0, next - percent) });
      percent = Math.max(percent, next);
    },
  };
}

function describeSnapshot(snapshot: BatchSnapshot, { reasons, waitMs }: Waits): string {
  const { t } = vscode.l10n;
  const parts = [
    t('{0} % of {1}', wholePercent(snapshot.sent, snapshot.size), formatBytes(snapshot.size)),
    ...(snapshot.files > 1 ? [t('{0} of {1} files', snapshot.finished, snapshot.files)] : []),
  ];
  if (reasons.has('signIn')) {
    return [...parts, t('waiting for your sign-in')].join(' · ');
  }
  if (reasons.has('offline')) {
    return [...parts, t('offline: goes on by itself')].join(' · ');
  }
  if (waitMs > 0) {
    return [...parts, t('OneDrive asks to wait {0}', formatDuration(waitMs))].join(' · ');
  }
  if (snapshot.bytesPerSecond !== undefined) {
    parts.push(formatSpeed(snapshot.bytesPerSecond));
  }
  if (snapshot.msLeft !== undefined && snapshot.sent < snapshot.size) {
    parts.push(t('{0} left', formatDuration(snapshot.msLeft)));
  }
  return parts.join(' · ');
}
