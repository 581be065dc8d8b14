import type { JsonObject } from '../base/json.ts';
import { itemAddress, itemById, itemByName, pathSegments } from './addresses.ts';
import type { GraphClient } from './client.ts';
import { driveTypeOf, itemSelection, parseDriveItem } from './driveItem.ts';
import type { DriveFolder, DriveItem, DriveType } from './driveItem.ts';
import { GraphError } from './errors.ts';
import { nextPage } from './paging.ts';
import type { Page } from './paging.ts';
import { asObject, optionalNumberAt, optionalObjectAt, optionalStringAt, stringAt } from './parse.ts';
import type { RetryPolicy } from './retry.ts';

/** Bytes. A part is absent when the service withholds it. */
export interface Quota {
  readonly total?: number;
  readonly used?: number;
  readonly remaining?: number;
}

export interface DriveInfo {
  readonly id: string;
  readonly driveType: DriveType;
  readonly quota?: Quota;
  /** Who or what the drive belongs to, for display. */
  readonly ownerName?: string;
  readonly rootId: string;
}

/** The signed-in person's own drive. */
export async function getMyDrive(client: GraphClient, signal: AbortSignal): Promise<DriveInfo> {
  const [drive, rootId] = await Promise.all([
    client.request(
      { method: 'GET', label: 'drive', address: '/me/drive?$select=id,driveType,quota,owner', read: parseDrive },
      signal,
    ),
    client.request(
      { method: 'GET', label: 'root', address: '/me/drive/root?$select=id', read: (json) => idOf(json) },
      signal,
    ),
  ]);
  return { ...drive, rootId };
}

export interface ListOptions {
  /** Whether an item belongs to the list; all do unless it is given. */
  readonly wanted?: (item: DriveItem) => boolean;
  /** Of the page before. */
  readonly nextLink?: string;
}

/** The next children of a folder. */
export function listChildren(
  client: GraphClient,
  folder: { readonly driveId: string; readonly itemId: string },
  { wanted = () => true, nextLink }: ListOptions,
  signal: AbortSignal,
): Promise<Page<DriveItem>> {
  const list = {
    label: 'children',
    address: itemAddress(client.cloud, itemById(folder.driveId, folder.itemId), 'children', {
      $select: itemSelection,
      $top: '200',
    }),
    read: (json: unknown, at: string): DriveItem | undefined => {
      const item = parseDriveItem(json, folder.driveId, at);
      return wanted(item) ? item : undefined;
    },
  };
  return nextPage(client, list, nextLink, signal);
}

/** @throws {GraphError} 404 when there is none. */
export function getItem(client: GraphClient, driveId: string, itemId: string, signal: AbortSignal): Promise<DriveItem> {
  return readItem(client, driveId, itemId, parseDriveItem, signal);
}

/** An item, of which `read` takes what it wants. @throws {GraphError} 404 when there is none. */
export function readItem<T>(
  client: GraphClient,
  driveId: string,
  itemId: string,
  read: (json: unknown, driveId: string) => T,
  signal: AbortSignal,
): Promise<T> {
  return client.request(
    {
      method: 'GET',
      label: 'item',
      address: itemAddress(client.cloud, itemById(driveId, itemId), '', { $select: itemSelection }),
      read: (json) => read(json, driveId),
    },
    signal,
  );
}

