import type { SimDrive } from '../drive/drive.ts';
import type { DriveNode, SharingLink } from '../drive/node.ts';
import type { World } from '../drive/world.ts';
import { badRequest, notFound } from './errors.ts';

export interface SharedItem {
  readonly drive: SimDrive;
  readonly root: DriveNode;
  /** The sharing link; undefined for a plain web address. */
  readonly link: SharingLink | undefined;
}

/** The item behind `/shares/{id}`, where the id is `u!` and a web address or sharing link in base64url. */
export function sharedItem(world: World, id: string): SharedItem {
  if (!id.startsWith('u!')) {
    throw badRequest('The sharing id is not an encoded address.');
  }
  const address = Buffer.from(id.slice(2), 'base64url').toString('utf8');
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    throw badRequest('The sharing id does not hold an address.');
  }
  for (const drive of world.drives()) {
    const node = nodeAtWebPath(drive, path);
    const shared = node === undefined ? nodeOfLink(drive.root, path) : { node, link: undefined };
    if (shared !== undefined) {
      return { drive, root: shared.node, link: shared.link };
    }
  }
  throw notFound('The shared item could not be found.');
}

function nodeAtWebPath(drive: SimDrive, path: string): DriveNode | undefined {
  if (path !== drive.webPath && !path.startsWith(`${drive.webPath}/`)) {
    return undefined;
  }
  const names = path
    .slice(drive.webPath.length)
    .split('/')
    .filter((name) => name !== '');
  return drive.resolve(drive.root, names);
}

function nodeOfLink(node: DriveNode, path: string): { node: DriveNode; link: SharingLink } | undefined {
  const link = node.links.find(({ webUrl }) => new URL(webUrl).pathname === path);
  if (link !== undefined) {
    return { node, link };
  }
  for (const child of node.children?.values() ?? []) {
    const found = nodeOfLink(child, path);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
