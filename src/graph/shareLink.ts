import { base64url } from '../base/base64.ts';
import type { GraphClient } from './client.ts';
import type { DriveFolder, PlacedItem } from './driveItem.ts';
import { parseFolder, parsePlacedItem, placeSelection } from './folders.ts';

/**
 * The folder behind a sharing link or a web address. Asking is accepting the link: the signed-in person keeps the
 * access that it gives, as when opening it in a browser. The weaker `redeemSharingLinkIfNecessary` would end with the
 * request, and the upload needs the folder later (learn.microsoft.com/graph/api/shares-get).
 * @throws {GraphError} 403, 404. @throws {NotAFolderError}
 */
export function folderByLink(client: GraphClient, link: string, signal: AbortSignal): Promise<DriveFolder> {
  return readLink(client, link, (json) => parseFolder(json), signal);
}

/** Like {@link folderByLink}, for a link to an item of any kind. @throws {GraphError} 403, 404. */
export function itemByLink(client: GraphClient, link: string, signal: AbortSignal): Promise<PlacedItem> {
  return readLink(client, link, (json) => parsePlacedItem(json), signal);
}

function readLink<T>(client: GraphClient, link: string, read: (json: unknown) => T, signal: AbortSignal): Promise<T> {
  return client.request(
    {
      method: 'GET',
      label: 'item by link',
      address: `/shares/${sharingToken(itemAddressOf(link))}/driveItem?$select=${placeSelection}`,
      headers: { prefer: 'redeemSharingLink' },
      read,
    },
    signal,
  );
}

/** The address in the form that the service takes as an id. */
function sharingToken(address: string): string {
  return `u!${base64url(new TextEncoder().encode(address))}`;
}

/**
 * What a browser shows while one looks at a library is the address of a page; the item's own path is a parameter of
 * it, or the library is the folder above the page.
 */
function itemAddressOf(link: string): string {
  const url = new URL(link.trim());
  const path = url.searchParams.get('id') ?? url.searchParams.get('RootFolder');
  if (path?.startsWith('/') === true && /(?:\.aspx|\/my)$/iu.test(url.pathname)) {
    return `${url.origin}${path.split('/').map(encodeURIComponent).join('/')}`;
  }
  const library = /^(.*)\/Forms\/[^/]+\.aspx$/iu.exec(url.pathname)?.[1];
  return library === undefined ? url.href : `${url.origin}${library}`;
}
