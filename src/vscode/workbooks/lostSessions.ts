import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import { WorkbookError } from '../../workbook/errors.ts';
import type { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';
import type { OpenWorkbooks } from '../../workbook/session/openWorkbooks.ts';
import { showFailure, showWarning } from '../notify.ts';
import type { Action } from '../notify.ts';
import { describeError } from '../words/messages.ts';
import { needsUser } from './standing.ts';

/**
 * Tells that a workbook cannot go on, once until it works again: its session ended with the changes in it, or a new one
 * was refused. One that was never open is left to whoever opens it.
 */
export class LostSessions implements vscode.Disposable {
  readonly #subscription: { dispose(): void };
  readonly #opening = new WeakSet<OpenWorkbook>();
  readonly #told = new WeakSet<OpenWorkbook>();
  readonly #errors = new WeakSet<object>();

  constructor(workbooks: OpenWorkbooks) {
    this.#subscription = workbooks.onDidChange((workbook) => this.#look(workbook));
  }

  /** Whether the user knows from here why a request of this workbook failed. */
  hasTold(workbook: OpenWorkbook, error: unknown): boolean {
    return (
      error instanceof WorkbookError &&
      this.#told.has(workbook) &&
      (error.code === 'changesLost' || this.#errors.has(error))
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #look(workbook: OpenWorkbook): void {
    const { state } = workbook;
    if (state.kind === 'opening') {
      this.#opening.add(workbook);
    } else if (state.kind === 'open') {
      this.#opening.delete(workbook);
      this.#told.delete(workbook);
    } else if (needsUser(workbook) && !this.#opening.has(workbook) && !this.#told.has(workbook)) {
      this.#told.add(workbook);
      this.#tell(workbook);
    }
  }

  #tell({ opened, state }: OpenWorkbook): void {
    const { name } = opened.file;
    const reopen: Action = {
      title: vscode.l10n.t('Reopen'),
      run: () => vscode.commands.executeCommand(commandIds.reopenWorkbook, opened.id),
    };
    const close: Action = {
      title: vscode.l10n.t('Close'),
      run: () => vscode.commands.executeCommand(commandIds.closeWorkbook, opened.id),
    };
    if (state.kind === 'failed') {
      if (state.error instanceof WorkbookError) {
        this.#errors.add(state.error);
      }
      void showFailure(vscode.l10n.t('{0} cannot go on. {1}', name, describeError(state.error).message), reopen);
    } else {
      const message = vscode.l10n.t(
        'The session of the scratch copy of {0} has ended, and the changes in it are lost. Reopen begins a new scratch copy of the saved workbook.',
        name,
      );
      void showWarning(message, reopen, close);
    }
  }
}
