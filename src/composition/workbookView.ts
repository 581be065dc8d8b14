import type { AccountParts } from '../vscode/account/accountParts.ts';
import type { ShellParts } from '../vscode/shell.ts';
import { SheetCommands } from '../vscode/workbooks/commands/sheetCommands.ts';
import { WorkbookCommands } from '../vscode/workbooks/commands/workbookCommands.ts';
import { LostSessions } from '../vscode/workbooks/lostSessions.ts';
import type { WorkbookParts } from '../vscode/workbooks/parts.ts';
import { WorkbooksView } from '../vscode/workbooks/view/workbooksView.ts';
import type { OpenWorkbook } from '../workbook/session/openWorkbook.ts';
import type { Foundation } from './foundation.ts';

interface ViewParts {
  readonly foundation: Foundation;
  readonly signedIn: AccountParts;
  readonly shell: ShellParts;
  readonly parts: WorkbookParts;
}

/** The list of open workbooks, and the commands on its rows. */
export class WorkbookViewParts {
  readonly #view: WorkbooksView;
  readonly #lost: LostSessions;

  constructor({ foundation, signedIn, shell, parts }: ViewParts) {
    this.#lost = new LostSessions(parts.workbooks);
    this.#view = new WorkbooksView(parts, shell.workbooks);
    const services = {
      ...parts,
      lost: this.#lost,
      files: shell.workbookFiles,
      client: () => signedIn.connection.client,
      reveal: this.reveal,
    };
    new WorkbookCommands(services).register(foundation.registry);
    new SheetCommands(services).register(foundation.registry);
  }

  /** Shows the row of a workbook. */
  readonly reveal = (workbook: OpenWorkbook): Promise<void> => this.#view.reveal(workbook);

  dispose(): void {
    this.#view.dispose();
    this.#lost.dispose();
  }
}
