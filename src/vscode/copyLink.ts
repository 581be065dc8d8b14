import * as vscode from 'vscode';
import type { DriveItem } from '../graph/driveItem.ts';
import { showingIfSlow } from './slowWork.ts';

/** Makes a sharing link that lets people view an item: who, is the organisation's default. */
export type CreateLink = (item: DriveItem, signal: AbortSignal) => Promise<string>;

/**
 * Copies links of uploaded files, one a line. Only a link that the user asked to be a sharing link changes who may see
 * the file; the plain address works for those who already can.
 */
export async function copyLinks(items: readonly DriveItem[], createLink: CreateLink): Promise<void> {
  const address = {
    label: vscode.l10n.t('Copy Address'),
    detail: vscode.l10n.t('Opens for people who already have access. Nothing is shared.'),
  };
  const share = {
    label: vscode.l10n.t('Create Sharing Link'),
    detail: vscode.l10n.t('Lets people view the file, as far as your organization or account allows by default.'),
  };
  const picked = await vscode.window.showQuickPick([address, share], { title: vscode.l10n.t('Copy Link') });
  if (!picked) {
    return;
  }
  const links =
    picked === address
      ? items.map((item) => item.webUrl)
      : await showingIfSlow(vscode.l10n.t('Creating sharing links…'), (signal) =>
          Promise.all(items.map((item) => createLink(item, signal))),
        );
  await vscode.env.clipboard.writeText(links.join('\n'));
  const copied = links.length === 1 ? vscode.l10n.t('Link copied.') : vscode.l10n.t('{0} links copied.', links.length);
  vscode.window.setStatusBarMessage(copied, 3000);
}
