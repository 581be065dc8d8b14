import * as vscode from 'vscode';
import type { WorkQueue } from '../../../base/queue.ts';
import { settings } from '../../settings.ts';

/** Whether what is changed in workbooks is saved: asked once for all that are opened together. */
export class ModeQuestion {
  readonly #prompts: WorkQueue;
  readonly #count: number;
  #answer: boolean | undefined;

  /** @param count of workbooks that are opened together. */
  constructor(prompts: WorkQueue, count: number) {
    this.#prompts = prompts;
    this.#count = count;
  }

  /**
   * What the setting says for a workbook, else what the user says.
   * @param scope local file of the workbook. @returns `undefined` when the question was closed.
   */
  async choose(name: string, scope: vscode.Uri | undefined): Promise<boolean | undefined> {
    const mode = settings.workbookMode(scope);
    if (mode !== 'ask') {
      return mode === 'persistent';
    }
    const { t } = vscode.l10n;
    const title = this.#count > 1 ? t('Open {0} Workbooks', this.#count) : t('Open {0}', name);
    this.#answer ??= await this.#prompts.run(() => ask(title), new AbortController().signal);
    return this.#answer;
  }
}

async function ask(title: string): Promise<boolean | undefined> {
  const { t } = vscode.l10n;
  const choices = [
    {
      label: t('Persistent'),
      description: t('changes are saved in the file'),
      detail: t('What you save here is in the workbook at once, for everybody who has it open.'),
      persistChanges: true,
    },
    {
      label: t('Scratch'),
      description: t('a private copy, thrown away when the session ends'),
      detail: t('Try something out: nobody else sees it, and the file stays as it is.'),
      persistChanges: false,
    },
  ];
  const options = { title, placeHolder: t('What becomes of changes?'), ignoreFocusOut: true };
  return (await vscode.window.showQuickPick(choices, options))?.persistChanges;
}
