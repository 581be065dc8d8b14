import * as vscode from 'vscode';
import type { GraphClient } from '../../graph/client.ts';
import { isSameDrive } from '../../graph/driveIds.ts';
import { createFolder, ensureFolderPath, getMyDrive, listChildren } from '../../graph/drives.ts';
import { GraphError } from '../../graph/errors.ts';
import { findFolder, getFolder, getRootFolder } from '../../graph/folders.ts';
import { memberGroups } from '../../graph/groups.ts';
import { getLibrary, listLibraries } from '../../graph/libraries.ts';
import { nameProblem } from '../../graph/names.ts';
import { folderByLink } from '../../graph/shareLink.ts';
import { sharedFolders } from '../../graph/sharedItems.ts';
import { followedSites, searchSites } from '../../graph/sites.ts';
import { checkFolderPath } from '../../upload/batch/preflight.ts';
import type { Destination } from '../../upload/model.ts';
import { formatDrive } from '../words/format.ts';
import { describeError } from '../words/messages.ts';
import { describeNameProblem } from '../words/uploadMessages.ts';
import type { DestinationServices } from './destinations.ts';
import type { Access } from './places.ts';

/** The folders of OneDrive and SharePoint as the destination picker and the destination setting need them. */
export function oneDriveFolders(client: GraphClient, access: Access): DestinationServices {
  return {
    access,
    graph: client.cloud.graph,
    async root(signal) {
      const { id: driveId, rootId: itemId, driveType } = await getMyDrive(client, signal);
      return { driveId, itemId, driveType, path: '/' };
    },
    async ensurePath(path, signal) {
      const drive = await getMyDrive(client, signal);
      checkFolderPath(path, drive.driveType);
      return ensureFolderPath(client, drive, path, signal);
    },
    findPath: ({ driveId }, path, signal) => findFolder(client, driveId, path, signal),
    checkPath({ driveType }, path) {
      try {
        checkFolderPath(path, driveType);
        return undefined;
      } catch (error) {
        return describeError(error).message;
      }
    },
    byId: async (driveId, itemId, signal) => named(client, await getFolder(client, driveId, itemId, signal), signal),
    async refreshed({ driveId, itemId, drive }, signal) {
      const folder = await getFolder(client, driveId, itemId, signal);
      return { ...folder, ...(drive !== undefined && { drive }) };
    },
    byLink: async (link, signal) => named(client, await folderByLink(client, link, signal), signal),
    list: (folder, nextLink, signal) =>
      listChildren(client, folder, { foldersOnly: true, ...(nextLink !== undefined && { nextLink }) }, signal),
    create: (parent, name, signal) => createFolder(client, parent, name, signal),
    checkName(parent, name) {
      const problem = nameProblem(name, { driveType: parent.driveType, parentPath: parent.path, kind: 'folder' });
      return problem && describeNameProblem(problem);
    },
    followedSites: (nextLink, signal) => followedSites(client, nextLink, signal),
    searchSites: (words, nextLink, signal) => searchSites(client, words, nextLink, signal),
    groups: (nextLink, signal) => memberGroups(client, nextLink, signal),
    sharedFolders: (nextLink, signal) => sharedFolders(client, nextLink, signal),
    libraries: (owner, nextLink, signal) => listLibraries(client, owner, nextLink, signal),
    async topFolder({ driveId, driveType }, drive, signal) {
      return { ...(await getRootFolder(client, driveId, signal)), driveType, drive };
    },
  };
}

/** The folder with the name of its drive, unless that is the user's own. */
async function named(client: GraphClient, folder: Destination, signal: AbortSignal): Promise<Destination> {
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
