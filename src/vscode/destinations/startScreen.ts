import * as vscode from 'vscode';
import type { Destination } from '../../upload/model.ts';
import { formatFolder } from '../words/format.ts';
import { allowed } from './consentScreen.ts';
import { folderScreen } from './folderScreen.ts';
import type { Places } from './places.ts';
import { chooses, opens, separator } from './screen.ts';
import type { Row, Screen } from './screen.ts';
import { groupsScreen, sharedScreen, sitesScreen } from './placeScreens.ts';
import { linkRow, pathRow } from './typedPlaces.ts';

/** What the picker starts with: the user's own files, the folders chosen lately, and all other places. */
export function startScreen(root: Destination, recent: readonly Destination[], places: Places): Screen {
  return folderScreen(root, places, [
    ...recentRows(recent),
    separator(vscode.l10n.t('Other Places')),
    // Personal accounts know neither sites nor groups.
    ...(root.driveType === 'personal' ? [] : workRows(places)),
    opens(
      {
        label: `$(live-share) ${vscode.l10n.t('Shared with Me')}`,
        description: vscode.l10n.t('Folders of other people'),
      },
      allowed('shared', places.access, () => sharedScreen(places)),
    ),
    pathRow(root, places),
    linkRow(places),
  ]);
}

function recentRows(recent: readonly Destination[]): readonly Row[] {
  if (recent.length === 0) {
    return [];
  }
  const rows = recent.map((folder) => chooses({ label: `$(history) ${formatFolder(folder)}` }, folder));
  return [separator(vscode.l10n.t('Recent')), ...rows];
}

function workRows(places: Places): readonly Row[] {
  const { t } = vscode.l10n;
  return [
    opens(
      { label: `$(globe) ${t('SharePoint Sites')}`, description: t('Document libraries of sites') },
      allowed('sites', places.access, () => sitesScreen(places)),
    ),
    opens(
      { label: `$(organization) ${t('Groups and Teams')}`, description: t('Files of your groups') },
      allowed('groups', places.access, () => groupsScreen(places)),
    ),
  ];
}
