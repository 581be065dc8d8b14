import * as vscode from 'vscode';
import { isAbort } from '../../../base/abort.ts';
import type { OpenWorkbookOptions, WorkbookSummary } from '../../../contributions.ts';
import { commandIds } from '../../../contributions.ts';
import type { GraphClient } from '../../../graph/client.ts';
import { requireFeature } from '../../../graph/features.ts';
import { getItemInFolder } from '../../../graph/itemInFolder.ts';
import { SignInRequiredError } from '../../../graph/tokens.ts';
import { requireWorkbookName } from '../../../workbook/eligibility.ts';
import { WorkbookError } from '../../../workbook/errors.ts';
import type { WorkbookFile, WorkbookState } from '../../../workbook/model.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { Account } from '../../account/account.ts';
import { showDone } from '../../notify.ts';
import type { Access } from '../../places/places.ts';
import type { CommandRegistry } from '../../registry.ts';
import { showingIfSlow } from '../../slowWork.ts';
import { nameOf } from '../../uploads/resources.ts';
import { describeError } from '../../words/messages.ts';
import type { WorkbookBrowser } from '../browse/workbookBrowser.ts';
import type { WorkbookParts } from '../parts.ts';
import { workbookOf } from '../resources.ts';
import type { LocalPlan, LocalWorkbooks, StoredWorkbook } from './localWorkbooks.ts';
import { ModeQuestion } from './modePrompt.ts';
import type { OpenTarget } from './openArguments.ts';
import { mayBeWorkbook, readCall } from './openArguments.ts';
import { showNotOpened, tellLeftOut } from './openingMessages.ts';
import type { OpenReporter } from './openNotification.ts';
import { withOpenNotification } from './openNotification.ts';
import { summaryOf } from './summary.ts';

export interface OpenCommandServices extends WorkbookParts {
  readonly account: Account;
  readonly access: Access;
  readonly browser: WorkbookBrowser;
  readonly local: LocalWorkbooks;
  /** The way to Graph for whoever is signed in now. */
  readonly client: () => GraphClient;
  /** Selects the row of a workbook. */
  readonly reveal: (workbook: OpenWorkbook) => Promise<void>;
  /** Shows a workbook that the user has opened. */
  readonly show: (workbook: OpenWorkbook) => Promise<void>;
}

/** One workbook on its way, with what messages about it need. */
interface Attempt {
  /** Absent until the user has chosen. */
  target?: OpenTarget | undefined;
  readonly options: OpenWorkbookOptions;
  readonly mode: ModeQuestion;
  name?: string;
  webUrl?: string;
  persistChanges?: boolean;
  /** Of the workbook that is on the list already. */
  openId?: string | undefined;
}

/** The command that opens workbook sessions, and the way from a call to what is open. */
export class OpenCommand {
  readonly #services: OpenCommandServices;

  constructor(services: OpenCommandServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    registry.register(commandIds.openWorkbook, (first, second, third) => {
      const { targets, options } = readCall(first, second, third);
      return this.#openAll(targets, options);
    });
  }

  /** One after another, and of several those alone that can be workbooks. @returns the first one. */
  async #openAll(targets: readonly OpenTarget[], options: OpenWorkbookOptions): Promise<WorkbookSummary | undefined> {
    const workbooks = targets.filter(mayBeWorkbook);
    tellLeftOut(workbooks.length === 0 ? 0 : targets.length - workbooks.length);
    let first: WorkbookSummary | undefined;
    const mode = new ModeQuestion(this.#services.prompts, workbooks.length);
    // One that is no workbook says so.
    for (const target of workbooks.length === 0 ? [targets[0]] : workbooks) {
      const workbook = await this.#open({ target, options, mode });
      if (workbook === undefined) {
        break;
      }
      first ??= workbook === 'failed' ? undefined : summaryOf(workbook.opened);
    }
    return first;
  }

