import type { JsonObject } from '../base/json.ts';
import { itemAddress, itemById } from './addresses.ts';
import type { GraphClient } from './client.ts';
import { driveTypeOf, itemSelection, parseDriveItem } from './driveItem.ts';
import type { DriveFolder } from './driveItem.ts';
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
  return client.request(
    {
      method: 'GET',
      label: 'folder',
      address: itemAddress(client.cloud, itemById(driveId, itemId), '', { $select: itemSelection }),
      read: (json) => parseFolder(json, driveId),
    },
    signal,
  );
}

/** The ids that were given as a folder name a file or a notebook. */
export class NotAFolderError extends Error {
  override readonly name = 'NotAFolderError';
}

function parseFolder(json: unknown, driveId: string): DriveFolder {
  const item = parseDriveItem(json, driveId);
  if (item.kind !== 'folder') {
    throw new NotAFolderError();
  }
  const parent = optionalObjectAt(asObject(json, ''), 'parentReference', '');
  return {
    driveId: item.driveId,
    itemId: item.id,
    driveType: driveTypeOf(parent && optionalStringAt(parent, 'driveType', 'parentReference')),
    path: pathOf(parent, item.name),
  };
}

/**
 * `parentReference.path` is `/drive/root:/Reports` with its segments percent-encoded; the root folder has none.
 * https://learn.microsoft.com/graph/api/resources/itemreference
 */
function pathOf(parent: JsonObject | undefined, name: string): string {
  const path = parent && optionalStringAt(parent, 'path', 'parentReference');
  if (path === undefined) {
    return '/';
  }
  const above = path.slice(path.indexOf(':') + 1);
  return `${above.split('/').map(decoded).join('/')}/${name}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not every answer has it encoded: then a percent sign is only that.
    return segment;
  }
}
