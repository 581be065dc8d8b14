import * as vscode from 'vscode';
import type { GraphClient } from '../../graph/client.ts';
import { isSameDrive } from '../../graph/driveIds.ts';
import type { DriveFolder } from '../../graph/driveItem.ts';
import { getMyDrive, listChildren } from '../../graph/drives.ts';
import type { ListOptions } from '../../graph/drives.ts';
import { GraphError } from '../../graph/errors.ts';
import { getFolder, getRootFolder } from '../../graph/folders.ts';
import { memberGroups } from '../../graph/groups.ts';
import { getLibrary, listLibraries } from '../../graph/libraries.ts';
import { sharedItems } from '../../graph/sharedItems.ts';
import { followedSites, searchSites } from '../../graph/sites.ts';
import { formatDrive } from '../words/format.ts';
import type { Access, Places } from './places.ts';

/** OneDrive and SharePoint. @param wanted which items can be chosen or lead to such. */
export function oneDrivePlaces(
  client: GraphClient,
  access: Access,
  wanted: NonNullable<ListOptions['wanted']>,
): Places {
  const from = (nextLink: string | undefined): ListOptions => ({ wanted, ...(nextLink !== undefined && { nextLink }) });
  return {
    access,
    graph: client.cloud.graph,
    async root(signal) {
      const { id: driveId, rootId: itemId, driveType } = await getMyDrive(client, signal);
      return { driveId, itemId, driveType, path: '/' };
    },
    list: (folder, nextLink, signal) => listChildren(client, folder, from(nextLink), signal),
    byId: async (driveId, itemId, signal) =>
      withDriveName(client, await getFolder(client, driveId, itemId, signal), signal),
    async refreshed({ driveId, itemId, drive }, signal) {
      const folder = await getFolder(client, driveId, itemId, signal);
      return { ...folder, ...(drive !== undefined && { drive }) };
    },
    followedSites: (nextLink, signal) => followedSites(client, nextLink, signal),
    searchSites: (words, nextLink, signal) => searchSites(client, words, nextLink, signal),
    groups: (nextLink, signal) => memberGroups(client, nextLink, signal),
    sharedItems: (nextLink, signal) => sharedItems(client, from(nextLink), signal),
    libraries: (owner, nextLink, signal) => listLibraries(client, owner, nextLink, signal),
    async topFolder({ driveId, driveType }, drive, signal) {
      return { ...(await getRootFolder(client, driveId, signal)), driveType, drive };
    },
  };
}

/** The folder with the name of its drive, unless that is the user's own. */
export async function withDriveName(
  client: GraphClient,
  folder: DriveFolder,
  signal: AbortSignal,
): Promise<DriveFolder> {
  try {
    const { id } = await getMyDrive(client, signal);
    if (isSameDrive(id, folder.driveId)) {
      return folder;
    }
    const { name, ownerName = name, siteName } = await getLibrary(client, folder.driveId, signal);
    if (folder.driveType !== 'documentLibrary') {
      return { ...folder, drive: ownerName };
    }
    return { ...folder, drive: siteName === undefined ? name : formatDrive(siteName, name) };
  } catch (error) {
    if (error instanceof GraphError) {
      // Who may use a folder may not always look at its drive.
      return { ...folder, drive: vscode.l10n.t('Shared with Me') };
    }
    throw error;
  }
}
