import { AppendCommand } from '../vscode/workbooks/appendCommand.ts';
import { EvaluateCommand } from '../vscode/workbooks/evaluateCommand.ts';
import type { WorkbookParts } from '../vscode/workbooks/parts.ts';
import { CompareCommand } from '../vscode/workbooks/whatIf/compareCommand.ts';
import { CopyCommand } from '../vscode/workbooks/whatIf/copyCommand.ts';
import { SavedWorkbooks } from '../vscode/workbooks/whatIf/savedWorkbooks.ts';
import { Baselines } from '../workbook/whatIf/baselines.ts';
import type { Foundation } from './foundation.ts';

/** Scratch copies compared and copied, and other things that are asked of open workbooks or added to them. */
export class WhatIf {
  readonly #baselines: Baselines;
  readonly #saved: SavedWorkbooks;

  constructor({ context, registry }: Foundation, parts: WorkbookParts) {
    this.#baselines = new Baselines(parts.workbooks);
    this.#saved = new SavedWorkbooks(parts.workbooks);
    const services = { ...parts, baselines: this.#baselines, saved: this.#saved };
    new CompareCommand(services).register(registry);
    new CopyCommand(services).register(registry);
    new EvaluateCommand({ ...parts, memory: context.workspaceState }).register(registry);
    const { beforeFirstWrite } = this;
    new AppendCommand({ ...parts, beforeFirstWrite }).register(registry);
  }

  /** To be called before anything is written to a sheet. */
  readonly beforeFirstWrite: Baselines['keep'] = (...cells) => this.#baselines.keep(...cells);

  dispose(): void {
    this.#saved.dispose();
  }
}
