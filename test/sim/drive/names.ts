import type { DriveKind } from '../options.ts';

/**
 * Which names OneDrive and SharePoint take
 * (support.microsoft.com "Restrictions and limitations in OneDrive and SharePoint", addressing-driveitems page).
 */
const FORBIDDEN_CHARACTERS = /["*:<>?/\\|]/u;
const CONTROL_CHARACTERS = /\p{Cc}/u;
const RESERVED_NAMES = /^(?:\.lock|desktop\.ini|con|prn|aux|nul|com[0-9]|lpt[0-9])$/iu;
const LONGEST_NAME = 255;
/** Characters of a whole decoded path. */
export const LONGEST_PATH = 400;

export interface NamePlace {
  readonly kind: DriveKind;
  readonly folder: boolean;
  readonly inRoot: boolean;
}

export function hasControlCharacter(name: string): boolean {
  return CONTROL_CHARACTERS.test(name);
}

/** Why the service would refuse the name, or undefined when it takes it. */
export function nameProblem(name: string, place: NamePlace): string | undefined {
  if (name === '' || name === '.' || name === '..') {
    return 'the name is empty or made of dots';
  }
  if (name.length > LONGEST_NAME) {
    return `the name is longer than ${LONGEST_NAME} characters`;
  }
  if (FORBIDDEN_CHARACTERS.test(name)) {
    return 'the name has a forbidden character';
  }
  if (hasControlCharacter(name)) {
    return 'the name has a control character';
  }
  if (name.startsWith(' ') || name.endsWith(' ')) {
    return 'the name starts or ends with a space';
  }
  if (name.endsWith('.')) {
    return 'the name ends with a dot';
  }
  if (RESERVED_NAMES.test(name)) {
    return 'the name is reserved';
  }
  if (name.startsWith('~$')) {
    return 'the name starts with ~$';
  }
  if (name.toLowerCase().includes('_vti_')) {
    return 'the name contains _vti_';
  }
  if (place.folder && place.kind !== 'personal' && name.startsWith('~')) {
    return 'the folder name starts with ~';
  }
  if (place.folder && place.kind === 'documentLibrary' && place.inRoot && name.toLowerCase() === 'forms') {
    return 'the library keeps its root folder "forms" for itself';
  }
  return undefined;
}

/** Why a tenant that is older in this respect would refuse the name: no client can know. */
export function oldTenantProblem(name: string): string | undefined {
  return /[#%]/u.test(name) ? 'the name has # or %, which this tenant refuses' : undefined;
}

/** The form under which two names are the same. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** `report.txt` becomes `report 1.txt`, `report 2.txt` …, the first that is not taken. */
export function freeName(name: string, isTaken: (candidate: string) => boolean): string {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 ? name.slice(dot) : '';
  for (let number = 1; ; number++) {
    const candidate = `${stem} ${number}${extension}`;
    if (!isTaken(candidate)) {
      return candidate;
    }
  }
}

/** The part behind the last dot, in lower case; empty when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}
