import { freeName } from '../drive/names.ts';
import { type DriveNode, isFolder, sizeOf } from '../drive/node.ts';
import { type Answer, ok } from '../http/answer.ts';
import { badRequest, nameTaken } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isObject, textAt } from '../http/json.ts';
import { checkNames } from '../http/targets.ts';
import type { ItemRequest } from './itemRequest.ts';
import { listPage } from './listPage.ts';
import { conflictBehaviour } from './properties.ts';

const BY_NAME = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

export async function listChildren(x: Exchange, { place, node }: ItemRequest): Promise<Answer> {
  const folder = node();
  if (!isFolder(folder)) {
    throw badRequest('The item is not a folder.');
  }
  const sorted = [...folder.children.values()].toSorted(
    order(x.query.get('$orderby'), place.drive.kind !== 'personal'),
  );
  return ok(listPage(x, 'driveItems', sorted, (child) => x.itemJson(place.drive, child)));
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
