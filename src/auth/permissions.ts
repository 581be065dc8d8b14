import type { Permission } from './model.ts';

/**
 * Names of permissions that include one of ours, in lower case.
 * Source: the "higher privileged permissions" of learn.microsoft.com/graph/api for driveitem-createuploadsession,
 * driveitem-put-content, site-search and user-list-memberof.
 */
const includedIn: Readonly<Record<Permission, readonly string[]>> = {
  'Files.ReadWrite': ['files.readwrite', 'files.readwrite.all', 'sites.readwrite.all'],
  'Files.ReadWrite.All': ['files.readwrite.all', 'sites.readwrite.all'],
  'Sites.Read.All': ['sites.read.all', 'sites.readwrite.all'],
  'GroupMember.Read.All': [
    'groupmember.read.all',
    'groupmember.readwrite.all',
    'group.read.all',
    'group.readwrite.all',
    'directory.read.all',
    'directory.readwrite.all',
  ],
};

const allPermissions = Object.keys(includedIn).filter(isPermission);

export function isPermission(name: unknown): name is Permission {
  return typeof name === 'string' && Object.hasOwn(includedIn, name);
}

/**
 * Permissions as a token is asked for them: with the address of their service before them, without which the identity
 * platform takes those of the global Graph.
 * @param graph origin of Microsoft Graph.
 */
export function scopesOf(graph: string, permissions: readonly Permission[]): string[] {
  return [...new Set(permissions)].map((permission) => `${graph}/${permission}`);
}

/** Those of our permissions that granted scopes include, with or without the address of a service before them. */
export function grantedPermissions(scopes: readonly string[]): Permission[] {
  const names = new Set(scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1).toLowerCase()));
  return allPermissions.filter((permission) => includedIn[permission].some((name) => names.has(name)));
}

/** What is wanted and not included in what was granted. */
export function missingPermissions(granted: readonly string[], wanted: readonly Permission[]): Permission[] {
  const there = grantedPermissions(granted);
  return [...new Set(wanted)].filter((permission) => !there.includes(permission));
}
