import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import { repeat } from '../base/repeat.ts';
import type { CommandId } from '../contributions.ts';
import { commandIds, settingKeys, viewIds } from '../contributions.ts';
import { showSignedIn } from './context.ts';
import { hasPendingUploads } from './journal/pending.ts';
import { TreeSlot } from './treeSlot.ts';

/** What the shell starts when it is needed. */
export interface LoadedApp {
  run(id: CommandId, args: readonly unknown[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/** How often a window without uploads looks whether another one has begun some: into memory, not onto the disk. */
const lookMs = 3000;

/**
 * What `activate` makes: the commands, the empty view and the context key, and nothing else. The first command, the
 * opened view or a pending upload loads the rest, so that a window in which nobody uploads pays for next to nothing.
 */
export class Shell {
  readonly #load: (tree: TreeSlot) => Promise<LoadedApp>;
  readonly #tree: TreeSlot;
  readonly #owned: vscode.Disposable;
  readonly #looking = new AbortController();
  #app: Promise<LoadedApp> | undefined;
  #ended: Promise<void> | undefined;

  constructor(context: vscode.ExtensionContext, load: (tree: TreeSlot) => Promise<LoadedApp>) {
    this.#load = load;
    this.#tree = new TreeSlot(viewIds.uploads, () => this.#loadQuietly());
    const refresh = (): Promise<void> => showSignedIn(context.secrets);
    this.#owned = vscode.Disposable.from(
      ...Object.values(commandIds).map((id) =>
        vscode.commands.registerCommand(id, async (...args: unknown[]) => (await this.#loaded()).run(id, args)),
      ),
      context.secrets.onDidChange(refresh),
      vscode.workspace.onDidChangeConfiguration(async (change) => {
        if (change.affectsConfiguration(settingKeys.cloud) || change.affectsConfiguration(settingKeys.customCloud)) {
          await refresh();
        }
      }),
    );
    void refresh();
    void this.#watch(context);
  }

  /** Ends everything: running uploads first, which are kept to go on later. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      this.#looking.abort();
      this.#owned.dispose();
      await (await this.#app?.catch(() => undefined))?.dispose();
      this.#tree.dispose();
    })();
    return this.#ended;
  }

  async #watch(context: vscode.ExtensionContext): Promise<void> {
    if (await hasPendingUploads(context.globalState, context.globalStorageUri)) {
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
      return await this.#load(this.#tree);
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
