import * as vscode from 'vscode';
import type { DriveOwnerRef } from '../../graph/addresses.ts';
import type { Library } from '../../graph/libraries.ts';
import type { Page } from '../../graph/paging.ts';
import type { SharedFolder } from '../../graph/sharedItems.ts';
import type { Site } from '../../graph/sites.ts';
import { formatDrive } from '../words/format.ts';
import { describePlaceProblem } from '../words/placeMessages.ts';
import type { Words } from '../words/words.ts';
import { folderScreen } from './folderScreen.ts';
import type { Places } from './places.ts';
import { opens } from './screen.ts';
import type { Row, RowPage, Screen } from './screen.ts';

/** Sites that the user follows; while something is typed, all sites that match it. */
export function sitesScreen(places: Places): Screen {
  const { t } = vscode.l10n;
  return {
    title: t('SharePoint Sites'),
    rows: [],
    hint: t('Choose a site that you follow, or type to search all sites'),
    emptyHint: (text) =>
      text === '' ? t('You follow no site; type to search all sites') : t('No site matches {0}', text),
    moreLabel: t('More Sites...'),
    searches: true,
    async list(text, nextLink, signal) {
      const page = await (text === ''
        ? places.followedSites(nextLink, signal)
        : places.searchSites(text, nextLink, signal));
      return rowsOf(page, (site) => siteRow(site, places));
    },
    explain: (error) => describePlaceProblem(error, 'Sites.Read.All'),
  };
}

/** What the service found stays, whatever the words in the row: it also looks into descriptions. */
function siteRow({ id, name, webUrl }: Site, places: Places): Row {
  const row = { label: `$(globe) ${name}`, description: webUrl, alwaysShow: true, explain: explainFiles };
  return opens(row, (signal) => librariesOf({ kind: 'site', id }, name, places, signal));
}

/** Groups that the user is a member of. */
export function groupsScreen(places: Places): Screen {
  const { t } = vscode.l10n;
  return {
    title: t('Groups and Teams'),
    rows: [],
    hint: t('Choose a group'),
    emptyHint: () => t('You are in no group that has files'),
    moreLabel: t('More Groups...'),
    searches: false,
    async list(_text, nextLink, signal) {
      return rowsOf(await places.groups(nextLink, signal), ({ id, name }) =>
        opens({ label: `$(organization) ${name}`, explain: explainFiles }, (opening) =>
          librariesOf({ kind: 'group', id }, name, places, opening),
        ),
      );
    },
    explain: (error) => describePlaceProblem(error, 'GroupMember.Read.All'),
  };
}

/** Folders that others shared with the user. */
export function sharedScreen(places: Places): Screen {
  const { t } = vscode.l10n;
  return {
    title: t('Shared with Me'),
    rows: [],
    hint: t('Choose a folder'),
    emptyHint: () => t('Nobody has shared a folder with you'),
    moreLabel: t('More Folders...'),
    searches: false,
    list: async (_text, nextLink, signal) =>
      rowsOf(await places.sharedFolders(nextLink, signal), (folder) => sharedRow(folder, places)),
    explain: explainFiles,
  };
}

function sharedRow({ driveId, itemId, name, ownerName }: SharedFolder, places: Places): Row {
  const label = `$(folder) ${name}`;
  return ownerName === undefined
    ? opens({ label }, async (signal) => folderScreen(await places.byId(driveId, itemId, signal), places))
    : opens({ label, description: ownerName }, async (signal) =>
        folderScreen(await places.refreshed({ driveId, itemId, drive: ownerName }, signal), places),
      );
}

/** The libraries of a site or group; where there is only one, what is in it. */
async function librariesOf(owner: DriveOwnerRef, name: string, places: Places, signal: AbortSignal): Promise<Screen> {
  const page = await places.libraries(owner, undefined, signal);
  const [only, ...others] = page.items;
  return only !== undefined && others.length === 0 && page.nextLink === undefined
    ? topOf(only, name, places, signal)
    : librariesScreen(owner, name, places, page);
}

function librariesScreen(owner: DriveOwnerRef, name: string, places: Places, first: Page<Library>): Screen {
  const { t } = vscode.l10n;
  const row = (library: Library): Row =>
    opens({ label: `$(folder-library) ${library.name}` }, (signal) => topOf(library, name, places, signal));
  return {
    title: t('Libraries of {0}', name),
    rows: [],
    hint: t('Choose a document library'),
    emptyHint: () => t('{0} has no document library', name),
    moreLabel: t('More Libraries...'),
    searches: false,
    list: async (_text, nextLink, signal) =>
      rowsOf(nextLink === undefined ? first : await places.libraries(owner, nextLink, signal), row),
    explain: explainFiles,
  };
}

async function topOf(library: Library, owner: string, places: Places, signal: AbortSignal): Promise<Screen> {
  return folderScreen(await places.topFolder(library, formatDrive(owner, library.name), signal), places);
}

function explainFiles(error: unknown): Words {
  return describePlaceProblem(error, 'Files.ReadWrite.All');
}

function rowsOf<T>({ items, nextLink }: Page<T>, row: (item: T) => Row): RowPage {
  return { rows: items.map(row), ...(nextLink !== undefined && { nextLink }) };
}
