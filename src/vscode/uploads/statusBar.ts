import * as vscode from 'vscode';
import { viewIds } from '../../contributions.ts';
import type { TransferWait } from '../../upload/transfer/transfer.ts';
import { formatDuration, formatSpeed, formatTime } from '../words/format.ts';
import { statusBarText } from './statusBarText.ts';
import type { UploadsSummary } from './statusBarText.ts';

/** Tells in the status bar how the uploads go, as long as there are any. A click leads to the view "Uploads". */
export class UploadsStatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(viewIds.uploads, vscode.StatusBarAlignment.Left);
  #shown = '';

  constructor() {
    this.#item.name = vscode.l10n.t('OneDrive Uploads');
    this.#item.command = `${viewIds.uploads}.focus`;
  }

  show(summary: UploadsSummary): void {
    const percent = vscode.l10n.t('{0} %', summary.percent);
    const text = summary.running > 0 ? statusBarText(summary, percent) : '';
    const lines = text === '' ? [] : linesOf(summary, percent);
    const shown = [text, ...lines].join('\n');
    // The item goes through another process each time, and a screen reader may speak.
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    if (text === '') {
      this.#item.hide();
      return;
    }
    this.#item.text = text;
    this.#item.tooltip = lines.join('\n');
    this.#item.accessibilityInformation = { label: vscode.l10n.t('OneDrive: {0}', lines.join(', ')) };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** How many, how they go, and what the user has to do; for the tooltip and for screen readers. */
function linesOf({ running, name, waiting, attention, ...speed }: UploadsSummary, percent: string): string[] {
  const { t } = vscode.l10n;
  const which = running > 1 ? t('{0} uploads are running', running) : (name ?? t('1 upload is running'));
  const needs = attention === 1 ? t('1 upload needs you') : t('{0} uploads need you', attention);
  return [which, [percent, ...(waiting ? [waitWords(waiting)] : speedWords(speed))].join(' · ')].concat(
    attention > 0 ? [needs] : [],
  );
}

function speedWords({ msLeft, bytesPerSecond }: Pick<UploadsSummary, 'msLeft' | 'bytesPerSecond'>): string[] {
  return [
    ...(msLeft === undefined ? [] : [vscode.l10n.t('{0} left', formatDuration(msLeft))]),
    ...(bytesPerSecond === undefined ? [] : [formatSpeed(bytesPerSecond)]),
  ];
}

function waitWords({ reason, until }: TransferWait): string {
  if (reason === 'offline') {
    return vscode.l10n.t('offline: goes on by itself');
  }
  if (reason === 'signIn') {
    return vscode.l10n.t('waiting for your sign-in');
  }
  return until === undefined
    ? vscode.l10n.t('OneDrive asks to wait')
    : vscode.l10n.t('OneDrive asks to wait until {0}', formatTime(until, until));
}
