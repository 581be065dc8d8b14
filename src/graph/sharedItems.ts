import type { JsonObject } from '../base/json.ts';
import type { GraphClient } from './client.ts';
import { parseDriveItem } from './driveItem.ts';
import { ownerNameOf } from './drives.ts';
import { nextPage } from './paging.ts';
import type { Page } from './paging.ts';
import { asObject, optionalObjectAt } from './parse.ts';

/** A folder of somebody else, by the ids with which it is used. */
export interface SharedFolder {
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
  /** Who shared it, if the service told. */
  readonly ownerName?: string;
}

/**
 * The folders that others shared with the signed-in person. To use them, a permission on all files is needed.
 * The service will answer with nothing from December 2027 on (learn.microsoft.com/graph/api/drive-sharedwithme).
 */
export function sharedFolders(
  client: GraphClient,
  nextLink: string | undefined,
  signal: AbortSignal,
): Promise<Page<SharedFolder>> {
  const list = { label: 'shared items', address: '/me/drive/sharedWithMe', read: parseSharedFolder };
  return nextPage(client, list, nextLink, signal);
}

/** Without the drive's id, which the service may withhold, an item is of no use. */
function parseSharedFolder(json: unknown, at: string): SharedFolder | undefined {
  const item = parseDriveItem(json, '', at);
  if (item.kind !== 'folder' || item.driveId === '') {
    return undefined;
  }
  const ownerName = sharerOf(optionalObjectAt(asObject(json, at), 'remoteItem', at));
  return {
    driveId: item.driveId,
    itemId: item.id,
    name: item.name,
    ...(ownerName !== undefined && { ownerName }),
  };
}

function sharerOf(remote: JsonObject | undefined): string | undefined {
  const shared = remote && optionalObjectAt(remote, 'shared', 'remoteItem');
  return (
    (shared && ownerNameOf(optionalObjectAt(shared, 'owner', 'shared'))) ??
    (remote && ownerNameOf(optionalObjectAt(remote, 'createdBy', 'remoteItem')))
  );
}
