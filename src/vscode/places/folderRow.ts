import { isSameDrive } from '../../graph/driveIds.ts';
import type { DriveFolder, DriveItem } from '../../graph/driveItem.ts';
import { childPath } from '../../graph/names.ts';
import { opens } from '../picker/screen.ts';
import type { Row } from '../picker/screen.ts';
import { describeError } from '../words/messages.ts';
import { describePlaceProblem } from '../words/placeMessages.ts';
import type { Words } from '../words/words.ts';
import type { Tour } from './places.ts';

/** A folder in a folder. A shortcut leads to one of another drive, which has a kind and a path of its own. */
export function folderRow<T>(parent: DriveFolder, item: DriveItem, { folder, places }: Tour<T>): Row<T> {
  return opens({ label: `$(folder) ${item.name}` }, async (signal) =>
    folder(
      isSameDrive(item.driveId, parent.driveId)
        ? childOf(parent, item)
        : await places.byId(item.driveId, item.id, signal),
    ),
  );
}

export function childOf(parent: DriveFolder, item: DriveItem): DriveFolder {
  return { ...parent, itemId: item.id, path: childPath(parent.path, item.name) };
}

/** Why the items of a folder cannot be shown. */
export function explainFolder(error: unknown, { drive }: DriveFolder): Words {
  return drive === undefined ? describeError(error) : describePlaceProblem(error, 'Files.ReadWrite.All');
}
