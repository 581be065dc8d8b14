import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import { commandIds, settingKeys, viewIds } from '../contributions.ts';
import { showSignedIn } from './context.ts';
import { TreeSlot } from './treeSlot.ts';

/** What the shell starts when it is needed. */
export interface LoadedApp {
  run(id: CommandId, args: readonly unknown[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/**
 * What `activate` makes: the commands, the empty view and the context key, and nothing else. The first command loads
 * the rest, so that a window in which nobody uploads pays for next to nothing.
 */
export class Shell {
  readonly #load: (tree: TreeSlot) => Promise<LoadedApp>;
  readonly #tree = new TreeSlot(viewIds.uploads);
  readonly #owned: vscode.Disposable;
  #app: Promise<LoadedApp> | undefined;
  #ended: Promise<void> | undefined;

  constructor(context: vscode.ExtensionContext, load: (tree: TreeSlot) => Promise<LoadedApp>) {
    this.#load = load;
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
  }

  /** Ends everything: running uploads first, with their sessions on the server. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      this.#owned.dispose();
      await (await this.#app)?.dispose();
      this.#tree.dispose();
    })();
    return this.#ended;
  }

  #loaded(): Promise<LoadedApp> {
    this.#app ??= this.#load(this.#tree);
    return this.#app;
  }
}
