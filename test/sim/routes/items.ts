import { foldName, freeName } from '../drive/names.ts';
import { type DriveNode, isFolder } from '../drive/node.ts';
import { checkLock, type ConflictBehaviour } from '../drive/placement.ts';
import { type Answer, noContent, ok } from '../http/answer.ts';
import { badRequest, nameTaken, notFound } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { type JsonObject, objectAt, textAt } from '../http/json.ts';
import { checkNames } from '../http/targets.ts';
import { checkTags } from '../http/preconditions.ts';
import { conflictBehaviour, fileTimes, select } from './properties.ts';
import type { ItemRequest } from './itemRequest.ts';

export async function getItem(x: Exchange, { place, node }: ItemRequest): Promise<Answer> {
  return ok(select(x.itemJson(place.drive, node()), x.query));
}

export async function deleteItem(x: Exchange, { place, node }: ItemRequest): Promise<Answer> {
  const item = node();
  if (item.parent === undefined) {
    throw badRequest('The root cannot be deleted.');
  }
  checkTags(x, item);
  checkLock(item);
  place.drive.remove(item);
  return noContent;
}

/** Rename, move, fileSystemInfo, description. */
export async function updateItem(x: Exchange, { place, node }: ItemRequest): Promise<Answer> {
  const body = await x.json();
  const { drive } = place;
  const item = node();
  checkTags(x, item);
  checkLock(item);
  const behaviour = conflictBehaviour(body, x.query) ?? 'fail';
  moveItem(x, place.drive, item, body, behaviour);
  const info = objectAt(body, 'fileSystemInfo');
  const description = textAt(body, 'description');
  if (description !== undefined) {
    item.description = description;
  }
  drive.touch(item);
  if (info !== undefined) {
    const { created, modified } = fileTimes(info);
    item.created = created ?? item.created;
    item.modified = modified ?? item.modified;
  }
  return ok(x.itemJson(drive, item));
}

function moveItem(
  x: Exchange,
  drive: ItemRequest['place']['drive'],
  item: DriveNode,
  body: JsonObject,
  behaviour: ConflictBehaviour,
): void {
  const parentId = textAt(objectAt(body, 'parentReference') ?? {}, 'id');
  const name = textAt(body, 'name') ?? item.name;
  const parent = parentId === undefined ? item.parent : drive.byId(parentId);
  if (parent === undefined || !isFolder(parent)) {
    if (parentId === undefined && name === item.name) {
      return;
    }
    throw notFound('The new parent could not be found.');
  }
  for (let at: DriveNode | undefined = parent; at !== undefined; at = at.parent) {
    if (at === item) {
      throw badRequest('A folder cannot be moved into itself.');
    }
  }
  checkNames(x, { drive, parent, folders: [], name }, !isFolder(item));
  const there = drive.child(parent, name);
  const taken = there !== undefined && !(there === item && foldName(name) === foldName(item.name));
  if (!taken) {
    drive.move(item, parent, name);
  } else if (behaviour === 'rename') {
    const free = freeName(name, (candidate) => drive.child(parent, candidate) !== undefined);
    drive.move(item, parent, free);
  } else if (behaviour === 'replace' && there.stored !== undefined && item.stored !== undefined) {
    drive.remove(there);
    drive.move(item, parent, name);
  } else {
    throw nameTaken();
  }
}
