import { pathSegments } from './addresses.ts';
import type { GraphClient } from './client.ts';
import { nextPage } from './paging.ts';
import type { Page } from './paging.ts';
import { asObject, optionalStringAt, stringAt } from './parse.ts';

/** A SharePoint site. */
export interface Site {
  readonly id: string;
  readonly name: string;
  /** Empty when the service left it out. */
  readonly webUrl: string;
}

const selection = '$select=id,name,displayName,webUrl';

/** The sites that the signed-in person follows. Work accounts only; needs Sites.Read.All. */
export function followedSites(
  client: GraphClient,
  nextLink: string | undefined,
  signal: AbortSignal,
): Promise<Page<Site>> {
  const list = { label: 'followed sites', address: `/me/followedSites?${selection}`, read: parseSite };
  return nextPage(client, list, nextLink, signal);
}

/** The sites of the organisation that match some words. Work accounts only; needs Sites.Read.All. */
export function searchSites(
  client: GraphClient,
  words: string,
  nextLink: string | undefined,
  signal: AbortSignal,
): Promise<Page<Site>> {
  const address = `/sites?search=${encodeURIComponent(words)}&${selection}`;
  return nextPage(client, { label: 'sites by words', address, read: parseSite }, nextLink, signal);
}

/** Everybody's OneDrive is a site too, and comes up in searches: those are left out. */
function parseSite(json: unknown, at: string): Site | undefined {
  const site = asObject(json, at);
  const id = stringAt(site, 'id', at);
  const webUrl = optionalStringAt(site, 'webUrl', at) ?? '';
  const path = URL.canParse(webUrl) ? pathSegments(new URL(webUrl).pathname) : [];
  if (path[0]?.toLowerCase() === 'personal') {
    return undefined;
  }
  const name = optionalStringAt(site, 'displayName', at) ?? optionalStringAt(site, 'name', at) ?? path.at(-1) ?? id;
  return { id, name, webUrl };
}
