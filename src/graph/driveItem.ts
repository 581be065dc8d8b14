import { UnexpectedAnswerError } from './errors.ts';
import { asObject, optionalDateAt, optionalNumberAt, optionalObjectAt, optionalStringAt, stringAt } from './parse.ts';

/** The properties of a Graph driveItem that this product uses. */
export interface DriveItem {
  readonly id: string;
  readonly driveId: string;
  readonly name: string;
  readonly size: number;
  /** Empty when the service left it out. */
  readonly eTag: string;
  readonly cTag?: string;
  /** Empty when the service left it out. */
  readonly webUrl: string;
  readonly kind: 'file' | 'folder' | 'package';
  /** Base64 of 20 bytes; absent for 0-byte files and some old or shared items. */
  readonly quickXorHash?: string;
  /** Milliseconds since 1970. */
  readonly lastModified?: number;
  /** When the service made the item, by its clock: milliseconds since 1970. */
  readonly created?: number;
}

export type DriveType = 'personal' | 'business' | 'documentLibrary';

export const driveTypes: readonly DriveType[] = ['personal', 'business', 'documentLibrary'];

export function isDriveType(value: unknown): value is DriveType {
  return driveTypes.some((type) => type === value);
}

/** A folder that can receive files. Ids are as the service gave them: item ids are case-sensitive. */
export interface DriveFolder {
  readonly driveId: string;
  readonly itemId: string;
  readonly driveType: DriveType;
  /** Path from the drive's root for people and for the path-length rule: `/` or `/Reports/2026`. */
  readonly path: string;
  /** What its drive is called, for people; absent for the user's own drive. */
  readonly drive?: string;
}

/** An item by itself, with the place where it is now. */
export interface PlacedItem extends DriveFolder {
  readonly name: string;
  readonly kind: DriveItem['kind'];
}

/** A kind that is not known yet is treated as a library: the most careful assumption about rewritten files. */
export function driveTypeOf(text: string | undefined): DriveType {
  return isDriveType(text) ? text : 'documentLibrary';
}

/** What to ask for; `file`, `folder` and `package` tell the kind, `remoteItem` a shortcut into another drive. */
export const itemSelection =
  'id,name,size,eTag,cTag,webUrl,file,folder,package,remoteItem,parentReference,lastModifiedDateTime,createdDateTime';

/**
 * Reads a driveItem. A shortcut gives the ids of the item that it points to.
 * @param driveId drive of the item when the answer does not name it.
 * @throws {UnexpectedAnswerError}
 */
export function parseDriveItem(json: unknown, driveId: string, at = ''): DriveItem {
  const item = asObject(json, at);
  const remote = optionalObjectAt(item, 'remoteItem', at);
  const target = remote ?? item;
  const parent = optionalObjectAt(target, 'parentReference', at);
  const file = optionalObjectAt(target, 'file', at);
  const hash = file && quickXorHashOf(file, at);
  const cTag = optionalStringAt(target, 'cTag', at);
  const lastModified = optionalDateAt(item, 'lastModifiedDateTime');
  const created = optionalDateAt(item, 'createdDateTime');
  return {
    id: stringAt(target, 'id', at),
    driveId: (parent && optionalStringAt(parent, 'driveId', at)) ?? driveId,
    name: optionalStringAt(item, 'name', at) ?? stringAt(target, 'name', at),
    size: optionalNumberAt(target, 'size', at) ?? 0,
    eTag: optionalStringAt(target, 'eTag', at) ?? '',
    webUrl: optionalStringAt(target, 'webUrl', at) ?? '',
    kind: kindOf(target),
    ...(cTag !== undefined && { cTag }),
    ...(hash !== undefined && { quickXorHash: hash }),
    ...(lastModified !== undefined && { lastModified }),
    ...(created !== undefined && { created }),
  };
}

function kindOf(item: Readonly<Record<string, unknown>>): DriveItem['kind'] {
  if (item['package'] !== undefined && item['package'] !== null) {
    return 'package';
  }
  return item['folder'] !== undefined && item['folder'] !== null ? 'folder' : 'file';
}

/** Base64, also when the service wrote hexadecimal digits (OneDrive/onedrive-api-docs#982). */
function quickXorHashOf(file: Readonly<Record<string, unknown>>, at: string): string | undefined {
  const hashes = optionalObjectAt(file, 'hashes', at);
  const text = hashes && optionalStringAt(hashes, 'quickXorHash', at);
  if (text === undefined || /^[A-Za-z0-9+/]{27}=$/u.test(text)) {
    return text;
  }
  if (/^[0-9a-f]{40}$/iu.test(text)) {
    return btoa(String.fromCodePoint(...(text.match(/../gu) ?? []).map((pair) => Number.parseInt(pair, 16))));
  }
  throw new UnexpectedAnswerError('malformed', `${at === '' ? '' : `${at}.`}file.hashes.quickXorHash`);
}
