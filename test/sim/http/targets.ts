import type { SimDrive } from '../drive/drive.ts';
import { LONGEST_PATH } from '../drive/names.ts';
import { type DriveNode, isFolder, pathOf } from '../drive/node.ts';
import type { FileTarget } from '../drive/placement.ts';
import { targetPath } from '../upload/uploadSessions.ts';
import type { DriveOwner, ItemAddress } from './address.ts';
import { accessDenied, badRequest, notFound, refuse } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { type SharedItem, sharedItem } from './shares.ts';

/** Folders behind the names of `special`; the second is only on Personal. */
const SPECIAL_EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
  approot: ['Apps', 'Simulated App'],
  documents: ['Documents'],
  photos: ['Pictures'],
};
const SPECIAL_PERSONAL: Readonly<Record<string, readonly string[]>> = {
  cameraroll: ['Pictures', 'Camera Roll'],
  music: ['Music'],
};

/**
 * Scopes for files outside of the own drive: what others shared, libraries of sites and groups
 * (learn.microsoft.com/graph/api/drive-sharedwithme and /driveitem-createuploadsession).
 */
const READ_ALL = ['Files.Read.All', 'Sites.Read.All'];
const WRITE_ALL = ['Files.ReadWrite.All', 'Sites.ReadWrite.All'];

/** A drive with the item that an address without names below it stands for. */
export interface Place {
  readonly drive: SimDrive;
  /** What `root` means here: a shared item has itself as root. */
  readonly root: DriveNode;
}

/** @throws ServiceError 400 where the account kind has no such thing, 404 when there is none. */
export function resolveOwner(x: Exchange, owner: DriveOwner): Place {
  const { world } = x.service;
  switch (owner.kind) {
    case 'me':
      return wholeDrive(world.user(x.account).drive);
    case 'drive':
      return wholeDrive(world.drive(owner.id));
    case 'user':
      return wholeDrive(world.findUser(owner.id)?.drive);
    case 'group':
      refuseOnPersonal(x);
      return wholeDrive(world.groups.find((group) => group.id === owner.id)?.drive);
    case 'site':
      refuseOnPersonal(x);
      return wholeDrive(world.site(owner.id)?.libraries[0]);
    case 'sitePath':
      refuseOnPersonal(x);
      return wholeDrive(world.siteByPath(owner.host, owner.path)?.libraries[0]);
    case 'share':
      return openShare(x, sharedItem(world, owner.id));
  }
}

/**
 * A sharing link is an offer: with `Prefer: redeemSharingLink` the account takes it and keeps the access, with
 * `redeemSharingLinkIfNecessary` it has it for the request (learn.microsoft.com/graph/api/shares-get).
 */
function openShare(x: Exchange, { drive, root, link }: SharedItem): Place {
  const { world } = x.service;
  if (!world.mayUse(x.account, drive, root)) {
    const preferences = (x.header('prefer') ?? '').toLowerCase().split(/\s*,\s*/u);
    const redeems = preferences.some((each) => each.startsWith('redeemsharinglink'));
    if (link === undefined || link.scope === 'users' || !redeems) {
      throw accessDenied('The sharing link no longer exists, or you do not have permission to access it.');
    }
    if (preferences.includes('redeemsharinglink')) {
      world.share(drive, root, x.account);
    }
  }
  return { drive, root };
}

export function refuseOnPersonal(x: Exchange): void {
  if (x.service.world.kind === 'personal') {
    throw badRequest('This is not supported for personal accounts.');
  }
}

function wholeDrive(drive: SimDrive | undefined): Place {
  if (drive === undefined) {
    throw notFound('The drive could not be found.');
  }
  return { drive, root: drive.root };
}

/** The item itself. @throws ServiceError 403, 404 */
export function resolveItem(x: Exchange, place: Place, item: ItemAddress): DriveNode {
  const base = resolveBase(x, place, item);
  const node = place.drive.resolve(base, decodedNames(place.drive, item.path));
  if (node === undefined) {
    throw notFound();
  }
  return node;
}

