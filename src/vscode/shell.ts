import * as vscode from 'vscode';
import { isInUse } from '../auth/accountBook.ts';
import { systemClock } from '../base/clock.ts';
import { repeat } from '../base/repeat.ts';
import type { CommandId } from '../contributions.ts';
import { authenticationProviderId, commandIds, settingKeys, viewIds, workbookScheme } from '../contributions.ts';
import { AccountPreference } from './account/preference.ts';
import { AccountsProvider } from './account/provider.ts';
import type { SessionService } from './account/provider.ts';
import { secretKeys, Secrets } from './account/secrets.ts';
import { FileSystemSlot } from './fileSystemSlot.ts';
import { hasPendingUploads } from './journal/pending.ts';
import { TreeSlot } from './treeSlot.ts';
import { hasOpenWorkbooks } from './workbooks/kept.ts';

/** What the shell starts when it is needed. */
export interface LoadedApp {
  readonly sessions: SessionService;
  /** Uses an account for its service from now on. */
  useAccount(id: string): Promise<void>;
  run(id: CommandId, args: readonly unknown[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/** How often a window without uploads looks whether another one has begun some: into memory, not onto the disk. */
const lookMs = 3000;

/** What the shell hands over. */
export interface ShellParts {
  readonly uploads: TreeSlot;
  readonly workbooks: TreeSlot;
  readonly workbookFiles: FileSystemSlot;
  readonly secrets: Secrets;
}

/**
 * What `activate` makes: the commands, the empty views, the file system, the list of accounts and the context key, and
 * nothing else. The first command, an opened view, a restored editor, a pending upload or a workbook that was open before
 * a reload loads the rest, so that a window in which nobody uploads pays for next to nothing.
 */
export class Shell {
  readonly #load: (parts: ShellParts) => Promise<LoadedApp>;
  readonly #parts: ShellParts;
  readonly #owned: vscode.Disposable;
  readonly #looking = new AbortController();
  #app: Promise<LoadedApp> | undefined;
  #ended: Promise<void> | undefined;

  constructor(context: vscode.ExtensionContext, load: (parts: ShellParts) => Promise<LoadedApp>) {
    this.#load = load;
    const secrets = new Secrets(context.secrets);
    this.#parts = {
      uploads: new TreeSlot(viewIds.uploads, () => this.#loadQuietly()),
      workbooks: new TreeSlot(viewIds.workbooks, () => this.#loadQuietly()),
      workbookFiles: new FileSystemSlot(workbookScheme, () => this.#loaded()),
      secrets,
    };
    const sessions = async (): Promise<SessionService> => (await this.#loaded()).sessions;
    const accounts = new AccountsProvider(secrets.entry(secretKeys.accounts), sessions);
    const preference = new AccountPreference((id) => this.#useAccount(id));
    this.#owned = vscode.Disposable.from(
      preference,
      accounts,
      vscode.authentication.registerAuthenticationProvider(authenticationProviderId, 'OneDrive', accounts, {
        supportsMultipleAccounts: true,
      }),
      ...Object.values(commandIds).map((id) =>
        vscode.commands.registerCommand(id, async (...args: unknown[]) => (await this.#loaded()).run(id, args)),
      ),
      secrets.onDidChange((key) => (key === secretKeys.accounts ? accounts.refresh() : undefined)),
      vscode.workspace.onDidChangeConfiguration(async (change) => {
        if (change.affectsConfiguration(settingKeys.cloud) || change.affectsConfiguration(settingKeys.customCloud)) {
          await accounts.refresh();
        }
      }),
    );
    void accounts.refresh().then(() => preference.look());
    void this.#watch(context);
  }

  /** Ends everything: running uploads first, which are kept to go on later. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      this.#looking.abort();
      this.#owned.dispose();
      await (await this.#app?.catch(() => undefined))?.dispose();
      const { secrets, uploads, workbooks, workbookFiles } = this.#parts;
      secrets.dispose();
      uploads.dispose();
      workbooks.dispose();
      workbookFiles.dispose();
    })();
    return this.#ended;
  }

  async #watch(context: vscode.ExtensionContext): Promise<void> {
    if (
      hasOpenWorkbooks(context.workspaceState) ||
      (await hasPendingUploads(context.globalState, context.globalStorageUri))
    ) {
      this.#loadQuietly();
      return;
    }
    const { signal } = this.#looking;
    void repeat(systemClock, lookMs, signal, async () => {
      if (await hasPendingUploads(context.globalState)) {
        this.#loadQuietly();
      }
    });
  }

  /** Every window hears of the choice: what is so already loads nothing. */
  async #useAccount(id: string): Promise<void> {
    if (!isInUse(await this.#parts.secrets.entry(secretKeys.accounts).get(), id)) {
      await (await this.#loaded()).useAccount(id);
    }
  }

  /** The next command or look tries again, and a command says what is wrong. */
  #loadQuietly(): void {
    this.#loaded().catch(() => {});
  }

  #loaded(): Promise<LoadedApp> {
    this.#looking.abort();
    this.#app ??= this.#loadOnce();
    return this.#app;
  }

  async #loadOnce(): Promise<LoadedApp> {
    try {
      return await this.#load(this.#parts);
    } catch (error) {
      this.#app = undefined;
      const message = vscode.l10n.t(
        'OneDrive Sessions cannot use its folder for pending uploads. Check that the disk of the VS Code data folder is not full or write-protected, then try again. ({0})',
        error instanceof Error ? error.message : String(error),
      );
      throw new Error(message, { cause: error });
    }
  }
}
