import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import type { FunctionResult } from '../../graph/workbook/calculation.ts';
import { FunctionInputError } from '../../workbook/functions/errors.ts';
import { evaluateTyped } from '../../workbook/functions/evaluate.ts';
import { readFunction } from '../../workbook/functions/typedFunction.ts';
import { parseWorkbookPath } from '../../workbook/paths.ts';
import type { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';
import { showDone, showWarning } from '../notify.ts';
import type { Action } from '../notify.ts';
import { ArgumentError } from '../registry.ts';
import type { CommandRegistry } from '../registry.ts';
import { showingIfSlow } from '../slowWork.ts';
import { describeErrorValue } from '../words/errorValueWords.ts';
import { describeFunctionInput } from '../words/functionMessages.ts';
import { resourceGiven, workbooksFor } from './chooseOpen.ts';
import type { WorkbookParts } from './parts.ts';
import { activeResource, workbookOf } from './resources.ts';
import { isUsable } from './standing.ts';

export interface EvaluateServices extends Pick<WorkbookParts, 'workbooks' | 'contents' | 'restored' | 'prompts'> {
  /** Of this workspace. */
  readonly memory: vscode.Memento;
}

const memoryKey = 'onedrive.lastFunction';

/** Evaluates functions of Excel on the cells of open workbooks: `(idOrItem?, function?)`. */
export class EvaluateCommand {
  readonly #services: EvaluateServices;

  constructor(services: EvaluateServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    registry.register(commandIds.evaluateWorkbookFunction, (item, other) => this.#run(item, other));
  }

  /** @returns the result; `undefined` when there is none. */
  async #run(item: unknown, other: unknown): Promise<FunctionResult | undefined> {
    if (other === '') {
      throw new ArgumentError('a function must be given as text such as SUM(Sales!A1:B3, 5)');
    }
    const isCall = typeof other === 'string';
    const title = vscode.l10n.t('Evaluate Workbook Function');
    const items = isCall ? undefined : other;
    const [workbook] = await workbooksFor(this.#services, item, items, { title, eligible: isUsable });
    if (workbook === undefined) {
      return undefined;
    }
    const sheet = await this.#sheetOf(workbook, item);
    // Who gives the function, shows the result.
    return isCall ? this.#evaluate(workbook, other, sheet) : this.#ask(workbook, sheet);
  }

  async #ask(workbook: OpenWorkbook, sheet: string | undefined): Promise<FunctionResult | undefined> {
    const { memory, prompts } = this.#services;
    const { t } = vscode.l10n;
    const text = await prompts.run(
      async () =>
        vscode.window.showInputBox({
          title: t('Evaluate Function in {0}', workbook.opened.file.name),
          prompt: sheet === undefined ? '' : t('Cells without a sheet are those of {0}.', sheet),
          placeHolder: 'SUM(Sales!B2:B9, 5)',
          value: memory.get<string>(memoryKey) ?? '',
          validateInput: (typed) => problemOf(typed, sheet),
        }),
      new AbortController().signal,
    );
    if (text === undefined || text.trim() === '') {
      return undefined;
    }
    await memory.update(memoryKey, text);
    const result = await this.#evaluate(workbook, text, sheet);
    this.#show(workbook, text, result);
    return result;
  }

  #evaluate(workbook: OpenWorkbook, text: string, sheet: string | undefined): Promise<FunctionResult> {
    const typed = readFunction(text, sheet);
    return showingIfSlow(vscode.l10n.t('Evaluating {0}…', text), (signal) => evaluateTyped(workbook, typed, signal));
  }

  #show(workbook: OpenWorkbook, text: string, result: FunctionResult): void {
    const { t } = vscode.l10n;
    const formula = text.trim().replace(/^=\s*/u, '');
    const value = 'error' in result ? result.error : valueText(result.value);
    const actions: readonly Action[] = [
      { title: t('Copy'), run: () => vscode.env.clipboard.writeText(value) },
      {
        title: t('Evaluate Another'),
        run: () => vscode.commands.executeCommand(commandIds.evaluateWorkbookFunction, workbook.opened.id),
      },
    ];
    const message = `${formula} = ${value}`;
    if ('error' in result) {
      void showWarning([message, describeErrorValue(result.error)].filter(Boolean).join(': '), ...actions);
    } else {
      void showDone(message, ...actions);
    }
  }

  /** The sheet of which cells are without one in their address: that in the editor, else the first that people see. */
  async #sheetOf(workbook: OpenWorkbook, item: unknown): Promise<string | undefined> {
    const uri = resourceGiven(item) ?? activeResource();
    const path = uri && workbookOf(uri, [workbook]) && parseWorkbookPath(uri.path);
    if (path?.kind === 'grid' && path.group === 'worksheets') {
      return path.name;
    }
    const { name } = workbook.opened.file;
    const { sheets } = await showingIfSlow(vscode.l10n.t('Looking into {0}…', name), (signal) =>
      this.#services.contents.of(workbook).load(signal),
    );
    return sheets.find(({ visibility }) => visibility === 'visible')?.name;
  }
}

/** What is wrong with a function, in words. */
function problemOf(text: string, sheet: string | undefined): string | undefined {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    readFunction(text, sheet);
    return undefined;
  } catch (error) {
    if (error instanceof FunctionInputError) {
      return describeFunctionInput(error).reason;
    }
    throw error;
  }
}

/** As Excel shows it. */
function valueText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
}
