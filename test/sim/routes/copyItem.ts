import { randomUUID } from 'node:crypto';
import type { SimDrive } from '../drive/drive.ts';
import { freeName } from '../drive/names.ts';
import { type DriveNode, isFolder } from '../drive/node.ts';
import { type Answer, ok } from '../http/answer.ts';
import { accessDenied, nameTaken, notFound } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { objectAt, textAt } from '../http/json.ts';
import { checkNames } from '../http/targets.ts';
import type { ItemRequest } from './itemRequest.ts';
import { conflictBehaviour } from './properties.ts';

/** driveItem: copy. Done at once, but reported through a monitor address as the service does. */
export async function copyItem(x: Exchange, { place, node }: ItemRequest): Promise<Answer> {
  const body = await x.json();
  const reference = objectAt(body, 'parentReference') ?? {};
  const item = node();
  const driveId = textAt(reference, 'driveId');
  const drive = driveId === undefined ? place.drive : x.service.world.drive(driveId);
  const parentId = textAt(reference, 'id');
  const parent = parentId === undefined ? item.parent : drive?.byId(parentId);
  if (drive === undefined || parent === undefined || !isFolder(parent)) {
    throw notFound('The new parent could not be found.');
  }
  if (!x.service.world.mayUse(x.account, drive, parent)) {
    throw accessDenied();
  }
  const wanted = textAt(body, 'name') ?? item.name;
  checkNames(x, { drive, parent, folders: [], name: wanted }, !isFolder(item));
  const isTaken = (name: string): boolean => drive.child(parent, name) !== undefined;
  if (isTaken(wanted) && conflictBehaviour(body, x.query) !== 'rename') {
    throw nameTaken();
  }
  const copy = copyTree(drive, parent, isTaken(wanted) ? freeName(wanted, isTaken) : wanted, item);
  const monitor = randomUUID();
  x.service.copies.set(monitor, copy.id);
  return { status: 202, headers: { Location: `${x.service.uploadOrigin}/monitor/${monitor}` } };
}

/** GET of a monitor address; needs no token. */
export function copyMonitor(x: Exchange): Answer {
  const resourceId = x.service.copies.get(x.path.split('/').at(-1) ?? '');
  if (resourceId === undefined) {
    throw notFound();
  }
  return ok({ operation: 'itemCopy', status: 'completed', percentageComplete: 100, resourceId });
}

function copyTree(drive: SimDrive, parent: DriveNode, name: string, from: DriveNode): DriveNode {
  if (from.stored !== undefined) {
    const { content, hashes } = from.stored;
    const file = drive.addFile(parent, name, { content: content.copy(), hashes });
    file.mimeType = from.mimeType;
    return file;
  }
  const children = [...(from.children?.values() ?? [])];
  const folder = drive.addFolder(parent, name);
  for (const child of children) {
    copyTree(drive, folder, child.name, child);
  }
  return folder;
}
