import type { JsonObject } from '../base/json.ts';
import { decodeSegment, itemAddress, itemById } from './addresses.ts';
import type { DriveRef, ItemRef } from './addresses.ts';
import type { GraphClient } from './client.ts';
import { driveTypeOf, itemSelection, parseDriveItem } from './driveItem.ts';
import type { DriveFolder, PlacedItem } from './driveItem.ts';
import { GraphError, UnexpectedAnswerError } from './errors.ts';
import { asObject, optionalObjectAt, optionalStringAt } from './parse.ts';

/**
 * A folder by its ids, with the place where it is now.
 * @throws {GraphError} 404 when it is gone. @throws {NotAFolderError} when the ids name something else.
 */
export function getFolder(
  client: GraphClient,
  driveId: string,
  itemId: string,
  signal: AbortSignal,
): Promise<DriveFolder> {
  return readFolder(client, itemById(driveId, itemId), driveId, signal);
}

/** The top folder of a drive. */
export function getRootFolder(client: GraphClient, driveId: string, signal: AbortSignal): Promise<DriveFolder> {
  return readFolder(client, itemAtPath(driveId, '/'), driveId, signal);
}

/**
 * The folder at a path from a drive's root; `undefined` when there is none.
 * @throws {NotAFolderError} when there is something else.
 */
export async function findFolder(
  client: GraphClient,
  driveId: string,
  path: string,
  signal: AbortSignal,
): Promise<DriveFolder | undefined> {
  try {
    return await readFolder(client, itemAtPath(driveId, path), driveId, signal);
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

function itemAtPath(driveId: string, path: string): ItemRef {
  const drive: DriveRef = { kind: 'drive', id: driveId };
  return { by: 'path', drive, path };
}

function readFolder(client: GraphClient, item: ItemRef, driveId: string, signal: AbortSignal): Promise<DriveFolder> {
  return client.request(
    {
      method: 'GET',
      label: 'folder',
      address: itemAddress(client.cloud, item, '', { $select: placeSelection }),
      read: (json) => parseFolder(json, driveId),
    },
    signal,
  );
}

/** What {@link parsePlacedItem} reads: `root` tells the top folder of a drive. */
export const placeSelection = `${itemSelection},root`;

/** The ids that were given as a folder name a file or a notebook. */
export class NotAFolderError extends Error {
  override readonly name = 'NotAFolderError';
}

/**
 * Reads a driveItem that has to be a folder.
 * @param driveId of the folder when the answer does not name its drive.
 */
export function parseFolder(json: unknown, driveId = ''): DriveFolder {
  const { kind, name: _, ...folder } = parsePlacedItem(json, driveId);
  if (kind !== 'folder') {
    throw new NotAFolderError();
  }
  return folder;
}

/**
 * Reads a driveItem of any kind, with its place.
 * @param driveId of the item when the answer does not name its drive.
 */
export function parsePlacedItem(json: unknown, driveId = ''): PlacedItem {
  const item = parseDriveItem(json, driveId);
  if (item.driveId === '') {
    throw new UnexpectedAnswerError('malformed', 'parentReference.driveId');
  }
  const given = asObject(json, '');
  // A shortcut gives the place of the item that it leads to.
  const target = optionalObjectAt(given, 'remoteItem', '') ?? given;
  const parent = optionalObjectAt(target, 'parentReference', '');
  const name = optionalStringAt(target, 'name', '') ?? item.name;
  return {
    driveId: item.driveId,
    itemId: item.id,
    name,
    kind: item.kind,
    driveType: driveTypeOf(parent && optionalStringAt(parent, 'driveType', 'parentReference')),
    path: optionalObjectAt(given, 'root', '') === undefined ? pathOf(parent, name) : '/',
  };
}

/**
 * `parentReference.path` is `/drive/root:/Reports` with its segments percent-encoded. Who was only given this item
 * is not told what is above it. https://learn.microsoft.com/graph/api/resources/itemreference
 */
function pathOf(parent: JsonObject | undefined, name: string): string {
  const path = parent && optionalStringAt(parent, 'path', 'parentReference');
  const above = path === undefined ? '' : path.slice(path.indexOf(':') + 1);
  return `${above.split('/').map(decodeSegment).join('/')}/${name}`;
}
