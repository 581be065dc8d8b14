import type { Cloud } from './clouds.ts';

/** Whose drive. Everything else is addressed within one. */
export type DriveRef =
  { readonly kind: 'me' } | { readonly kind: 'drive' | 'group' | 'site' | 'user'; readonly id: string };

/** What has several drives. */
export type DriveOwnerRef = DriveRef & { readonly kind: 'site' | 'group' };

/** A driveItem: by its id, by parent and name (ids survive renames, so prefer these two), or by path from the root. */
export type ItemRef =
  | { readonly by: 'id'; readonly drive: DriveRef; readonly itemId: string }
  | { readonly by: 'name'; readonly drive: DriveRef; readonly parentId: string; readonly name: string }
  | { readonly by: 'path'; readonly drive: DriveRef; readonly path: string };

/** What is wanted of an item: the item itself, or a relation or action below it. */
export type ItemSuffix = '' | 'children' | 'content' | 'createUploadSession' | 'createLink' | `workbook/${string}`;

export function itemById(driveId: string, itemId: string): ItemRef {
  return { by: 'id', drive: { kind: 'drive', id: driveId }, itemId };
}

export function itemByName(folder: { readonly driveId: string; readonly itemId: string }, name: string): ItemRef {
  return { by: 'name', drive: { kind: 'drive', id: folder.driveId }, parentId: folder.itemId, name };
}

/** Names of a path's folders: `/Reports//2026/` has two. */
export function pathSegments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** A segment of a path that the service wrote. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not every answer has it encoded: then a percent sign is only that.
    return segment;
  }
}

/**
 * Address below the version root. Each segment is encoded by itself: an encoded path as a whole fails on `%2F`.
 * The cloud of 21Vianet does not take the colon form; there names travel as a parameter (the form that rclone uses).
 * @param query further parameters, such as `$select`; keys as they are, values encoded here.
 */
export function itemAddress(
  cloud: Cloud,
  item: ItemRef,
  suffix: ItemSuffix,
  query: Readonly<Record<string, string>> = {},
): string {
  const { path, alias } = cloud.id === 'china' ? aliasForm(item, suffix) : { path: colonForm(item, suffix), alias: {} };
  const parameters = Object.entries({ ...alias, ...query }).map(
    ([key, value]) => `${key}=${encodeURIComponent(value)}`,
  );
  return parameters.length === 0 ? path : `${path}?${parameters.join('&')}`;
}

function colonForm(item: ItemRef, suffix: ItemSuffix): string {
  const drive = drivePath(item.drive);
  const end = suffix === '' ? '' : `/${suffix}`;
  if (item.by === 'id') {
    return `${drive}/items/${encodeURIComponent(item.itemId)}${end}`;
  }
  const segments = item.by === 'name' ? [item.name] : pathSegments(item.path);
  const base = item.by === 'name' ? `/items/${encodeURIComponent(item.parentId)}` : '/root';
  if (segments.length === 0) {
    return `${drive}${base}${end}`;
  }
  const path = segments.map((segment) => encodeURIComponent(segment)).join('/');
  return `${drive}${base}:/${path}${end === '' ? '' : `:${end}`}`;
}

function aliasForm(item: ItemRef, suffix: ItemSuffix): { path: string; alias: Readonly<Record<string, string>> } {
  const segments = item.by === 'id' ? [] : item.by === 'name' ? [item.name] : pathSegments(item.path);
  if (segments.length === 0) {
    return { path: colonForm(item, suffix), alias: {} };
  }
  const base = item.by === 'name' ? `/items/${encodeURIComponent(item.parentId)}` : '/root';
  return {
    path: `${drivePath(item.drive)}${base}/children('@a1')${suffix === '' ? '' : `/${suffix}`}`,
    alias: { '@a1': `'${segments.join('/').replaceAll("'", "''")}'` },
  };
}

/** The list of the drives of a site or group. */
export function drivesAddress(owner: DriveOwnerRef): string {
  return `/${owner.kind}s/${encodeURIComponent(owner.id)}/drives`;
}

function drivePath(drive: DriveRef): string {
  if (drive.kind === 'me') {
    return '/me/drive';
  }
  const id = encodeURIComponent(drive.id);
  return drive.kind === 'drive' ? `/drives/${id}` : `/${drive.kind}s/${id}/drive`;
}
