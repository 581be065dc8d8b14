import * as vscode from 'vscode';
import type { Destination } from '../../upload/model.ts';
import { chooses } from '../picker/screen.ts';
import type { Screen } from '../picker/screen.ts';
import { linkRow } from '../places/linkRow.ts';
import { otherPlaces, recentRows } from '../places/startRows.ts';
import { formatFolder } from '../words/format.ts';
import { folderScreen } from './folderScreen.ts';
import { pathRow } from './pathRow.ts';
import type { DestinationServices, DestinationTour } from './services.ts';

/** What the picker starts with: the user's own files, the folders chosen lately, and all other places. */
export function startScreen(
  root: Destination,
  recent: readonly Destination[],
  places: DestinationServices,
): Screen<Destination> {
  const tour = destinationTour(places);
  return folderScreen(root, tour, [
    ...recentRows(recent.map((folder) => chooses({ label: `$(history) ${formatFolder(folder)}` }, folder))),
    ...otherPlaces(root.driveType, tour),
    pathRow(root, tour),
    linkRow(tour),
  ]);
}

function destinationTour(places: DestinationServices): DestinationTour {
  const { t } = vscode.l10n;
  const tour: DestinationTour = {
    places,
    folder: (folder) => folderScreen(folder, tour),
    byLink: async (link, signal) => ({ open: tour.folder(await places.byLink(link, signal)) }),
    words: {
      shared: t('Folders of other people'),
      shareHint: t('Choose a folder'),
      nothingShared: t('Nobody has shared a folder with you'),
      moreShared: t('More Folders...'),
      link: t('Sharing link or web address of a folder'),
      linkTitle: t('Upload to a linked folder'),
      linkPrompt: t('Sharing link or web address of a folder in OneDrive or SharePoint'),
    },
  };
  return tour;
}
