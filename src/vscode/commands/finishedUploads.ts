import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import type { FinishedUpload, FinishedUploads } from '../../upload/finished.ts';
import type { CommandRegistry } from '../registry.ts';
import type { FinishedLinks } from '../uploads/finishedLinks.ts';
import { finishedStatus } from '../uploads/finishedRows.ts';
import { idsOf } from './pendingArguments.ts';

/** What can be done with uploads of this window that have ended in success. */
export class FinishedCommands {
  readonly #uploads: FinishedUploads;
  readonly #links: FinishedLinks;

  constructor(uploads: FinishedUploads, links: FinishedLinks) {
    this.#uploads = uploads;
    this.#links = links;
  }

  register(registry: CommandRegistry): void {
    registry.register(commandIds.openUploadInBrowser, async (item, items) => {
      const ids = idsOf(item, items);
      const chosen = ids.size > 0 ? this.#named(ids) : await this.#pick(vscode.l10n.t('Open in Browser'));
      await this.#links.open(chosen);
    });
  }

  /** @returns `false` when the command was not called on a finished upload. */
  async copyLinks(item: unknown, items: unknown): Promise<boolean> {
    const ids = idsOf(item, items);
    const [calledOn] = ids;
    const chosen = this.#named(ids);
    if (!chosen.some(({ id }) => id === calledOn)) {
      return false;
    }
    await this.#links.copy(chosen);
    return true;
  }

  clear(): void {
    this.#uploads.clear();
  }

  #named(ids: ReadonlySet<string>): readonly FinishedUpload[] {
    return this.#uploads.uploads.filter(({ id }) => ids.has(id));
  }

  async #pick(title: string): Promise<readonly FinishedUpload[]> {
    const choices = this.#uploads.uploads.map((upload) => ({
      label: upload.name,
      description: finishedStatus(upload),
      upload,
    }));
    if (choices.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There are no finished uploads in the list.'));
      return [];
    }
    const picked = await vscode.window.showQuickPick(choices, { title });
    return picked ? [picked.upload] : [];
  }
}
