import { badRequest, nameTaken, noSpace, notFound, refuse, type ServiceError, tagMismatch } from '../http/errors.ts';
import type { SimDrive } from './drive.ts';
import { freeName } from './names.ts';
import { cTagOf, type DriveNode, eTagOf, type FileTimes, isFolder, type StoredContent } from './node.ts';

export type ConflictBehaviour = 'fail' | 'replace' | 'rename';

/** Where a file is to go: a name below a folder, with folders on the way that may have to be made. */
export interface FileTarget {
  readonly drive: SimDrive;
  readonly parent: DriveNode;
  readonly folders: readonly string[];
  readonly name: string;
  /** The item was named by its id, so its name is no conflict. */
  readonly existing?: DriveNode;
}

/** The values of If-Match and If-None-Match. */
export interface Preconditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
}

export interface Placement {
  readonly target: FileTarget;
  readonly name: string;
  readonly replaces: DriveNode | undefined;
}

/** The item that is at the target now. */
export function occupant(target: FileTarget): DriveNode | undefined {
  const { drive, parent, folders, name, existing } = target;
  if (existing !== undefined) {
    return drive.byId(existing.id);
  }
  return drive.resolve(parent, [...folders, name]);
}

/** Throws 412 unless the tags fit the item; eTag and cTag both count. */
export function checkPreconditions(node: DriveNode | undefined, conditions: Preconditions): void {
  const { ifMatch, ifNoneMatch } = conditions;
  if (ifMatch !== undefined && !matches(node, ifMatch)) {
    throw tagMismatch();
  }
  if (ifNoneMatch !== undefined && matches(node, ifNoneMatch)) {
    throw tagMismatch();
  }
}

function matches(node: DriveNode | undefined, header: string): boolean {
  if (node === undefined) {
    return false;
  }
  const tags = header.split(/,(?=\s*(?:W\/)?")/u).map((tag) => tag.trim().replace(/^W\//u, ''));
  return tags.some((tag) => tag === '*' || tag === eTagOf(node) || tag === cTagOf(node));
}

/** Throws 423 while the item is locked. */
export function checkLock(node: DriveNode | undefined): void {
  const refusal = lockRefusal(node);
  if (refusal !== undefined) {
    throw refusal;
  }
}

function lockRefusal(node: DriveNode | undefined): ServiceError | undefined {
  const message = 'The resource you are attempting to access is locked.';
  switch (node?.lock ?? (node?.isHeld() === true ? 'current' : undefined)) {
    case undefined:
      return undefined;
    case 'current':
      return refuse(423, 'notAllowed', message, 'resourceLocked');
    case 'legacy':
      return refuse(423, 'accessDenied', message);
  }
}

/**
 * Decides what placing a file of `size` bytes would do.
 * @throws ServiceError 404, 409, 412, 423 or 507; nothing was changed then.
 */
export function planPlacement(
  target: FileTarget,
  behaviour: ConflictBehaviour,
  size: number,
  conditions: Preconditions,
): Placement {
  const { drive } = target;
  if (drive.byId(target.parent.id) === undefined) {
    throw notFound();
  }
  if (target.existing !== undefined && drive.byId(target.existing.id) === undefined) {
    throw notFound();
  }
  if (fileInTheWay(target)) {
    throw nameTaken('A file is in the way of a folder.');
  }
  const there = occupant(target);
  checkPreconditions(there, conditions);
  const placement = resolveConflict(target, there, behaviour);
  checkLock(placement.replaces);
  const freed = placement.replaces?.stored?.content.size ?? 0;
  if (drive.used - freed + size > drive.quota) {
    throw noSpace();
  }
  return placement;
}

function fileInTheWay(target: FileTarget): boolean {
  let at: DriveNode | undefined = target.parent;
  for (const name of target.folders) {
    at = target.drive.child(at, name);
    if (at === undefined) {
      return false;
    }
    if (!isFolder(at)) {
      return true;
    }
  }
  return false;
}

function resolveConflict(target: FileTarget, there: DriveNode | undefined, behaviour: ConflictBehaviour): Placement {
  if (there === undefined) {
    return { target, name: target.name, replaces: undefined };
  }
  switch (behaviour) {
    case 'fail':
      throw nameTaken();
    case 'replace':
      if (there.stored === undefined) {
        throw nameTaken('An item that is not a file has this name.');
      }
      return { target, name: there.name, replaces: there };
    case 'rename': {
      const folder = there.parent;
      if (folder === undefined) {
        throw badRequest('The root cannot be uploaded to.');
      }
      const name = freeName(target.name, (candidate) => target.drive.child(folder, candidate) !== undefined);
      return { target, name, replaces: undefined };
    }
  }
}

/** Carries the plan out. `times` become the item's, as fileSystemInfo asks. */
export function place(
  placement: Placement,
  stored: StoredContent,
  times: FileTimes = {},
): { node: DriveNode; created: boolean } {
  const { target, name, replaces } = placement;
  const { drive } = target;
  let node = replaces;
  if (node === undefined) {
    const folder = target.existing?.parent ?? drive.ensureFolder(target.parent, target.folders);
    if (folder === undefined) {
      throw notFound();
    }
    node = drive.addFile(folder, name, stored);
  } else {
    drive.replaceContent(node, stored);
  }
  if (times.created !== undefined) {
    node.created = times.created;
  }
  if (times.modified !== undefined) {
    node.modified = times.modified;
  }
  return { node, created: replaces === undefined };
}
