import { commitBySourceUrl } from '../routes/commitBySourceUrl.ts';
import { createFolder, listChildren } from '../routes/children.ts';
import { copyItem } from '../routes/copyItem.ts';
import { getContent, putContent } from '../routes/content.ts';
import { createUploadSession } from '../routes/createUploadSession.ts';
import {
  getDrive,
  getMe,
  listGroupDrives,
  listGroups,
  listMyDrives,
  listUserDrives,
  sharedWithMe,
} from '../routes/drives.ts';
import type { ItemRequest, ItemRoute } from '../routes/itemRequest.ts';
import { deleteItem, getItem, updateItem } from '../routes/items.ts';
import { createLink } from '../routes/sharing.ts';
import { workbookRoute } from '../routes/workbook/route.ts';
import { followedSites, getSite, getSiteByPath, listSiteDrives, searchSites } from '../routes/sites.ts';
import { colonPath, type DriveAddress, parseDriveAddress, type Segment, splitPath } from './address.ts';
import type { Answer } from './answer.ts';
import { badRequest, notFound, refuse } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { RouteName } from './routeNames.ts';
import { addressedPath, resolveItem, resolveOwner, resolveTarget } from './targets.ts';

/** A request whose meaning is known. */
export interface Route {
  readonly name: RouteName;
  /** Resource units that it costs (SharePoint "How to avoid getting throttled" page). */
  readonly cost: 1 | 2 | 5;
  /** Path of the item in its drive, as far as it can be told. */
  file(x: Exchange): string | undefined;
  /** Notices a request for what is in a workbook, before anything can happen to it. */
  arrive?(x: Exchange): void;
  handle(x: Exchange): Promise<Answer> | Answer;
}

/** By method and what is asked of the item. */
const ITEM_ROUTES: Readonly<Record<string, ItemRoute>> = {
  'GET ': { name: 'getItem', cost: 1, handle: getItem },
  'PATCH ': { name: 'updateItem', cost: 2, handle: updateItem },
  'DELETE ': { name: 'deleteItem', cost: 2, handle: deleteItem },
  'PUT ': { name: 'commitBySourceUrl', cost: 2, handle: commitBySourceUrl },
  'GET children': { name: 'listChildren', cost: 2, handle: listChildren },
  'POST children': { name: 'createFolder', cost: 2, handle: createFolder },
  'GET content': { name: 'getContent', cost: 1, handle: getContent },
  'PUT content': { name: 'putContent', cost: 2, handle: putContent },
  'POST createUploadSession': { name: 'createUploadSession', cost: 2, handle: createUploadSession },
  'POST copy': { name: 'copyItem', cost: 2, handle: copyItem },
  'POST createLink': { name: 'createLink', cost: 5, handle: createLink },
};

const unknown: Route = {
  name: 'unknown',
  cost: 1,
  file: () => undefined,
  handle: () => {
    throw badRequest('Resource not found for the segment, or the method is not allowed here.');
  },
};

/** Finds out what a Graph request asks for. Addresses that cannot be read become a route that refuses. */
export function routeGraph(x: Exchange): Route {
  try {
    const [version, ...segments] = splitPath(x.path);
    if (version?.text !== 'v1.0' && version?.text !== 'beta') {
      return refusing('unknown', notFound('Invalid version.'));
    }
    const address = parseDriveAddress(segments, x.query);
    if (address === undefined) {
      return directoryRoute(x, segments);
    }
    return address.item === undefined ? driveRoute(x, address) : itemRoute(x, address, address.item);
  } catch (error) {
    return refusing('unknown', error);
  }
}

function refusing(name: RouteName, error: unknown): Route {
  return {
    ...unknown,
    name,
    handle: () => {
      throw error;
    },
  };
}

function simple(name: RouteName, cost: Route['cost'], handle: Route['handle']): Route {
  return { name, cost, file: () => undefined, handle };
}

function itemRoute(x: Exchange, address: DriveAddress, item: ItemRequest['address']): Route {
  const action = address.action
    .map((part) => part.replace(/^microsoft\.graph\./u, '').replace(/\((?:key='[^']*')?\)$/u, ''))
    .join('/');
  const route =
    address.action[0] === 'workbook'
      ? workbookRoute(x.method, address.action.slice(1))
      : ITEM_ROUTES[`${x.method} ${action}`];
  if (route === undefined) {
    return refusing(
      'unknown',
      refuse(action === '' ? 405 : 400, 'invalidRequest', `There is no ${action || 'such'} here.`),
    );
  }
  const request = (x: Exchange): ItemRequest => {
    const place = resolveOwner(x, address.owner);
    if (item.form === 'children' && place.drive.kind === 'personal') {
      throw badRequest('API not found');
    }
    return {
      place,
      address: item,
      node: () => resolveItem(x, place, item),
      target: () => resolveTarget(x, place, item),
    };
  };
  const { arrive } = route;
  return {
    name: route.name,
    cost: route.cost,
    file: (x) => quietly(() => addressedPath(x, resolveOwner(x, address.owner), item)),
    ...(arrive === undefined ? {} : { arrive: (x: Exchange) => quietly(() => arrive(x, request(x))) }),
    handle: (x) => route.handle(x, request(x)),
  };
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function driveRoute(x: Exchange, { owner, action }: DriveAddress): Route {
  const asked = action.join('/').replace(/\(\)$/u, '');
  if (x.method !== 'GET') {
    return unknown;
  }
  if (asked === '') {
    return simple('getDrive', 1, (x) => getDrive(x, resolveOwner(x, owner).drive));
  }
  if (asked === 'sharedWithMe') {
    return simple('sharedWithMe', 2, sharedWithMe);
  }
  return unknown;
}

function directoryRoute(x: Exchange, segments: readonly Segment[]): Route {
  if (x.method !== 'GET') {
    return unknown;
  }
  const [first, second = '', third] = segments.map((segment) => segment.text);
  const asked = segments.map((segment) => segment.text).join('/');
  switch (first) {
    case 'me':
      if (asked === 'me') {
        return simple('me', 1, getMe);
      }
      if (asked === 'me/drives') {
        return simple('listDrives', 2, listMyDrives);
      }
      if (asked === 'me/followedSites') {
        return simple('followedSites', 2, followedSites);
      }
      if (asked === 'me/memberOf' || asked === 'me/memberOf/microsoft.graph.group') {
        return simple('listGroups', 2, listGroups);
      }
      return unknown;
    case 'users':
      return third === 'drives' ? simple('listDrives', 2, (x) => listUserDrives(x, second)) : unknown;
    case 'groups':
      return third === 'drives' ? simple('listDrives', 2, (x) => listGroupDrives(x, second)) : unknown;
    case 'sites':
      return siteRoute(segments);
    case undefined:
    default:
      return unknown;
  }
}

function siteRoute(segments: readonly Segment[]): Route {
  const id = segments[1];
  if (id === undefined) {
    return simple('searchSites', 2, searchSites);
  }
  if (id.raw.endsWith(':')) {
    const { path } = colonPath(segments.slice(2));
    return simple('getSite', 1, (x) => getSiteByPath(x, id.text.slice(0, -1), `/${path.join('/')}`));
  }
  if (segments.length === 2) {
    return simple('getSite', 1, (x) => getSite(x, id.text));
  }
  if (segments[2]?.text === 'drives') {
    return simple('listDrives', 2, (x) => listSiteDrives(x, id.text));
  }
  return unknown;
}
