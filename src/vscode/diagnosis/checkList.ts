import * as vscode from 'vscode';
import { stepIds } from '../../diagnosis/model.ts';
import type { Outcome, StepId, StepResult } from '../../diagnosis/model.ts';
import { describeCheckProblem, describeFact, describeSkip, stepName } from '../words/checkWords.ts';

/** What can be done with a finished check. */
export interface CheckActions {
  copy(results: readonly StepResult[]): Thenable<void>;
  again(): Promise<void>;
  showLog(): void;
  /** The list was closed. */
  end(): void;
}

interface Row extends vscode.QuickPickItem {
  readonly step?: StepId;
  readonly run?: () => unknown;
}

/** The steps of a check as a list that fills while one looks at it. */
export class CheckList implements vscode.Disposable {
  readonly #pick = vscode.window.createQuickPick<Row>();
  readonly #actions: CheckActions;
  readonly #results = new Map<StepId, StepResult | 'running'>();
  /** The step whose row has the focus because it runs; the user may have gone elsewhere. */
  #followed: StepId | undefined;

  constructor(actions: CheckActions) {
    this.#actions = actions;
    this.#pick.title = vscode.l10n.t('Check Connection');
    this.#pick.ignoreFocusOut = true;
    this.#pick.keepScrollPosition = true;
    this.#pick.matchOnDescription = true;
    this.#pick.onDidAccept(() => void this.#pick.selectedItems[0]?.run?.());
    this.#pick.onDidHide(() => actions.end());
  }

  /** Shows a check that begins. */
  begin(): void {
    this.#results.clear();
    this.#followed = undefined;
    this.#pick.busy = true;
    this.#pick.placeholder = vscode.l10n.t('Trying every step on the way to OneDrive…');
    this.#pick.items = this.#rows();
    this.#pick.show();
  }

  /** Shows that a step runs (without a result), or its result. */
  tell(step: StepId, result?: StepResult): void {
    const active = this.#pick.activeItems[0]?.step;
    const follows = this.#followed === undefined || active === this.#followed;
    this.#results.set(step, result ?? 'running');
    const rows = this.#rows();
    this.#pick.items = rows;
    this.#followed = follows && result === undefined ? step : this.#followed;
    const focus = follows ? this.#followed : active;
    this.#pick.activeItems = rows.filter((row) => row.step === focus);
  }

  /** Shows what can be done with the results. */
  finish(results: readonly StepResult[]): void {
    this.#pick.busy = false;
    this.#pick.placeholder = summaryOf(results);
    this.#showFinished(results, false);
  }

  dispose(): void {
    this.#pick.dispose();
  }

  #showFinished(results: readonly StepResult[], isCopied: boolean): void {
    const { t } = vscode.l10n;
    const copy: Row = {
      label: `$(copy) ${t('Copy Report')}`,
      description: isCopied ? t('It is in the clipboard.') : t('Without names and secrets'),
      run: async () => {
        await this.#actions.copy(results);
        this.#showFinished(results, true);
      },
    };
    const again: Row = { label: `$(refresh) ${t('Check Again')}`, run: () => this.#actions.again() };
    const log: Row = { label: `$(output) ${t('Show Log')}`, run: () => this.#actions.showLog() };
    const separator: Row = { label: t('Steps'), kind: vscode.QuickPickItemKind.Separator };
    this.#pick.items = [copy, again, ...(hasProblem(results) ? [log] : []), separator, ...this.#rows()];
    this.#pick.activeItems = [copy];
  }

  #rows(): Row[] {
    return stepIds.map((step) => ({ step, alwaysShow: true, ...this.#wordsOf(step) }));
  }

  #wordsOf(step: StepId): vscode.QuickPickItem {
    const { t } = vscode.l10n;
    const name = stepName(step);
    const result = this.#results.get(step);
    if (result === undefined) {
      return { label: `$(circle-outline) ${t('{0}: waiting', name)}` };
    }
    if (result === 'running') {
      return { label: `$(loading~spin) ${t('{0}: checking…', name)}` };
    }
    const { outcome, tookMs } = result;
    // The icon alone would tell a screen reader nothing.
    switch (outcome.state) {
      case 'ok':
        return { label: `$(check) ${t('{0}: OK', name)}`, description: describeFact(outcome.fact, tookMs) };
      case 'warning':
        return { label: `$(warning) ${t('{0}: warning', name)}`, ...problemWords(outcome) };
      case 'error':
        return { label: `$(error) ${t('{0}: problem', name)}`, ...problemWords(outcome) };
      case 'skipped':
        return { label: `$(circle-slash) ${t('{0}: skipped', name)}`, description: describeSkip(outcome.because) };
    }
  }
}

function problemWords({ problem }: Extract<Outcome, { state: 'warning' | 'error' }>): {
  description: string;
  detail: string;
} {
  const { reason, next } = describeCheckProblem(problem);
  return { description: reason, detail: next };
}

function hasProblem(results: readonly StepResult[]): boolean {
  return results.some(({ outcome: { state } }) => state === 'warning' || state === 'error');
}

function summaryOf(results: readonly StepResult[]): string {
  const { t } = vscode.l10n;
  const problems = results.filter(({ outcome }) => outcome.state === 'error').length;
  if (problems > 0) {
    return problems === 1 ? t('One step has a problem') : t('{0} steps have problems', problems);
  }
  if (results.some(({ outcome }) => outcome.state === 'warning')) {
    return t('It works, with warnings');
  }
  return results.some(({ outcome }) => outcome.state === 'skipped')
    ? t('Everything that could be tried works')
    : t('Everything works');
}