/** Where a file that is addressed by its parent and names, or by its own id, is to go. @throws ServiceError 400, 403, 404 */
export function resolveTarget(x: Exchange, place: Place, item: ItemAddress): FileTarget {
  const { drive } = place;
  const base = resolveBase(x, place, item);
  if (item.path.length === 0) {
    if (base.stored === undefined) {
      throw badRequest('A name for the file is required in the address.');
    }
    return { drive, parent: base.parent ?? drive.root, folders: [], name: base.name, existing: base };
  }
  if (!isFolder(base)) {
    throw notFound('The parent is not a folder.');
  }
  const names = decodedNames(drive, item.path);
  const target = { drive, parent: base, folders: names.slice(0, -1), name: names.at(-1) ?? '' };
  checkNames(x, target);
  return target;
}

/** The path that an address leads to, whether there is something or not. @throws ServiceError 403, 404 */
export function addressedPath(x: Exchange, place: Place, item: ItemAddress): string {
  const start = pathOf(resolveBase(x, place, item));
  return [start === '/' ? '' : start, ...decodedNames(place.drive, item.path)].join('/') || '/';
}

/** @throws ServiceError 400 for a name or path that the service does not take. */
export function checkNames(x: Exchange, target: FileTarget, isFile = true): void {
  const { drive, parent, folders, name } = target;
  const names = [...folders, name];
  for (const [index, part] of names.entries()) {
    const folder = !isFile || index < folders.length;
    const problem = drive.nameProblem(part, folder, index === 0 && parent === drive.root);
    if (problem !== undefined) {
      x.violate('illegalName', problem);
    }
    const refusal = problem ?? drive.tenantProblem(part);
    if (refusal !== undefined) {
      throw badRequest(`The provided name is not valid: ${refusal}.`, 'invalidPath');
    }
  }
  const { length } = targetPath(target).slice(1);
  if (length > LONGEST_PATH) {
    x.violate('pathTooLong', `${length} characters`);
    throw badRequest('The path is too long.', 'pathIsTooLong');
  }
}

/** @throws ServiceError 403, 404 */
function resolveBase(x: Exchange, place: Place, item: ItemAddress): DriveNode {
  const { drive, root } = place;
  const { kind, id } = item.base;
  const node = kind === 'special' ? specialFolder(drive, id) : id === 'root' ? root : drive.byId(id);
  if (node === undefined) {
    throw notFound();
  }
  if (root === drive.root && !x.service.world.mayUse(x.account, drive, node)) {
    throw accessDenied();
  }
  requireFileScope(x, root === drive.root && drive.owner !== x.account ? 'others' : 'own');
  return node;
}

/** @throws ServiceError 403 when the token may not do that with files. */
export function requireFileScope(x: Exchange, whose: 'own' | 'others'): void {
  const own = whose === 'own' ? ['Files.ReadWrite', ...(x.method === 'GET' ? ['Files.Read'] : [])] : [];
  x.requireScope(...own, ...WRITE_ALL, ...(x.method === 'GET' ? READ_ALL : []));
}

function specialFolder(drive: SimDrive, name: string): DriveNode | undefined {
  const folders = { ...SPECIAL_EVERYWHERE, ...(drive.kind === 'personal' ? SPECIAL_PERSONAL : {}) };
  const path = folders[name.toLowerCase()];
  if (path === undefined) {
    throw refuse(404, 'itemNotFound', 'There is no such special folder.');
  }
  return drive.ensureFolder(drive.root, path);
}

/** Personal decodes names once more (abraunegg/onedrive#1342). */
function decodedNames(drive: SimDrive, names: readonly string[]): readonly string[] {
  if (!drive.behaviours.decodeNamesTwice) {
    return names;
  }
  return names.map((name) => {
    try {
      return decodeURIComponent(name);
    } catch {
      return name;
    }
  });
}
