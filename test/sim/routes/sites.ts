import type { Site, User } from '../drive/world.ts';
import { type Answer, ok } from '../http/answer.ts';
import { notFound } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Json } from '../http/json.ts';
import { refuseOnPersonal } from '../http/targets.ts';
import { driveJson } from './drives.ts';
import { listPage } from './listPage.ts';

const SITES_READ = ['Sites.Read.All', 'Sites.ReadWrite.All'];

/** `GET /sites?search=text`; `*` finds all. Everybody's OneDrive is a site and is found by the name of its owner. */
export function searchSites(x: Exchange): Answer {
  allowSites(x);
  const text = (x.query.get('search') ?? '').toLowerCase();
  const { sites, users } = x.service.world;
  const matches = ({ displayName }: { displayName: string }): boolean =>
    text === '*' || displayName.toLowerCase().includes(text);
  const found = [
    ...sites.filter(matches).map((site) => siteJson(x, site)),
    ...users.filter(matches).map((user) => personalSiteJson(x, user)),
  ];
  return ok(listPage(x, 'sites', found, (site) => site));
}

export function followedSites(x: Exchange): Answer {
  allowSites(x);
  const followed = x.service.world.sites.filter((site) => site.followed);
  return ok(listPage(x, 'sites', followed, (site) => siteJson(x, site)));
}

export function getSite(x: Exchange, id: string): Answer {
  return ok(siteJson(x, findSite(x, id)));
}

export function getSiteByPath(x: Exchange, host: string, path: string): Answer {
  allowSites(x);
  const site = x.service.world.siteByPath(host, path);
  if (site === undefined) {
    throw notFound('The site could not be found.');
  }
  return ok(siteJson(x, site));
}

export function listSiteDrives(x: Exchange, id: string): Answer {
  return ok(listPage(x, 'drives', findSite(x, id).libraries, (library) => driveJson(x, library)));
}

function allowSites(x: Exchange): void {
  refuseOnPersonal(x);
  x.requireScope(...SITES_READ);
}

function findSite(x: Exchange, id: string): Site {
  allowSites(x);
  const site = x.service.world.site(id);
  if (site === undefined) {
    throw notFound('The site could not be found.');
  }
  return site;
}

function siteJson(x: Exchange, site: Site): Record<string, Json> {
  const { id, displayName, host, path } = site;
  const name = path.split('/').at(-1) ?? '';
  return { id, name, displayName, webUrl: `${x.service.uploadOrigin}${path}`, siteCollection: { hostname: host } };
}

function personalSiteJson(x: Exchange, { id, displayName, drive }: User): Record<string, Json> {
  const webUrl = `${x.service.uploadOrigin}${drive.webPath.replace(/\/Documents$/u, '')}`;
  return { id: `contoso-my.sharepoint.com,${id},${id}`, name: displayName, displayName, webUrl };
}
