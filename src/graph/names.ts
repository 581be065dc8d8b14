import { pathSegments } from './addresses.ts';
import type { DriveType } from './driveItem.ts';

/** Why OneDrive cannot hold a file or folder of a name. */
export type NameProblem =
  | { readonly reason: 'empty' }
  | { readonly reason: 'forbiddenCharacter'; readonly character: string }
  | { readonly reason: 'controlCharacter' }
  | { readonly reason: 'invalidUnicode' }
  | { readonly reason: 'leadingSpace' }
  | { readonly reason: 'trailingSpace' }
  | { readonly reason: 'trailingDot' }
  | { readonly reason: 'reservedName' }
  | { readonly reason: 'reservedPart'; readonly part: '_vti_' }
  | { readonly reason: 'temporaryPrefix'; readonly prefix: '~$' | '~' }
  | { readonly reason: 'reservedInRoot' }
  | { readonly reason: 'percentEscape'; readonly escape: string };

export interface NamePlace {
  readonly driveType: DriveType;
  /** Path of the folder that the name is for, from the drive's root. */
  readonly parentPath: string;
  readonly kind: 'file' | 'folder';
}

/** Characters of the decoded path from the drive's root. */
export const longestPath = 400;

const reservedNames = /^(?:\.lock|desktop\.ini|con|prn|aux|nul|com\d|lpt\d)$/iu;

/**
 * The first rule that a name breaks. Sources: learn.microsoft.com/onedrive/developer "Addressing resources in a drive",
 * support.microsoft.com "Restrictions and limitations in OneDrive and SharePoint".
 */
export function nameProblem(name: string, place: NamePlace): NameProblem | undefined {
  if (name === '') {
    return { reason: 'empty' };
  }
  if (!name.isWellFormed()) {
    return { reason: 'invalidUnicode' };
  }
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\u0000-\u001f\u007f]/u.test(name)) {
    return { reason: 'controlCharacter' };
  }
  const [forbidden] = /["*:<>?/\\|]/u.exec(name) ?? [];
  if (forbidden !== undefined) {
    return { reason: 'forbiddenCharacter', character: forbidden };
  }
  return positionProblem(name) ?? reservedProblem(name, place);
}

function positionProblem(name: string): NameProblem | undefined {
  if (/^\s/u.test(name)) {
    return { reason: 'leadingSpace' };
  }
  if (/\s$/u.test(name)) {
    return { reason: 'trailingSpace' };
  }
  return name.endsWith('.') ? { reason: 'trailingDot' } : undefined;
}

function reservedProblem(name: string, place: NamePlace): NameProblem | undefined {
  if (reservedNames.test(name)) {
    return { reason: 'reservedName' };
  }
  if (name.toLowerCase().includes('_vti_')) {
    return { reason: 'reservedPart', part: '_vti_' };
  }
  if (name.startsWith('~$')) {
    return { reason: 'temporaryPrefix', prefix: '~$' };
  }
  if (place.driveType !== 'personal') {
    if (place.kind === 'folder' && name.startsWith('~')) {
      return { reason: 'temporaryPrefix', prefix: '~' };
    }
    if (name.toLowerCase() === 'forms' && pathSegments(place.parentPath).length === 0) {
      return { reason: 'reservedInRoot' };
    }
    return undefined;
  }
  // Personal drives decode names twice: the item would get another name (abraunegg/onedrive#1342).
  const [escape] = /%[0-9a-f]{2}/iu.exec(name) ?? [];
  return escape === undefined ? undefined : { reason: 'percentEscape', escape };
}

/** The path of a child, from the drive's root. */
export function childPath(parentPath: string, name: string): string {
  return `/${[...pathSegments(parentPath), name].join('/')}`;
}

/** Characters that a path counts against {@link longestPath}. */
export function pathLength(path: string): number {
  return pathSegments(path).join('/').length;
}
