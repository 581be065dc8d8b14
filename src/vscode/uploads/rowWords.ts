import * as vscode from 'vscode';
import { wholePercent } from '../../base/units.ts';
import type { Standing } from '../../upload/journal/standing.ts';
import type { TransferWait } from '../../upload/transfer/transfer.ts';
import type { UploadRow } from '../../upload/running/rows.ts';
import { formatBytes, formatDuration, formatFolder, formatSpeed, formatTime } from '../words/format.ts';

/** One line about where a pending upload stands. */
export function statusOf(row: UploadRow, standing: Standing): string {
  const { t } = vscode.l10n;
  const { state } = row.record;
  switch (standing) {
    case 'queued':
      return t('waiting for its turn');
    case 'running':
      // A folder's record says nothing of what its files wait for.
      return row.live?.wait ? waitingWords(row) : runningWords(row);
    case 'waiting':
      return waitingWords(row);
    case 'paused':
      return `${t('paused')} · ${sentWords(row)}`;
    case 'interrupted':
      return `${t('interrupted')} · ${sentWords(row)}`;
    case 'conflict':
      return state.kind === 'conflict' && state.reason === 'changedOnServer'
        ? t('conflict: changed in OneDrive')
        : t('conflict: name is taken');
    case 'awaitingCommit':
      return awaitingWords(row);
    case 'failed':
      return state.kind === 'failed' ? t('failed: {0}', state.error.reason) : t('failed');
    case 'expired':
      return `${t('expired')} · ${sentWords(row)}`;
    case 'changed':
      return t('the file has changed');
    case 'discarding':
      return t('being cancelled');
    case 'otherWindow':
      return `${t('in another window')} · ${sentWords(row)}`;
    case 'otherMachine':
      return `${t('on {0}', row.record.place.machine.name)} · ${sentWords(row)}`;
  }
}

/** Everything about a pending upload, a line each. No address of a session is known here. */
export function tooltipOf(row: UploadRow, standing: Standing, now: number): string {
  const { t } = vscode.l10n;
  const { record } = row;
  const { account } = record.place;
  const expires = record.session?.expires;
  const lines = [
    record.name,
    record.state.kind === 'failed' ? t('failed: {0}', record.state.error.message) : statusOf(row, standing),
    noteOf(row, standing),
    t('To {0}', formatFolder(record.destination)),
    sizeWords(row),
    expires === undefined || expires <= now ? undefined : t('OneDrive keeps them until {0}', formatTime(expires, now)),
    account.name === undefined ? undefined : t('As {0}', account.name),
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

/** What the line has no room for. */
function noteOf(row: UploadRow, standing: Standing): string | undefined {
  const { t } = vscode.l10n;
  if (standing === 'awaitingCommit') {
    return t('Not visible in OneDrive until you commit it');
  }
  if (standing === 'changed') {
    return t('What was sent is of an earlier content: upload it again');
  }
  if (standing === 'waiting' || (standing === 'running' && row.live?.wait)) {
    switch (waitOf(row)?.reason) {
      case 'throttled':
        return t('OneDrive asks to wait; goes on by itself');
      case 'signIn':
        return t('Goes on as soon as you have signed in again');
      case 'offline':
      case undefined:
        return t('OneDrive cannot be reached; goes on by itself');
    }
  }
  return undefined;
}

function waitOf({ live, record: { state } }: UploadRow): TransferWait | undefined {
  return live?.wait ?? (state.kind === 'waiting' ? state : undefined);
}

/** Bytes of this upload that the server has confirmed. */
export function acceptedOf({ live, record }: UploadRow): number {
  return live?.progress?.accepted ?? record.session?.accepted ?? 0;
}

function sizeWords(row: UploadRow): string | undefined {
  const { kind, session, size } = row.record;
  if (kind === 'folder') {
    return undefined;
  }
  return session
    ? vscode.l10n.t('{0} of {1} are in OneDrive', formatBytes(acceptedOf(row)), formatBytes(size))
    : formatBytes(size);
}

/** The time that is left to commit is what matters most. */
function awaitingWords({ record }: UploadRow): string {
  const expires = record.session?.expires;
  return expires === undefined
    ? vscode.l10n.t('to be committed')
    : vscode.l10n.t('commit by {0}', formatTime(expires, record.updatedAt));
}

function runningWords(row: UploadRow): string {
  const { t } = vscode.l10n;
  const { checking, progress, msLeft, bytesPerSecond } = row.live ?? {};
  if (checking) {
    return t('checking what was sent: {0} %', wholePercent(checking.checked, checking.toCheck));
  }
  const parts = [sentWords(row)];
  if (row.record.kind === 'file' && progress !== undefined && progress.sent >= progress.size) {
    return [...parts, t('finishing')].join(' · ');
  }
  if (msLeft !== undefined) {
    parts.push(t('{0} left', formatDuration(msLeft)));
  }
  if (bytesPerSecond !== undefined) {
    parts.push(formatSpeed(bytesPerSecond));
  }
  return parts.join(' · ');
}

function waitingWords(row: UploadRow): string {
  const wait = waitOf(row);
  return `${whyWords(wait)} · ${sentWords(row)}`;
}

function whyWords(wait: TransferWait | undefined): string {
  const { t } = vscode.l10n;
  switch (wait?.reason) {
    case 'throttled':
      return wait.until === undefined ? t('waiting') : t('waiting until {0}', formatTime(wait.until, wait.until));
    case 'signIn':
      return t('waiting for your sign-in');
    case 'offline':
    case undefined:
      return t('offline');
  }
}

function sentWords(row: UploadRow): string {
  const { t } = vscode.l10n;
  const { kind, session, size } = row.record;
  if (kind === 'folder') {
    const files = row.live?.files ?? row.record.files;
    return files ? t('{0} of {1} files', files.done + files.failed, files.total) : t('looking for files');
  }
  const { sent, size: total } = row.live?.progress ?? { sent: session?.accepted ?? 0, size };
  return t('{0} %', wholePercent(sent, total));
}
