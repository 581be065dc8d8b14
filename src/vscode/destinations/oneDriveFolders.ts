import type { GraphClient } from '../../graph/client.ts';
import { createFolder, ensureFolderPath, getMyDrive } from '../../graph/drives.ts';
import { findFolder } from '../../graph/folders.ts';
import { nameProblem } from '../../graph/names.ts';
import { folderByLink } from '../../graph/shareLink.ts';
import { checkFolderPath } from '../../upload/batch/preflight.ts';
import { oneDrivePlaces, withDriveName } from '../places/oneDrivePlaces.ts';
import type { Access } from '../places/places.ts';
import { describeError } from '../words/messages.ts';
import { describeNameProblem } from '../words/uploadMessages.ts';
import type { DestinationServices } from './services.ts';

/** The folders of OneDrive and SharePoint as the destination picker and the destination setting need them. */
export function oneDriveFolders(client: GraphClient, access: Access): DestinationServices {
  return {
    ...oneDrivePlaces(client, access, ({ kind }) => kind === 'folder'),
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
    byLink: async (link, signal) => withDriveName(client, await folderByLink(client, link, signal), signal),
    create: (parent, name, signal) => createFolder(client, parent, name, signal),
    checkName(parent, name) {
      const problem = nameProblem(name, { driveType: parent.driveType, parentPath: parent.path, kind: 'folder' });
      return problem && describeNameProblem(problem);
    },
  };
}
