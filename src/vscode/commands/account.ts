import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import type { UploadManager } from '../../upload/manager.ts';
import type { Account } from '../account/account.ts';
import { ArgumentError } from '../registry.ts';
import type { CommandRegistry } from '../registry.ts';

/** Sign In with Access Token..., Sign Out. */
export function registerAccountCommands(registry: CommandRegistry, account: Account, manager: UploadManager): void {
  registry.register(commandIds.signInWithToken, (token) => {
    if (token !== undefined && typeof token !== 'string') {
      throw new ArgumentError('the token must be a text');
    }
    return account.signIn(token);
  });
  registry.register(commandIds.signOut, async () => {
    if (await pauseUploads(manager)) {
      await account.signOut();
    }
  });
}

/** @returns `false` when uploads are running and the user wants them to go on. */
async function pauseUploads(manager: UploadManager): Promise<boolean> {
  const running = manager.rows.filter(({ where }) => where === 'thisWindow');
  if (running.length === 0) {
    return true;
  }
  const question = vscode.l10n.t('Uploads are still running. Signing out pauses them.');
  const signOut = vscode.l10n.t('Sign Out');
  if ((await vscode.window.showWarningMessage(question, { modal: true }, signOut)) !== signOut) {
    return false;
  }
  await Promise.all(running.map(({ record }) => manager.pause(record.id)));
  return true;
}
