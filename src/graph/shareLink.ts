import { base64url } from '../base/base64.ts';
import type { GraphClient } from './client.ts';
import type { DriveFolder } from './driveItem.ts';
import { folderSelection, parseFolder } from './folders.ts';

/**
 * The folder behind a sharing link or a web address. Asking is accepting the link: the signed-in person keeps the
 * access that it gives, as when opening it in a browser. The weaker `redeemSharingLinkIfNecessary` would end with the
 * request, and the upload needs the folder later (learn.microsoft.com/graph/api/shares-get).
 * @throws {GraphError} 403, 404. @throws {NotAFolderError}
 */
export function folderByLink(client: GraphClient, link: string, signal: AbortSignal): Promise<DriveFolder> {
  return client.request(
    {
      method: 'GET',
      label: 'folder by link',
      address: `/shares/${sharingToken(folderAddress(link))}/driveItem?$select=${folderSelection}`,
      headers: { prefer: 'redeemSharingLink' },
      read: (json) => parseFolder(json),
    },
    signal,
  );
}

/** The address in the form that the service takes as an id. */
function sharingToken(address: string): string {
  return `u!${base64url(new TextEncoder().encode(address))}`;
}

/**
 * What a browser shows while one looks at a library is the address of a page; the folder's own path is a parameter of
 * it, or the library is the folder above the page.
 */
function folderAddress(link: string): string {
  const url = new URL(link.trim());
  const path = url.searchParams.get('id') ?? url.searchParams.get('RootFolder');
  if (path?.startsWith('/') === true && /(?:\.aspx|\/my)$/iu.test(url.pathname)) {
    return `${url.origin}${path.split('/').map(encodeURIComponent).join('/')}`;
  }
  const library = /^(.*)\/Forms\/[^/]+\.aspx$/iu.exec(url.pathname)?.[1];
  return library === undefined ? url.href : `${url.origin}${library}`;
}
