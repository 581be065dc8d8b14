import { l10n } from 'vscode';
import type { OperationStatus } from '../../graph/workbook/operation.ts';
import type { WorkbookState } from '../../workbook/model.ts';
import { formatDuration, formatTime } from './format.ts';
import { describeError } from './messages.ts';

/** How a workbook is open: part of a line. */
export function modeWord(persistChanges: boolean): string {
  return persistChanges ? l10n.t('persistent') : l10n.t('scratch');
}

/** The same as a sentence. */
export function modeSentence(persistChanges: boolean): string {
  return persistChanges
    ? l10n.t('Changes are saved in the file.')
    : l10n.t('Scratch copy: changes are thrown away when the session ends.');
}

/**
 * Where an open workbook stands: part of a line.
 * @param elapsedMs since it began to open.
 */
export function stateWord(state: WorkbookState, elapsedMs?: number): string {
  const { t } = l10n;
  switch (state.kind) {
    case 'opening':
      return openingWord(t('opening'), state.operation, elapsedMs);
    case 'reopening':
      return openingWord(t('reopening'), state.operation, elapsedMs);
    case 'open':
      return t('open');
    case 'closing':
      return t('closing');
    case 'closed':
      return t('closed');
    case 'expired':
      return state.changesLost ? t('session ended, changes lost') : t('session ended');
    case 'failed':
      return t('failed: {0}', describeError(state.error).reason);
  }
}

/** The same as whole sentences, with what comes next. */
export function stateSentence(state: WorkbookState, elapsedMs?: number): string {
  const { t } = l10n;
  switch (state.kind) {
    case 'opening':
      return openingSentence(t('The workbook is being opened.'), state.operation, elapsedMs);
    case 'reopening':
      return openingSentence(t('A new session of the workbook is being opened.'), state.operation, elapsedMs);
    case 'open':
      return t('The workbook is open.');
    case 'closing':
      return t('The workbook is being closed.');
    case 'closed':
      return t('The workbook is closed.');
    case 'expired':
      return state.changesLost
        ? t('The session has ended, and the changes in the scratch copy are lost. Reopen the workbook to begin again.')
        : t('The session has ended. A new one begins as soon as you use the workbook.');
    case 'failed':
      return describeError(state.error).message;
  }
}

function openingWord(word: string, operation: OperationStatus | undefined, elapsedMs: number | undefined): string {
  const elapsed = elapsedMs === undefined ? undefined : formatDuration(elapsedMs);
  return [word, operationWord(operation), elapsed].filter((part) => part !== undefined).join(' · ');
}

function operationWord(operation: OperationStatus | undefined): string | undefined {
  switch (operation) {
    case 'notStarted':
      return l10n.t('waiting for Excel');
    case 'running':
      return l10n.t('Excel is loading it');
    case undefined:
      return undefined;
  }
}

function openingSentence(
  sentence: string,
  operation: OperationStatus | undefined,
  elapsedMs: number | undefined,
): string {
  const elapsed = elapsedMs === undefined ? undefined : l10n.t('This has taken {0}.', formatDuration(elapsedMs));
  return [sentence, operationSentence(operation), elapsed].filter((part) => part !== undefined).join(' ');
}

function operationSentence(operation: OperationStatus | undefined): string | undefined {
  switch (operation) {
    case 'notStarted':
      return l10n.t('Excel for the web has not begun with it yet.');
    case 'running':
      return l10n.t('Excel for the web is loading it.');
    case undefined:
      return undefined;
  }
}

/** How long a session goes on when nobody uses it: part of a line. Whole minutes, so that it does not change all the time. */
export function idleWord(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 1 ? l10n.t('less than 1 min left') : l10n.t('{0} min left', minutes);
}

/** The same as a sentence, which stays true. @param endsAt wall clock, as `now`: milliseconds since 1970. */
export function idleSentence(endsAt: number, now: number): string {
  return l10n.t('The session ends at {0} unless the workbook is used.', formatTime(endsAt, now));
}