  /** Says why one could not be opened. @returns `undefined` when the user gave up. */
  async #open(attempt: Attempt): Promise<OpenWorkbook | 'failed' | undefined> {
    const { access, log, reveal, show } = this.#services;
    const { mode, options } = attempt;
    try {
      const workbook = await this.#opened(attempt);
      if (workbook && options.persistChanges === undefined) {
        await (attempt.target?.kind === 'open' ? reveal(workbook) : show(workbook));
      }
      return workbook;
    } catch (error) {
      // Who has closed it meanwhile knows why it is not open.
      if (isAbort(error) || (error instanceof WorkbookError && error.code === 'closed')) {
        return undefined;
      }
      log.error(`a workbook was not opened: ${describeError(error).logText}`);
      const { name, openId, persistChanges, target, webUrl } = attempt;
      const again = (chosen = persistChanges): unknown =>
        this.#open({ target, options, mode, ...(chosen !== undefined && { persistChanges: chosen }) });
      void showNotOpened({ name, persistChanges, webUrl, error, again, openId }, access);
      return 'failed';
    }
  }

  async #opened(attempt: Attempt): Promise<OpenWorkbook | undefined> {
    const { account, browser, client, local } = this.#services;
    const { options, target } = attempt;
    const quiet = options.persistChanges !== undefined;
    if (target?.kind === 'open') {
      return this.#alreadyOpen(target.uri);
    }
    requireFeature(client().cloud, 'workbooks');
    if (target?.kind === 'file') {
      attempt.name = nameOf(target.uri);
      requireWorkbookName(attempt.name);
    }
    if (!(await account.ensureSignedIn(quiet))) {
      if (quiet) {
        throw new SignInRequiredError('signedOut');
      }
      return undefined;
    }
    if (target?.kind === 'file') {
      const plan = await local.plan(target.uri, quiet);
      return plan && (plan.kind === 'open' ? plan.workbook : this.#openPlanned(plan, target.uri, attempt));
    }
    const chosen = target ?? (await browser.choose());
    if (!chosen) {
      return undefined;
    }
    const { driveId, itemId } = chosen;
    attempt.target ??= { kind: 'item', driveId, itemId };
    const stored = await this.#lookAt(driveId, itemId);
    return this.#openPlanned({ kind: 'stored', ...stored }, target?.uri, attempt);
  }

  async #alreadyOpen(uri: vscode.Uri): Promise<OpenWorkbook | undefined> {
    const { restored, workbooks } = this.#services;
    await restored();
    const workbook = workbookOf(uri, workbooks.list);
    if (!workbook) {
      void showDone(vscode.l10n.t('This workbook is not open any more.'));
    }
    return workbook;
  }

  #lookAt(driveId: string, itemId: string): Promise<StoredWorkbook> {
    return showingIfSlow(vscode.l10n.t('Looking for the workbook in OneDrive…'), (signal) =>
      getItemInFolder(this.#services.client(), driveId, itemId, signal),
    );
  }

  /** Under one notification: the upload, where there has to be one, and the session. */
  async #openPlanned(
    plan: Exclude<LocalPlan, { readonly kind: 'open' }>,
    scope: vscode.Uri | undefined,
    attempt: Attempt,
  ): Promise<OpenWorkbook | undefined> {
    const { browser, clock, local, workbooks } = this.#services;
    const name = plan.kind === 'stored' ? plan.item.name : plan.source.name;
    attempt.name = name;
    requireWorkbookName(name);
    const persistChanges =
      attempt.persistChanges ?? attempt.options.persistChanges ?? (await attempt.mode.choose(name, scope));
    if (persistChanges === undefined) {
      return undefined;
    }
    attempt.persistChanges = persistChanges;
    const workbook = await withOpenNotification(name, clock, async (reporter, signal) => {
      const stored = plan.kind === 'stored' ? plan : await local.send(plan, reporter, signal);
      if (!stored) {
        return undefined;
      }
      const { item, driveType } = stored;
      attempt.webUrl = item.webUrl;
      const file = { driveId: item.driveId, itemId: item.id, name: item.name, ...(driveType && { driveType }) };
      attempt.openId = workbooks.find(file, persistChanges)?.opened.id;
      return this.#openSession(file, persistChanges, reporter, signal);
    });
    await (workbook && attempt.options.persistChanges === undefined && browser.remember(workbook.opened.file));
    return workbook;
  }

  async #openSession(
    file: WorkbookFile,
    persistChanges: boolean,
    reporter: OpenReporter,
    signal: AbortSignal,
  ): Promise<OpenWorkbook> {
    const { workbooks } = this.#services;
    const opened = new AbortController();
    const state = (): WorkbookState | undefined =>
      workbooks.list.find(
        (each) => each.opened.file.itemId === file.itemId && each.opened.persistChanges === persistChanges,
      )?.state;
    reporter.opening(state, opened.signal);
    return workbooks.open(file, persistChanges, signal).finally(() => opened.abort());
  }
}
