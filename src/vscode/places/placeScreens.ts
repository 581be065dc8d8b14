import * as vscode from 'vscode';
import type { DriveOwnerRef } from '../../graph/addresses.ts';
import type { Library } from '../../graph/libraries.ts';
import type { Page } from '../../graph/paging.ts';
import type { SharedItem } from '../../graph/sharedItems.ts';
import type { Site } from '../../graph/sites.ts';
import { opens } from '../picker/screen.ts';
import type { Row, RowPage, Screen } from '../picker/screen.ts';
import { formatDrive } from '../words/format.ts';
import { describePlaceProblem } from '../words/placeMessages.ts';
import type { Words } from '../words/words.ts';
import type { Tour } from './places.ts';

/** Sites that the user follows; while something is typed, all sites that match it. */
export function sitesScreen<T>(tour: Tour<T>): Screen<T> {
  const { t } = vscode.l10n;
  const { places } = tour;
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
      return rowsOf(page, (site) => siteRow(site, tour));
    },
    explain: (error) => describePlaceProblem(error, 'Sites.Read.All'),
  };
}

/** What the service found stays, whatever the words in the row: it also looks into descriptions. */
function siteRow<T>({ id, name, webUrl }: Site, tour: Tour<T>): Row<T> {
  const row = { label: `$(globe) ${name}`, description: webUrl, alwaysShow: true, explain: explainFiles };
  return opens(row, (signal) => librariesOf({ kind: 'site', id }, name, tour, signal));
}

/** Groups that the user is a member of. */
export function groupsScreen<T>(tour: Tour<T>): Screen<T> {
  const { t } = vscode.l10n;
  return {
    title: t('Groups and Teams'),
    rows: [],
    hint: t('Choose a group'),
    emptyHint: () => t('You are in no group that has files'),
    moreLabel: t('More Groups...'),
    searches: false,
    async list(_text, nextLink, signal) {
      return rowsOf(await tour.places.groups(nextLink, signal), ({ id, name }) =>
        opens({ label: `$(organization) ${name}`, explain: explainFiles }, (opening) =>
          librariesOf({ kind: 'group', id }, name, tour, opening),
        ),
      );
    },
    explain: (error) => describePlaceProblem(error, 'GroupMember.Read.All'),
  };
}

/** What others shared with the user. */
export function sharedScreen<T>(tour: Tour<T>): Screen<T> {
  const { places, words, file } = tour;
  return {
    title: vscode.l10n.t('Shared with Me'),
    rows: [],
    hint: words.shareHint,
    emptyHint: () => words.nothingShared,
    moreLabel: words.moreShared,
    searches: false,
    list: async (_text, nextLink, signal) =>
      rowsOf(await places.sharedItems(nextLink, signal), (item) =>
        file !== undefined && item.kind !== 'folder' ? file(item) : sharedFolderRow(item, tour),
      ),
    explain: explainFiles,
  };
}

function sharedFolderRow<T>({ driveId, itemId, name, ownerName }: SharedItem, { folder, places }: Tour<T>): Row<T> {
  const label = `$(folder) ${name}`;
  return ownerName === undefined
    ? opens({ label }, async (signal) => folder(await places.byId(driveId, itemId, signal)))
    : opens({ label, description: ownerName }, async (signal) =>
        folder(await places.refreshed({ driveId, itemId, drive: ownerName }, signal)),
      );
}

/** The libraries of a site or group; where there is only one, what is in it. */
async function librariesOf<T>(
  owner: DriveOwnerRef,
  name: string,
  tour: Tour<T>,
  signal: AbortSignal,
): Promise<Screen<T>> {
  const page = await tour.places.libraries(owner, undefined, signal);
  const [only, ...others] = page.items;
  return only !== undefined && others.length === 0 && page.nextLink === undefined
    ? topOf(only, name, tour, signal)
    : librariesScreen(owner, name, tour, page);
}

function librariesScreen<T>(owner: DriveOwnerRef, name: string, tour: Tour<T>, first: Page<Library>): Screen<T> {
  const { t } = vscode.l10n;
  const row = (library: Library): Row<T> =>
    opens({ label: `$(folder-library) ${library.name}` }, (signal) => topOf(library, name, tour, signal));
  return {
    title: t('Libraries of {0}', name),
    rows: [],
    hint: t('Choose a document library'),
    emptyHint: () => t('{0} has no document library', name),
    moreLabel: t('More Libraries...'),
    searches: false,
    list: async (_text, nextLink, signal) =>
      rowsOf(nextLink === undefined ? first : await tour.places.libraries(owner, nextLink, signal), row),
    explain: explainFiles,
  };
}

async function topOf<T>(
  library: Library,
  owner: string,
  { folder, places }: Tour<T>,
  signal: AbortSignal,
): Promise<Screen<T>> {
  return folder(await places.topFolder(library, formatDrive(owner, library.name), signal));
}

function explainFiles(error: unknown): Words {
  return describePlaceProblem(error, 'Files.ReadWrite.All');
}

function rowsOf<I, T>({ items, nextLink }: Page<I>, row: (item: I) => Row<T>): RowPage<T> {
  return { rows: items.map(row), ...(nextLink !== undefined && { nextLink }) };
}
