import * as vscode from 'vscode';
import type { Destination } from '../../upload/model.ts';
import type { UploadRow } from '../../upload/running/rows.ts';
import { showingIfSlow } from '../slowWork.ts';
import type { LinkServices } from './links.ts';

/** The ways from a pending upload to its two ends: the file here and the folder there. */
export class RowLinks {
  readonly #services: LinkServices;

  constructor(services: LinkServices) {
    this.#services = services;
  }

  /** Shows the local file in the explorer, as far as a workspace folder holds it; else opens it. */
  async reveal({ record }: UploadRow): Promise<void> {
    const uri = vscode.Uri.parse(record.uri, true);
    const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    await vscode.commands.executeCommand(inWorkspace ? 'revealInExplorer' : 'vscode.open', uri);
  }

  async openFolder({ record }: UploadRow): Promise<void> {
    await vscode.env.openExternal(vscode.Uri.parse(await this.#addressOf(record.destination), true));
  }

  /** Copies the address of each folder, one a line; nothing is shared by that. */
  async copy(rows: readonly UploadRow[]): Promise<void> {
    const folders = new Map(
      rows.map(({ record: { destination } }) => [`${destination.driveId}/${destination.itemId}`, destination]),
    );
    if (folders.size === 0) {
      return;
    }
    const addresses = await Promise.all([...folders.values()].map((folder) => this.#addressOf(folder)));
    await vscode.env.clipboard.writeText(addresses.join('\n'));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Link copied.'), 3000);
  }

  #addressOf(folder: Destination): Promise<string> {
    return showingIfSlow(vscode.l10n.t('Looking for the OneDrive folder…'), (signal) =>
      this.#services.folderAddress(folder, signal),
    );
  }
}
