import { freeName } from '../drive/names.ts';
import { type DriveNode, isFolder, sizeOf } from '../drive/node.ts';
import { type Answer, ok } from '../http/answer.ts';
import { badRequest, nameTaken } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isObject, type Json, textAt } from '../http/json.ts';
import { checkNames } from '../http/targets.ts';
import type { ItemRequest } from './itemRequest.ts';
import { conflictBehaviour, select } from './properties.ts';

const DEFAULT_PAGE = 200;
const LARGEST_PAGE = 1_000;
const BY_NAME = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

export async function listChildren(x: Exchange, { place, node }: ItemRequest): Promise<Answer> {
  noticeRewrittenLink(x);
  const folder = node();
  if (!isFolder(folder)) {
    throw badRequest('The item is not a folder.');
  }
  const start = readSkip(x.query);
  const top = readTop(x.query);
  const sorted = [...folder.children.values()].toSorted(
    order(x.query.get('$orderby'), place.drive.kind !== 'personal'),
  );
  const empty = x.plan.of('emptyPage') !== undefined;
  const page = empty ? [] : sorted.slice(start, start + top);
  const next = start + page.length;
  const json: Record<string, Json> = {
    '@odata.context': x.context('driveItems'),
    value: page.map((child) => select(x.itemJson(place.drive, child), x.query)),
  };
  if (empty || next < sorted.length) {
    json['@odata.nextLink'] = nextLink(x, next);
  }
  return ok(json);
}

export async function createFolder(x: Exchange, { place, node }: ItemRequest): Promise<Answer> {
  const body = await x.json();
  const { drive } = place;
  const parent = node();
  if (!isFolder(parent)) {
    throw badRequest('The item is not a folder.');
  }
  const name = textAt(body, 'name');
  if (name === undefined || !isObject(body['folder'])) {
    throw badRequest('A folder needs a name and a folder facet.');
  }
  checkNames(x, { drive, parent, folders: [], name }, false);
  const there = drive.child(parent, name);
  if (there === undefined) {
    return { status: 201, json: x.itemJson(drive, drive.addFolder(parent, name)) };
  }
  switch (conflictBehaviour(body, x.query) ?? 'fail') {
    case 'fail':
      throw nameTaken();
    case 'replace':
      if (!isFolder(there)) {
        throw nameTaken();
      }
      return ok(x.itemJson(drive, there));
    case 'rename': {
      const free = freeName(name, (candidate) => drive.child(parent, candidate) !== undefined);
      return { status: 201, json: x.itemJson(drive, drive.addFolder(parent, free)) };
    }
  }
}

/** Page links are to be followed as they are (learn.microsoft.com/graph/paging). */
function noticeRewrittenLink(x: Exchange): void {
  const url = x.request.url ?? '';
  if (skipToken(x.query) !== null && !x.service.nextLinks.has(url)) {
    x.violate('nextLinkRewritten', 'a page link was not followed as given');
  }
}

function nextLink(x: Exchange, next: number): string {
  const kept = [...x.query].filter(([name]) => name.toLowerCase() !== '$skiptoken');
  const query = [...kept, ['$skiptoken', Buffer.from(`next:${next}`).toString('base64url')]]
    .map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const link = `${x.path}?${query}`;
  x.service.nextLinks.add(link);
  return `${x.origin}${link}`;
}

function skipToken(query: URLSearchParams): string | null {
  return query.get('$skiptoken') ?? query.get('$skipToken');
}

function readSkip(query: URLSearchParams): number {
  const token = skipToken(query);
  if (token === null) {
    return 0;
  }
  const start = /^next:(\d+)$/u.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (start === undefined) {
    throw badRequest('The skip token is not valid.', 'invalidStartIndex');
  }
  return Number(start);
}

function readTop(query: URLSearchParams): number {
  const top = query.get('$top');
  if (top === null) {
    return DEFAULT_PAGE;
  }
  if (!/^[1-9]\d{0,5}$/u.test(top)) {
    throw badRequest('$top is not valid.', 'invalidQueryOption');
  }
  return Math.min(Number(top), LARGEST_PAGE);
}

type Order = (a: DriveNode, b: DriveNode) => number;

/** Business and SharePoint sort by `name` and `url` only (OneDrive API release notes). */
function order(orderBy: string | null, nameOnly: boolean): Order {
  const [field = 'name', direction = 'asc'] = (orderBy ?? 'name').trim().split(/\s+/u);
  const orders: Readonly<Record<string, Order>> = {
    name: (a, b) => BY_NAME.compare(a.name, b.name),
    url: (a, b) => BY_NAME.compare(a.name, b.name),
    ...(nameOnly
      ? {}
      : { size: (a, b) => sizeOf(a) - sizeOf(b), lastModifiedDateTime: (a, b) => a.modified - b.modified }),
  };
  const ascending = orders[field];
  if (ascending === undefined || !['asc', 'desc'].includes(direction)) {
    throw badRequest('$orderby is not valid here.', 'invalidQueryOption');
  }
  return direction === 'asc' ? ascending : (a, b) => ascending(b, a);
}
