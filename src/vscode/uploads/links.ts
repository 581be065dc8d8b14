import * as vscode from 'vscode';
import { mapConcurrently } from '../../base/queue.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import type { Destination } from '../../upload/model.ts';
import { showingIfSlow } from '../slowWork.ts';

/** What links ask of OneDrive. */
export interface LinkServices {
  /** A sharing link that lets people view an item; who they are is the organisation's default. */
  createLink(item: DriveItem, signal: AbortSignal): Promise<string>;
  /** Where a browser shows a folder. */
  folderAddress(folder: Destination, signal: AbortSignal): Promise<string>;
}

const parallelLinks = 4;

/**
 * Copies links of uploaded files, one a line. Only a link that the user asked to be a sharing link changes who may see
 * the file; the plain address works for those who already can.
 */
export async function copyLinks(items: readonly DriveItem[], services: LinkServices): Promise<void> {
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
          mapConcurrently(items, parallelLinks, (item) => services.createLink(item, signal)),
        );
  await vscode.env.clipboard.writeText(links.join('\n'));
  const copied = links.length === 1 ? vscode.l10n.t('Link copied.') : vscode.l10n.t('{0} links copied.', links.length);
  vscode.window.setStatusBarMessage(copied, 3000);
}

/** One file opens itself, several open the folder that they are in: many browser tabs help nobody. */
export async function openInBrowser(
  items: readonly DriveItem[],
  folder: Destination,
  services: LinkServices,
): Promise<void> {
  const [first] = items;
  const address =
    first && items.length === 1
      ? first.webUrl
      : await showingIfSlow(vscode.l10n.t('Looking for the OneDrive folder…'), (signal) =>
          services.folderAddress(folder, signal),
        );
  await vscode.env.openExternal(vscode.Uri.parse(address, true));
}
