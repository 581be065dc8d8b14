import { decodeSegment, drivesAddress, pathSegments } from './addresses.ts';
import type { DriveOwnerRef } from './addresses.ts';
import type { GraphClient } from './client.ts';
import { driveTypeOf } from './driveItem.ts';
import type { DriveType } from './driveItem.ts';
import { ownerNameOf } from './drives.ts';
import { nextPage } from './paging.ts';
import type { Page } from './paging.ts';
import { asObject, optionalObjectAt, optionalStringAt, stringAt } from './parse.ts';

/** A drive by its name: a document library of a site or group, or somebody's OneDrive. */
export interface Library {
  readonly driveId: string;
  readonly driveType: DriveType;
  readonly name: string;
  /** Who or what it belongs to. */
  readonly ownerName?: string;
  /** The site that it is in, as its address calls it. */
  readonly siteName?: string;
}

const selection = '$select=id,name,driveType,owner,webUrl';

/** The document libraries of a site or group. */
export function listLibraries(
  client: GraphClient,
  owner: DriveOwnerRef,
  nextLink: string | undefined,
  signal: AbortSignal,
): Promise<Page<Library>> {
  const list = { label: 'libraries', address: `${drivesAddress(owner)}?${selection}`, read: parseLibrary };
  return nextPage(client, list, nextLink, signal);
}

/** A drive by its id. @throws {GraphError} 403, 404 */
export function getLibrary(client: GraphClient, driveId: string, signal: AbortSignal): Promise<Library> {
  return client.request(
    {
      method: 'GET',
      label: 'drive',
      address: `/drives/${encodeURIComponent(driveId)}?${selection}`,
      read: (json) => parseLibrary(json, ''),
    },
    signal,
  );
}

function parseLibrary(json: unknown, at: string): Library {
  const drive = asObject(json, at);
  const driveId = stringAt(drive, 'id', at);
  const ownerName = ownerNameOf(optionalObjectAt(drive, 'owner', at));
  const siteName = siteNameOf(optionalStringAt(drive, 'webUrl', at) ?? '');
  return {
    driveId,
    driveType: driveTypeOf(optionalStringAt(drive, 'driveType', at)),
    name: optionalStringAt(drive, 'name', at) ?? driveId,
    ...(ownerName !== undefined && { ownerName }),
    ...(siteName !== undefined && { siteName }),
  };
}

/** Sites are at `/sites/{name}` and `/teams/{name}` of their host. */
function siteNameOf(webUrl: string): string | undefined {
  const [managed = '', name] = URL.canParse(webUrl) ? pathSegments(new URL(webUrl).pathname) : [];
  return /^(?:sites|teams)$/iu.test(managed) && name !== undefined ? decodeSegment(name) : undefined;
}
