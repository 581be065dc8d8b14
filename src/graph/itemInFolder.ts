import type { GraphClient } from './client.ts';
import { isDriveType, parseDriveItem } from './driveItem.ts';
import type { DriveItem, DriveType } from './driveItem.ts';
import { readItem } from './drives.ts';
import { asObject, optionalObjectAt, optionalStringAt } from './parse.ts';

/** An item with what is known of the place where it is now. */
export interface ItemInFolder {
  readonly item: DriveItem;
  /** Absent when the service left it out. */
  readonly driveType?: DriveType;
  /** Id of the folder; absent for the top folder of a drive, and for who was only given this item. */
  readonly folderId?: string;
}

/** @throws {GraphError} 404 when there is none. */
export function getItemInFolder(
  client: GraphClient,
  driveId: string,
  itemId: string,
  signal: AbortSignal,
): Promise<ItemInFolder> {
  return readItem(client, driveId, itemId, parseItemInFolder, signal);
}

function parseItemInFolder(json: unknown, driveId: string): ItemInFolder {
  const given = asObject(json, '');
  // A shortcut gives the place of the item that it leads to.
  const target = optionalObjectAt(given, 'remoteItem', '') ?? given;
  const parent = optionalObjectAt(target, 'parentReference', '') ?? {};
  const driveType = optionalStringAt(parent, 'driveType', 'parentReference');
  const folderId = optionalStringAt(parent, 'id', 'parentReference');
  return {
    item: parseDriveItem(json, driveId),
    ...(isDriveType(driveType) && { driveType }),
    ...(folderId !== undefined && { folderId }),
  };
}
