import type { JsonObject } from '../base/json.ts';
import type { GraphClient } from './client.ts';
import { parseDriveItem } from './driveItem.ts';
import type { DriveItem } from './driveItem.ts';
import { ownerNameOf } from './drives.ts';
import type { ListOptions } from './drives.ts';
import { nextPage } from './paging.ts';
import type { Page } from './paging.ts';
import { asObject, optionalObjectAt } from './parse.ts';

/** An item of somebody else, by the ids with which it is used. */
export interface SharedItem extends Pick<DriveItem, 'driveId' | 'name' | 'kind'> {
  readonly itemId: string;
  /** Who shared it, if the service told. */
  readonly ownerName?: string;
}

/**
 * What others shared with the signed-in person. To use them, a permission on all files is needed.
 * The service will answer with nothing from December 2027 on (learn.microsoft.com/graph/api/drive-sharedwithme).
 */
export function sharedItems(
  client: GraphClient,
  { wanted = () => true, nextLink }: ListOptions,
  signal: AbortSignal,
): Promise<Page<SharedItem>> {
  const list = {
    label: 'shared items',
    address: '/me/drive/sharedWithMe',
    read: (json: unknown, at: string) => parseSharedItem(json, at, wanted),
  };
  return nextPage(client, list, nextLink, signal);
}

/** Without the drive's id, which the service may withhold, an item is of no use. */
function parseSharedItem(json: unknown, at: string, wanted: (item: DriveItem) => boolean): SharedItem | undefined {
  const item = parseDriveItem(json, '', at);
  if (item.driveId === '' || !wanted(item)) {
    return undefined;
  }
  const ownerName = sharerOf(optionalObjectAt(asObject(json, at), 'remoteItem', at));
  return {
    driveId: item.driveId,
    itemId: item.id,
    name: item.name,
    kind: item.kind,
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
