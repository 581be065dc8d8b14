import * as vscode from 'vscode';
import { SignInError } from '../auth/errors.ts';
import { isAbort } from '../base/abort.ts';
import { commandIds, signInAgain } from '../contributions.ts';
import { SignInRequiredError } from '../graph/tokens.ts';
import { describeError } from './words/messages.ts';

/** A button of a message and what it does. */
export interface Action {
  readonly title: string;
  run(): unknown;
}

/** An error message whose last button always leads to the log. */
export async function showFailure(message: string, ...actions: readonly Action[]): Promise<void> {
  const log: Action = {
    title: vscode.l10n.t('Show Log'),
    run: () => vscode.commands.executeCommand(commandIds.showLog),
  };
  await offer(vscode.window.showErrorMessage, message, [...actions, log]);
}

/** An error as a message; when signing in helps, with a button for it. */
export async function showProblem(error: unknown): Promise<void> {
  const signIn: Action = {
    title: vscode.l10n.t('Sign In'),
    run: () => signInToMend(error),
  };
  await showFailure(describeError(error).message, ...(isMendedBySignIn(error) ? [signIn] : []));
}

/** Signs in as an error asks for, and then tries again. */
export function signInAndRetry(error: unknown, retry: Action): Action {
  return {
    title: vscode.l10n.t('Sign In and Retry'),
    run: async () => {
      if (await signInToMend(error)) {
        await retry.run();
      }
    },
  };
}

/** Lets the account that an error is about sign in again, else the one in use. @returns whether it worked. */
async function signInToMend(error: unknown): Promise<boolean> {
  const account = error instanceof SignInRequiredError ? error.account : undefined;
  return (await vscode.commands.executeCommand(commandIds.signIn, signInAgain, account)) === true;
}

/** Whether a new sign-in helps. */
export function isMendedBySignIn(error: unknown): boolean {
  return (
    error instanceof SignInRequiredError || (error instanceof SignInError && error.problem === 'interactionRequired')
  );
}

export async function showDone(message: string, ...actions: readonly Action[]): Promise<void> {
  await offer(vscode.window.showInformationMessage, message, actions);
}

export async function showWarning(message: string, ...actions: readonly Action[]): Promise<void> {
  await offer(vscode.window.showWarningMessage, message, actions);
}

async function offer(
  show: (message: string, ...titles: string[]) => Thenable<string | undefined>,
  message: string,
  actions: readonly Action[],
): Promise<void> {
  const chosen = await show(message, ...actions.map((action) => action.title));
  try {
    await actions.find((action) => action.title === chosen)?.run();
  } catch (error) {
    if (!isAbort(error)) {
      void showProblem(error);
    }
  }
}
