import type * as vscode from 'vscode';
import { makeAccounts } from './composition/accounts.ts';
import type { Foundation } from './composition/foundation.ts';
import { layFoundation } from './composition/foundation.ts';
import { Uploads } from './composition/uploads.ts';
import { Workbooks } from './composition/workbooks.ts';
import type { CommandId } from './contributions.ts';
import { commandIds } from './contributions.ts';
import { describeSystem } from './node/machine.ts';
import { networkCheck } from './node/networkCheck.ts';
import type { AccountParts } from './vscode/account/accountParts.ts';
import type { SessionService } from './vscode/account/provider.ts';
import { pauseUploadsOf, registerAccountCommands } from './vscode/commands/account.ts';
import { registerCheckCommand } from './vscode/diagnosis/checkCommand.ts';
import type { LoadedApp, ShellParts } from './vscode/shell.ts';

/** The composition root: makes everything but the shell, once, and ends it. */
export class App implements LoadedApp {
  readonly #foundation: Foundation;
  readonly #signedIn: AccountParts;
  readonly #uploads: Uploads;
  readonly #workbooks: Workbooks;
  readonly #ending: AbortController;
  #ended: Promise<void> | undefined;

  /** Reads what is pending, and offers to go on with what was interrupted. */
  static async start(context: vscode.ExtensionContext, shell: ShellParts): Promise<App> {
    const ending = new AbortController();
    const app = new App(await layFoundation(context, ending.signal), shell, ending);
    await app.#signedIn.start();
    app.#workbooks.start();
    return app;
  }

  private constructor(foundation: Foundation, shell: ShellParts, ending: AbortController) {
    this.#foundation = foundation;
    this.#ending = ending;
    const { log, network, parts, registry } = foundation;
    const signedIn = makeAccounts(
      foundation,
      shell.secrets,
      async (leaving) =>
        (await pauseUploadsOf(leaving, (account) => signedIn.connection.driveOf(account), this.#uploads.manager)) &&
        this.#workbooks.closeThoseOf(leaving),
    );
    this.#signedIn = signedIn;
    this.#uploads = new Uploads(foundation, signedIn, shell.uploads);
    this.#workbooks = new Workbooks(foundation, signedIn, this.#uploads, shell);
    registerAccountCommands(registry, signedIn.account, signedIn.signOut);
    registry.register(commandIds.showLog, () => log.show());
    registerCheckCommand(registry, {
      parts,
      signedIn,
      network: networkCheck(network),
      system: describeSystem(),
      ending: ending.signal,
    });
  }

  get sessions(): SessionService {
    return this.#signedIn.sessions;
  }

  useAccount(id: string): Promise<void> {
    return this.#signedIn.accounts.select(id);
  }

  run(id: CommandId, args: readonly unknown[]): Promise<unknown> {
    return this.#foundation.registry.run(id, args);
  }

  /** Ends everything: running uploads and open workbooks first, which are kept to go on later, the log last. */
  dispose(): Promise<void> {
    this.#ended ??= (async () => {
      const { journal, log, parts } = this.#foundation;
      this.#ending.abort();
      await Promise.all([this.#uploads.dispose(), this.#workbooks.dispose()]);
      this.#signedIn.dispose();
      await journal.dispose();
      await parts.transport.close();
      log.dispose();
    })();
    return this.#ended;
  }
}