/** The item of that name in a folder; names differ in more than upper and lower case. `undefined` when there is none. */
export async function findChild(
  client: GraphClient,
  folder: { readonly driveId: string; readonly itemId: string },
  name: string,
  signal: AbortSignal,
  retries?: RetryPolicy,
): Promise<DriveItem | undefined> {
  try {
    return await client.request(
      {
        method: 'GET',
        label: 'item by name',
        address: itemAddress(client.cloud, itemByName(folder, name), '', { $select: itemSelection }),
        read: (json) => parseDriveItem(json, folder.driveId),
        ...(retries && { retries }),
      },
      signal,
    );
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Creates a folder, or gives the one that is already there.
 * @throws {GraphError} 409 when the name belongs to something that is not a folder.
 */
export async function createFolder(
  client: GraphClient,
  parent: { readonly driveId: string; readonly itemId: string },
  name: string,
  signal: AbortSignal,
): Promise<DriveItem> {
  return (await makeFolder(client, parent, name, signal)).item;
}

/** Like {@link createFolder}; `isNew` when nothing can be in it yet. */
export async function makeFolder(
  client: GraphClient,
  parent: { readonly driveId: string; readonly itemId: string },
  name: string,
  signal: AbortSignal,
): Promise<{ readonly item: DriveItem; readonly isNew: boolean }> {
  try {
    const item = await client.request(
      {
        method: 'POST',
        label: 'create folder',
        address: itemAddress(client.cloud, itemById(parent.driveId, parent.itemId), 'children'),
        json: { name, folder: {}, '@microsoft.graph.conflictBehavior': 'fail' },
        read: (json) => parseDriveItem(json, parent.driveId),
        // A second copy of the request only finds the folder that the first one made.
        repeatable: true,
      },
      signal,
    );
    return { item, isNew: true };
  } catch (error) {
    const existing =
      error instanceof GraphError && error.status === 409 ? await findChild(client, parent, name, signal) : undefined;
    if (existing?.kind !== 'folder') {
      throw error;
    }
    return { item: existing, isNew: false };
  }
}

/**
 * The folder at a path from the drive's root; folders that are missing are created on the way.
 * @throws {GraphError} 409 when a name on the way belongs to something that is not a folder.
 */
export async function ensureFolderPath(
  client: GraphClient,
  drive: Pick<DriveInfo, 'id' | 'driveType' | 'rootId'>,
  path: string,
  signal: AbortSignal,
): Promise<DriveFolder> {
  let folder = { driveId: drive.id, itemId: drive.rootId };
  const names: string[] = [];
  for (const segment of pathSegments(path)) {
    const found = await findChild(client, folder, segment, signal);
    const item = found?.kind === 'folder' ? found : await createFolder(client, folder, segment, signal);
    folder = { driveId: item.driveId, itemId: item.id };
    names.push(item.name);
  }
  return { ...folder, driveType: drive.driveType, path: `/${names.join('/')}` };
}

/** A link to look at an item, for the people whom the organisation's default allows. */
export function createLink(client: GraphClient, driveId: string, itemId: string, signal: AbortSignal): Promise<string> {
  return client.request(
    {
      method: 'POST',
      label: 'create link',
      address: itemAddress(client.cloud, itemById(driveId, itemId), 'createLink'),
      json: { type: 'view' },
      read: (json) => {
        const answer = asObject(json, '');
        return stringAt(asObject(answer['link'], 'link'), 'webUrl', 'link');
      },
      // The service gives the same link again.
      repeatable: true,
    },
    signal,
  );
}

function idOf(json: unknown): string {
  return stringAt(asObject(json, ''), 'id', '');
}

function parseDrive(json: unknown): Omit<DriveInfo, 'rootId'> {
  const drive = asObject(json, '');
  const quota = optionalObjectAt(drive, 'quota', '');
  const ownerName = ownerNameOf(optionalObjectAt(drive, 'owner', ''));
  return {
    id: idOf(drive),
    driveType: driveTypeOf(stringAt(drive, 'driveType', '')),
    ...(quota && { quota: parseQuota(quota) }),
    ...(ownerName !== undefined && { ownerName }),
  };
}

function parseQuota(quota: JsonObject): Quota {
  const total = optionalNumberAt(quota, 'total', 'quota');
  const used = optionalNumberAt(quota, 'used', 'quota');
  const remaining = optionalNumberAt(quota, 'remaining', 'quota');
  return {
    ...(total !== undefined && { total }),
    ...(used !== undefined && { used }),
    ...(remaining !== undefined && { remaining }),
  };
}

/** Who an identity set names, for display. */
export function ownerNameOf(owner: JsonObject | undefined): string | undefined {
  for (const kind of ['user', 'group', 'application']) {
    const identity = owner && optionalObjectAt(owner, kind, 'owner');
    const at = `owner.${kind}`;
    const name = identity && (optionalStringAt(identity, 'displayName', at) ?? optionalStringAt(identity, 'email', at));
    if (name !== undefined) {
      return name;
    }
  }
  return undefined;
}
