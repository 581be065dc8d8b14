import type { GraphClient } from '../../graph/client.ts';
import { createFolder, ensureFolderPath, getMyDrive, listChildren } from '../../graph/drives.ts';
import { getFolder } from '../../graph/folders.ts';
import { nameProblem } from '../../graph/names.ts';
import { checkFolderPath } from '../../upload/batch/preflight.ts';
import type { DestinationServices } from './destinations.ts';
import { describeNameProblem } from '../words/uploadMessages.ts';

/** The folders of OneDrive as the destination picker and the destination setting need them. */
export function oneDriveFolders(client: GraphClient): DestinationServices {
  return {
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
    byId: (driveId, itemId, signal) => getFolder(client, driveId, itemId, signal),
    list: (folder, nextLink, signal) =>
      listChildren(client, folder, { foldersOnly: true, ...(nextLink !== undefined && { nextLink }) }, signal),
    create: (parent, name, signal) => createFolder(client, parent, name, signal),
    checkName(parent, name) {
      const problem = nameProblem(name, { driveType: parent.driveType, parentPath: parent.path, kind: 'folder' });
      return problem && describeNameProblem(problem);
    },
  };
}
