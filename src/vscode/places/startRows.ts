import * as vscode from 'vscode';
import type { DriveType } from '../../graph/driveItem.ts';
import { opens, separator } from '../picker/screen.ts';
import type { Row } from '../picker/screen.ts';
import { allowed } from './consentScreen.ts';
import { groupsScreen, sharedScreen, sitesScreen } from './placeScreens.ts';
import type { Tour } from './places.ts';

/** Rows of what was chosen lately, under their heading. */
export function recentRows<T>(rows: readonly Row<T>[]): readonly Row<T>[] {
  return rows.length === 0 ? [] : [separator(vscode.l10n.t('Recent')), ...rows];
}

/** Rows of what is beside the user's own files, under their heading. @param driveType of the user's own drive. */
export function otherPlaces<T>(driveType: DriveType, tour: Tour<T>): readonly Row<T>[] {
  const { t } = vscode.l10n;
  return [
    separator(t('Other Places')),
    // Personal accounts know neither sites nor groups.
    ...(driveType === 'personal' ? [] : workRows(tour)),
    opens(
      { label: `$(live-share) ${t('Shared with Me')}`, description: tour.words.shared },
      allowed('shared', tour.places.access, () => sharedScreen(tour)),
    ),
  ];
}

function workRows<T>(tour: Tour<T>): readonly Row<T>[] {
  const { t } = vscode.l10n;
  const { access } = tour.places;
  return [
    opens(
      { label: `$(globe) ${t('SharePoint Sites')}`, description: t('Document libraries of sites') },
      allowed('sites', access, () => sitesScreen(tour)),
    ),
    opens(
      { label: `$(organization) ${t('Groups and Teams')}`, description: t('Files of your groups') },
      allowed('groups', access, () => groupsScreen(tour)),
    ),
  ];
}
