/** Delegated permissions of Graph that the simulator knows, with their words on the consent page. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'User.Read': 'Sign you in and read your profile',
  'Files.Read': 'Read your files',
  'Files.ReadWrite': 'Have full access to your files',
  'Files.Read.All': 'Read all files that you have access to',
  'Files.ReadWrite.All': 'Have full access to all files you have access to',
  'Sites.Read.All': 'Read items in all site collections',
  'Sites.ReadWrite.All': 'Edit or delete items in all site collections',
  'Group.Read.All': 'Read all groups',
  'Group.ReadWrite.All': 'Read and write all groups',
  'GroupMember.Read.All': 'Read group memberships',
  'Directory.Read.All': 'Read directory data',
};

export const PERMISSION_NAMES = Object.keys(PERMISSIONS);

/** Scopes of OpenID Connect; `offline_access` stands for refresh tokens. */
export const OPENID_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

export function permissionWords(name: string): string {
  return PERMISSIONS[name] ?? name;
}

/** What a request asks for. */
export interface RequestedScopes {
  readonly openid: readonly string[];
  /** Names of permissions without the address of the service. */
  readonly permissions: readonly string[];
}

/**
 * Reads the `scope` parameter. Permissions need the address of this Graph before them: a name alone means the global
 * service, whose tokens are worth nothing here. @returns the number of the error when something is not valid.
 */
export function readScopes(text: string, graphUrl: string): RequestedScopes | 70_011 | 650_053 {
  const openid: string[] = [];
  const permissions: string[] = [];
  for (const scope of text.split(/\s+/u).filter((each) => each !== '')) {
    if (OPENID_SCOPES.includes(scope)) {
      openid.push(scope);
      continue;
    }
    if (!scope.startsWith(`${graphUrl}/`)) {
      return 70_011;
    }
    const name = scope.slice(graphUrl.length + 1).toLowerCase();
    const known = PERMISSION_NAMES.find((each) => each.toLowerCase() === name);
    if (known === undefined) {
      return 650_053;
    }
    permissions.push(known);
  }
  return { openid, permissions };
}
