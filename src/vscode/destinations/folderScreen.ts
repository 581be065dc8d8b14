import * as vscode from 'vscode';
import type { Destination } from '../../upload/model.ts';
import { chooses } from '../picker/screen.ts';
import type { Row, Screen } from '../picker/screen.ts';
import { childOf, explainFolder, folderRow } from '../places/folderRow.ts';
import { formatFolder } from '../words/format.ts';
import type { DestinationTour } from './services.ts';

/** A folder: to choose it, to make another one in it, to open those in it. @param others rows above the folders. */
export function folderScreen(
  folder: Destination,
  tour: DestinationTour,
  others: readonly Row<Destination>[] = [],
): Screen<Destination> {
  const { t } = vscode.l10n;
  const name = formatFolder(folder);
  const upload = { label: `$(check) ${t('Upload Here')}`, description: name, alwaysShow: true };
  return {
    title: t('Upload to {0}', name),
    rows: [chooses(upload, folder), newFolder(folder, tour), ...others],
    heading: t('Folders'),
    hint: t('Choose this folder, or open another one'),
    emptyHint: () => t('Choose this folder; there are no folders in it'),
    moreLabel: t('More Folders...'),
    searches: false,
    async list(_text, nextLink, signal) {
      const { items, ...rest } = await tour.places.list(folder, nextLink, signal);
      return { ...rest, rows: items.map((item) => folderRow(folder, item, tour)) };
    },
    explain: (error) => explainFolder(error, folder),
  };
}

function newFolder(parent: Destination, { folder, places }: DestinationTour): Row<Destination> {
  const { t } = vscode.l10n;
  return {
    label: `$(new-folder) ${t('New Folder...')}`,
    alwaysShow: true,
    async run({ ask, signal }) {
      const name = await ask({
        title: t('New folder in {0}', formatFolder(parent)),
        prompt: t('Name of the folder'),
        check: (text) => places.checkName(parent, text),
      });
      if (name === undefined) {
        return 'stay';
      }
      const created = await places.create(parent, name, signal);
      return { open: folder(childOf(parent, created)) };
    },
  };
}
