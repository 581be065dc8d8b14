import * as vscode from 'vscode';
import { Rerun } from '../../base/rerun.ts';
import { authenticationProviderId } from '../../contributions.ts';

/**
 * Follows the account that the user chooses for this extension in VS Code's Accounts menu. What was chosen last counts,
 * there or here: so it is taken over when it changes there, and only then.
 */
export class AccountPreference implements vscode.Disposable {
  readonly #select: (id: string) => Promise<void>;
  readonly #subscription: vscode.Disposable;
  readonly #looking = new Rerun(() => this.#lookOnce());
  /** Account that VS Code named last, by the name by which it remembers it; `undefined` before it was asked. */
  #seen: { readonly label: string | undefined } | undefined;

  constructor(select: (id: string) => Promise<void>) {
    this.#select = select;
    this.#subscription = vscode.authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id === authenticationProviderId) {
        void this.look();
      }
    });
  }

  /** Settles when VS Code's choice is known and taken over. Never rejects. */
  look(): Promise<void> {
    return this.#looking.request().catch(() => {
      // The window ends, or the account went meanwhile.
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #lookOnce(): Promise<void> {
    const session = await vscode.authentication.getSession(authenticationProviderId, [], { silent: true });
    const before = this.#seen;
    this.#seen = { label: session?.account.label };
    if (before !== undefined && session !== undefined && session.account.label !== before.label) {
      await this.#select(session.id);
    }
  }
}
