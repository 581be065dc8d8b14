import { badRequest, ServiceError } from './errors.ts';
import { hasControlCharacter } from '../drive/names.ts';

/** Whose drive an address is about. */
export type DriveOwner =
  | { readonly kind: 'me' }
  | { readonly kind: 'drive' | 'group' | 'user' | 'site' | 'share'; readonly id: string }
  | { readonly kind: 'sitePath'; readonly host: string; readonly path: string };

/** An item by id, root or special folder, and names below it. */
export interface ItemAddress {
  readonly base: { readonly kind: 'id' | 'special'; readonly id: string };
  readonly path: readonly string[];
  readonly form: 'plain' | 'colon' | 'children';
}

export interface DriveAddress {
  readonly owner: DriveOwner;
  readonly item: ItemAddress | undefined;
  /** What is asked of the item or drive, for example `children`; empty for itself. */
  readonly action: readonly string[];
}

/** A path that is split at `/`; each part both as it came and decoded. */
export interface Segment {
  readonly raw: string;
  readonly text: string;
}

/**
 * Splits and decodes a path.
 * @throws ServiceError 400: as JSON for bad encoding, as HTML for control characters (the front end answers those).
 */
export function splitPath(path: string): Segment[] {
  if (path.includes('#')) {
    throw badRequest('API not found');
  }
  return path
    .split('/')
    .slice(1)
    .map((raw) => ({ raw, text: decodeSegment(raw) }));
}

function decodeSegment(raw: string): string {
  let text: string;
  try {
    text = decodeURIComponent(raw);
  } catch {
    throw badRequest('The address is not encoded properly.', 'invalidPath');
  }
  if (hasControlCharacter(text)) {
    throw new ServiceError({ status: 400, code: 'badRequest', message: 'Bad Request', form: 'html' });
  }
  return text;
}

/** Reads the part of an address behind the version; undefined when it is about no drive. */
export function parseDriveAddress(segments: readonly Segment[], query: URLSearchParams): DriveAddress | undefined {
  const found = parseOwner(segments);
  if (found === undefined) {
    return undefined;
  }
  const { owner, rest } = found;
  const base = parseBase(rest);
  if (base === undefined) {
    return { owner, item: undefined, action: rest.map((segment) => segment.text) };
  }
  const behind = rest.slice(base.length);
  const inside = base.colon ? colonPath(behind) : childrenPath(behind, query);
  return {
    owner,
    item: { base: base.base, path: inside.path, form: inside.form },
    action: behind.slice(inside.length).map((segment) => segment.text),
  };
}

function parseOwner(segments: readonly Segment[]): { owner: DriveOwner; rest: readonly Segment[] } | undefined {
  const [first, second, third, fourth] = segments.map((segment) => segment.text);
  const id = second ?? '';
  switch (first) {
    case 'me':
      if (second === 'drive') {
        return { owner: { kind: 'me' }, rest: segments.slice(2) };
      }
      if (second === 'drives' && third) {
        return { owner: { kind: 'drive', id: third }, rest: segments.slice(3) };
      }
      return undefined;
    case 'drives':
      return second ? { owner: { kind: 'drive', id }, rest: segments.slice(2) } : undefined;
    case 'shares':
      return second && third === 'driveItem'
        ? { owner: { kind: 'share', id }, rest: [{ raw: 'root', text: 'root' }, ...segments.slice(3)] }
        : undefined;
    case 'groups':
    case 'users':
    case 'sites': {
      if (segments[1]?.raw.endsWith(':')) {
        return parseSitePath(segments);
      }
      const kind = first === 'groups' ? 'group' : first === 'users' ? 'user' : 'site';
      if (third === 'drive') {
        return { owner: { kind, id }, rest: segments.slice(3) };
      }
      if (third === 'drives' && fourth) {
        return { owner: { kind: 'drive', id: fourth }, rest: segments.slice(4) };
      }
      return undefined;
    }
    case undefined:
    default:
      return undefined;
  }
}

/** `sites/{host}:/{path}:/drive/…` */
function parseSitePath(segments: readonly Segment[]): { owner: DriveOwner; rest: readonly Segment[] } | undefined {
  const host = (segments[1]?.text ?? '').replace(/:$/u, '');
  const behind = segments.slice(2);
  const { path, length } = colonPath(behind);
  const rest = behind.slice(length);
  if (rest[0]?.text !== 'drive') {
    return undefined;
  }
  return { owner: { kind: 'sitePath', host, path: `/${path.join('/')}` }, rest: rest.slice(1) };
}

function parseBase(
  rest: readonly Segment[],
): { base: ItemAddress['base']; length: number; colon: boolean } | undefined {
  const first = rest[0]?.raw.replace(/:$/u, '');
  const length = first === 'root' ? 1 : 2;
  const last = rest[length - 1];
  if (first === undefined || last === undefined || !['root', 'items', 'special'].includes(first)) {
    return undefined;
  }
  const colon = last.raw.endsWith(':');
  const id = colon ? last.text.slice(0, -1) : last.text;
  return { base: { kind: first === 'special' ? 'special' : 'id', id }, length, colon };
}

/** The names up to the segment that ends with a colon, or to the end. */
export function colonPath(segments: readonly Segment[]): { path: string[]; length: number; form: 'colon' } {
  const end = segments.findIndex((segment) => segment.raw.endsWith(':'));
  const length = end === -1 ? segments.length : end + 1;
  const path = segments
    .slice(0, length)
    .map(({ text }, index) => (index === end ? text.slice(0, -1) : text))
    .filter((name) => name !== '');
  return { path, length, form: 'colon' };
}

/** `children('name')` or `children('@a1')` with the name in the query, quotes doubled. */
function childrenPath(
  segments: readonly Segment[],
  query: URLSearchParams,
): { path: string[]; length: number; form: 'plain' | 'children' } {
  const key = /^children\('(.*)'\)$/u.exec(segments[0]?.text ?? '')?.[1];
  if (key === undefined) {
    return { path: [], length: 0, form: 'plain' };
  }
  const literal = key.startsWith('@') ? /^'(.*)'$/u.exec(query.get(key) ?? '')?.[1] : key;
  if (literal === undefined) {
    throw badRequest('The parameter alias has no value.', 'invalidParameterFormat');
  }
  const path = literal
    .replaceAll("''", "'")
    .split('/')
    .filter((name) => name !== '');
  return { path, length: 1, form: 'children' };
}
