import * as vscode from 'vscode';
import type { KnownAccount } from '../../auth/model.ts';
import { commandIds, signInAgain } from '../../contributions.ts';
import { isSameDrive } from '../../graph/driveIds.ts';
import type { RecordPlace } from '../../upload/journal/record.ts';
import type { UploadManager } from '../../upload/manager.ts';
import type { Account } from '../account/account.ts';
import type { SignOut } from '../account/signOut.ts';
import { ArgumentError } from '../registry.ts';
import type { CommandRegistry } from '../registry.ts';

/** Sign In, Sign In with Access Token..., Sign Out. */
export function registerAccountCommands(registry: CommandRegistry, account: Account, signOut: SignOut): void {
  registry.register(commandIds.signIn, (how, id) =>
    how === signInAgain ? account.signInAgain(typeof id === 'string' ? id : undefined) : account.signIn(),
  );
  registry.register(commandIds.signInWithToken, (token) => {
    if (token !== undefined && typeof token !== 'string') {
      throw new ArgumentError('the token must be a text');
    }
    return account.signInWithToken(token);
  });
  registry.register(commandIds.signOut, () => signOut.ask());
}

/**
 * Pauses what this window uploads as accounts that sign out.
 * @param driveOf id of an account's drive, as far as it is known.
 * @returns `false` when the user wants it to go on.
 */
export async function pauseUploadsOf(
  leaving: readonly KnownAccount[],
  driveOf: (account: KnownAccount) => string | undefined,
  manager: Pick<UploadManager, 'rows' | 'pause'>,
): Promise<boolean> {
  const isOf = ({ graph, account }: RecordPlace, known: KnownAccount): boolean => {
    const drive = driveOf(known);
    return graph === known.graph && (drive === undefined || isSameDrive(drive, account.id));
  };
  const running = manager.rows.filter(
    ({ record, where }) => where === 'thisWindow' && leaving.some((known) => isOf(record.place, known)),
  );
  if (running.length === 0) {
    return true;
  }
  const question = vscode.l10n.t('Uploads are still running. Signing out pauses them.');
  const goOn = vscode.l10n.t('Sign Out');
  if ((await vscode.window.showWarningMessage(question, { modal: true }, goOn)) !== goOn) {
    return false;
  }
  await Promise.all(running.map(({ record }) => manager.pause(record.id)));
  return true;
}
