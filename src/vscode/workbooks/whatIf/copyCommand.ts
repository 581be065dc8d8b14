import * as vscode from 'vscode';
import { isAbort } from '../../../base/abort.ts';
import { commandIds } from '../../../contributions.ts';
import type { GridError } from '../../../workbook/files/errors.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import { copySheets, planCopy } from '../../../workbook/whatIf/copyPlan.ts';
import type { CopyEvents, CopyPlan, SheetChange } from '../../../workbook/whatIf/copyPlan.ts';
import { showDone, showFailure, showWarning } from '../../notify.ts';
import type { Action } from '../../notify.ts';
import type { CommandRegistry } from '../../registry.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { copiedSentence, copyDetail, copyQuestion, describeCopyFailure } from '../../words/copyWords.ts';
import { tellingCells } from '../cellProgress.ts';
import { workbooksFor } from '../chooseOpen.ts';
import { isIn, saveTexts, unsavedTexts } from '../editors.ts';
import { isUsableScratch } from '../standing.ts';
import type { WhatIfServices } from './compareCommand.ts';

/** What became of the sheets of a copy. */
interface Outcome {
  readonly copied: SheetChange[];
  readonly failed: (readonly [change: SheetChange, error: GridError])[];
}

/** Copies what was changed in a scratch copy into the saved workbook. */
export class CopyCommand {
  readonly #services: WhatIfServices;

  constructor(services: WhatIfServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    registry.register(commandIds.copyWorkbookChanges, (item, items) => this.#copy(item, items));
  }

  async #copy(item: unknown, items: unknown): Promise<void> {
    const title = vscode.l10n.t('Copy Changes to Saved Workbook');
    const choice = { title, eligible: isUsableScratch };
    const [scratch] = await workbooksFor(this.#services, item, items, choice);
    if (scratch === undefined || !(await savesTexts(scratch))) {
      return;
    }
    await this.#services.saved.use(scratch, async (saved) => {
      const plan = await this.#plan(scratch, saved);
      if (await this.#agrees(scratch, plan)) {
        await this.#carryOut(scratch, saved, plan);
      }
    });
  }

  #plan(scratch: OpenWorkbook, saved: OpenWorkbook): Promise<CopyPlan> {
    const { t } = vscode.l10n;
    return showingIfSlow(t('Looking for changes in {0}…', scratch.opened.file.name), (signal, tell) => {
      const kept = this.#services.baselines.of(scratch);
      return planCopy(scratch, saved, kept, (name) => tell(name, 0), signal);
    });
  }

  async #agrees({ opened: { file } }: OpenWorkbook, plan: CopyPlan): Promise<boolean> {
    const { t } = vscode.l10n;
    if (plan.changes.length === 0) {
      const detail = copyDetail({ ...plan, isWhole: true });
      void showDone([t('There is nothing to copy into {0}.', file.name), detail].join(' ').trim());
      return false;
    }
    const copy = t('Copy');
    const options = { modal: true, detail: copyDetail(plan) };
    return (await vscode.window.showWarningMessage(copyQuestion(plan, file.name), options, copy)) === copy;
  }

  async #carryOut(scratch: OpenWorkbook, saved: OpenWorkbook, { changes }: CopyPlan): Promise<void> {
    const { baselines, contents } = this.#services;
    const { name } = scratch.opened.file;
    const outcome: Outcome = { copied: [], failed: [] };
    try {
      await showingIfSlow(vscode.l10n.t('Copying changes into {0}…', name), (signal, tell) => {
        const events: CopyEvents = {
          onProgress: tellingCells(tell),
          copied: (change) => {
            baselines.moveOn(scratch, change.now);
            outcome.copied.push(change);
          },
          failed: (change, error) => outcome.failed.push([change, error]),
        };
        return contents.of(saved).edit(() => copySheets(saved, changes, events, signal), signal);
      });
    } catch (error) {
      if (isAbort(error) && outcome.copied.length > 0) {
        void showWarning(vscode.l10n.t('Copying was cancelled. {0}', copiedSentence(outcome.copied, name)));
      }
      throw error;
    } finally {
      // New sheets among them.
      contents.of(saved).refresh();
    }
    tellOutcome(scratch, outcome);
  }
}

/** What is in editors only cannot be copied. @returns whether there is none of that any more. */
async function savesTexts(scratch: OpenWorkbook): Promise<boolean> {
  const unsaved = unsavedTexts(isIn(scratch));
  if (unsaved.length === 0) {
    return true;
  }
  const { t } = vscode.l10n;
  const save = t('Save');
  const question = t('Editors of the scratch copy of {0} have unsaved changes.', scratch.opened.file.name);
  const detail = t('Only what is saved in the scratch copy can be copied.');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, save);
  return answer === save && saveTexts(unsaved);
}

function tellOutcome(scratch: OpenWorkbook, { copied, failed }: Outcome): void {
  const { t } = vscode.l10n;
  const { id, file } = scratch.opened;
  const done = copiedSentence(copied, file.name);
  if (failed.length > 0) {
    const compare: Action = {
      title: t('Compare'),
      run: () => vscode.commands.executeCommand(commandIds.compareWorkbook, id),
    };
    const failures = failed.map(([{ sheet }, error]) => describeCopyFailure(sheet.name, error));
    void showFailure([...failures, ...(copied.length > 0 ? [done] : [])].join(' '), compare);
    return;
  }
  const close: Action = {
    title: t('Close Scratch Copy'),
    run: () => vscode.commands.executeCommand(commandIds.closeWorkbook, id),
  };
  void showDone(done, close);
}
