import * as vscode from 'vscode';
import type { DriveItem } from '../../graph/driveItem.ts';
import type { FinishedUpload } from '../../upload/finished.ts';
import type { Destination } from '../../upload/model.ts';
import { showWarning } from '../notify.ts';
import { showingIfSlow } from '../slowWork.ts';
import type { LinkServices } from './links.ts';
import { copyLinks, openInBrowser } from './links.ts';

export interface FinishedLinkServices extends LinkServices {
  /** What has that name in a folder now. */
  findItem(folder: Destination, name: string, signal: AbortSignal): Promise<DriveItem | undefined>;
}

/** The ways from finished uploads to what has become of them in OneDrive. */
export class FinishedLinks {
  readonly #services: FinishedLinkServices;

  constructor(services: FinishedLinkServices) {
    this.#services = services;
  }

  async open(uploads: readonly FinishedUpload[]): Promise<void> {
    const items = await this.#itemsOf(uploads);
    const [first] = uploads;
    if (first && items.length > 0) {
      await openInBrowser(items, first.destination, this.#services);
    }
  }

  async copy(uploads: readonly FinishedUpload[]): Promise<void> {
    const items = await this.#itemsOf(uploads);
    if (items.length > 0) {
      await copyLinks(items, this.#services);
    }
  }

  async #itemsOf(uploads: readonly FinishedUpload[]): Promise<readonly DriveItem[]> {
    const found = await Promise.all(uploads.map((upload) => this.#itemOf(upload)));
    return found.filter((item) => item !== undefined);
  }

  /** Of a folder nobody has been told the item: it is found again by its name. */
  async #itemOf(upload: FinishedUpload): Promise<DriveItem | undefined> {
    if (upload.kind === 'file') {
      return upload.item;
    }
    const { destination, name } = upload;
    const item = await showingIfSlow(vscode.l10n.t('Looking for the OneDrive folder…'), (signal) =>
      this.#services.findItem(destination, name, signal),
    );
    if (!item) {
      void showWarning(
        vscode.l10n.t(
          '{0} is not where it was uploaded to any more. Look for it in OneDrive: it may have been renamed, moved or deleted.',
          name,
        ),
      );
    }
    return item;
  }
}
