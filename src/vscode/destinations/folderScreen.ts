import * as vscode from 'vscode';
import { isSameDrive } from '../../graph/driveIds.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import { childPath } from '../../graph/names.ts';
import type { Destination } from '../../upload/model.ts';
import { formatFolder } from '../words/format.ts';
import { describeError } from '../words/messages.ts';
import { describePlaceProblem } from '../words/placeMessages.ts';
import type { FolderBrowser } from './places.ts';
import { chooses, opens } from './screen.ts';
import type { Row, Screen } from './screen.ts';

/** A folder: to choose it, to make another one in it, to open those in it. @param others rows above the folders. */
export function folderScreen(folder: Destination, browser: FolderBrowser, others: readonly Row[] = []): Screen {
  const { t } = vscode.l10n;
  const name = formatFolder(folder);
  const upload = { label: `$(check) ${t('Upload Here')}`, description: name, alwaysShow: true };
  return {
    title: t('Upload to {0}', name),
    rows: [chooses(upload, folder), newFolder(folder, browser), ...others],
    heading: t('Folders'),
    hint: t('Choose this folder, or open another one'),
    emptyHint: () => t('Choose this folder; there are no folders in it'),
    moreLabel: t('More Folders...'),
    searches: false,
    async list(_text, nextLink, signal) {
      const { items, ...rest } = await browser.list(folder, nextLink, signal);
      return { ...rest, rows: items.map((item) => childRow(folder, item, browser)) };
    },
    explain: (error) =>
      folder.drive === undefined ? describeError(error) : describePlaceProblem(error, 'Files.ReadWrite.All'),
  };
}

function newFolder(parent: Destination, browser: FolderBrowser): Row {
  const { t } = vscode.l10n;
  return {
    label: `$(new-folder) ${t('New Folder...')}`,
    alwaysShow: true,
    async run({ ask, signal }) {
      const name = await ask({
        title: t('New folder in {0}', formatFolder(parent)),
        prompt: t('Name of the folder'),
        check: (text) => browser.checkName(parent, text),
      });
      if (name === undefined) {
        return 'stay';
      }
      const folder = await browser.create(parent, name, signal);
      return { open: folderScreen(childOf(parent, folder), browser) };
    },
  };
}

/** A shortcut leads to a folder of another drive, which has a kind and a path of its own. */
function childRow(parent: Destination, item: DriveItem, browser: FolderBrowser): Row {
  return opens({ label: `$(folder) ${item.name}` }, async (signal) => {
    const child = isSameDrive(item.driveId, parent.driveId)
      ? childOf(parent, item)
      : await browser.byId(item.driveId, item.id, signal);
    return folderScreen(child, browser);
  });
}

function childOf(parent: Destination, item: DriveItem): Destination {
  return { ...parent, itemId: item.id, path: childPath(parent.path, item.name) };
}
