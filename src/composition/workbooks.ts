import { lastingId } from '../auth/accountBook.ts';
import type { KnownAccount } from '../auth/model.ts';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { AllContents } from '../workbook/contents/allContents.ts';
import type { OpenWorkbook } from '../workbook/session/openWorkbook.ts';
import { OpenWorkbooks } from '../workbook/session/openWorkbooks.ts';
import type { AccountParts } from '../vscode/account/accountParts.ts';
import type { ShellParts } from '../vscode/shell.ts';
import { closeAll } from '../vscode/workbooks/closing.ts';
import { KeptWorkbooks } from '../vscode/workbooks/kept.ts';
import { WorkbookFileSystem } from '../vscode/workbooks/files/workbookFileSystem.ts';
import type { WorkbookParts } from '../vscode/workbooks/parts.ts';
import type { Foundation } from './foundation.ts';
import { registerOpenCommand } from './openCommand.ts';
import type { Uploads } from './uploads.ts';
import { WhatIf } from './whatIf.ts';
import { WorkbookViewParts } from './workbookView.ts';

/** VS Code gives extensions five seconds to end. */
const shutDownMs = 4000;

/** Open workbooks: their sessions, their commands, their view and their files. */
export class Workbooks {
  readonly #foundation: Foundation;
  readonly #kept: KeptWorkbooks;
  readonly #workbooks: OpenWorkbooks;
  readonly #whatIf: WhatIf;
  readonly #files: WorkbookFileSystem;
  readonly #view: WorkbookViewParts;

  constructor(foundation: Foundation, signedIn: AccountParts, uploads: Uploads, shell: ShellParts) {
    this.#foundation = foundation;
    const { secrets, workbookFiles } = shell;
    const { context, leases, log, prompts } = foundation;
    const clock = systemClock;
    const random = systemRandom;
    this.#kept = new KeptWorkbooks({
      state: context.workspaceState,
      secret: (key) => secrets.entry(key),
      claim: (id) => leases.take(id),
      clock,
      random,
    });
    const { connection, accounts } = signedIn;
    const account = (): string | undefined => accounts.current && lastingId(accounts.current);
    this.#workbooks = new OpenWorkbooks({ client: () => connection.client, account, clock, random, log }, this.#kept);
    const parts: WorkbookParts = {
      workbooks: this.#workbooks,
      contents: new AllContents(),
      clock,
      log,
      prompts,
      restored: () => this.#workbooks.recall(),
    };
    this.#whatIf = new WhatIf(foundation, parts);
    const { beforeFirstWrite } = this.#whatIf;
    this.#files = new WorkbookFileSystem({ ...parts, beforeFirstWrite });
    workbookFiles.fill(this.#files);
    this.#view = new WorkbookViewParts({ foundation, signedIn, shell, parts });
    registerOpenCommand({ foundation, signedIn, uploads, parts, reveal: this.#view.reveal });
  }

  /** Takes up what was open before a reload. Not before it is known who is signed in. */
  start(): void {
    void this.#workbooks.restore(this.#foundation.ending);
  }

  /** Closes what these accounts have opened, for as long as they can. @returns `false` when the user keeps some of it. */
  closeThoseOf(leaving: readonly KnownAccount[]): Promise<boolean> {
    const ids = leaving.map(lastingId);
    const isTheirs = ({ opened: { place } }: OpenWorkbook): boolean => ids.includes(place.account ?? '');
    return closeAll(this.#workbooks, this.#workbooks.list.filter(isTheirs));
  }

  /** Ends the sessions; what is needed to go on with them is kept. */
  async dispose(): Promise<void> {
    this.#view.dispose();
    this.#files.dispose();
    this.#whatIf.dispose();
    await this.#workbooks.shutDown(shutDownMs);
    await this.#kept.dispose();
  }
}
