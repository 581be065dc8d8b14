/** A delegated permission of Microsoft Graph, as its name stands in the permissions reference. */
export type Permission = 'Files.ReadWrite' | 'Files.ReadWrite.All' | 'Sites.Read.All' | 'GroupMember.Read.All';

/** What every upload to the own OneDrive needs, and all that is asked for at first. */
export const firstPermission: Permission = 'Files.ReadWrite';

/**
 * Ways to sign in. `browser`: authorization code with PKCE and a listener on this machine. `deviceCode`: a code typed
 * elsewhere. `vscode`: the Microsoft account that VS Code knows. `token`: a pasted access token.
 */
export type SignInMethod = 'browser' | 'deviceCode' | 'vscode' | 'token';

/** Who keeps the tokens of an account: our own client of the identity platform, VS Code, or nobody (pasted). */
export type AccountKind = 'msal' | 'vscode' | 'token';

/** An account that has signed in on this machine. Holds no token. */
export interface KnownAccount {
  /** Unique among all accounts: begins with the kind. */
  readonly id: string;
  readonly kind: AccountKind;
  /** User name, for display. */
  readonly label: string;
  /** Origin of the Graph service that it is for. */
  readonly graph: string;
  /** Id of the account where its tokens are kept; absent for a pasted token. */
  readonly keeperId?: string;
  /** Id of its drive, for a pasted token: that tells whose it is. */
  readonly drive?: string;
  /** App registration and authority that it signed in with; what the settings say later does not change them. */
  readonly registration?: Registration;
  /** Permissions that were granted so far. */
  readonly granted: readonly Permission[];
}

/** An application of Entra and where it signs in. */
export interface Registration {
  readonly clientId: string;
  /** Address of the authority with the tenant: `https://login.microsoftonline.com/common`. */
  readonly authority: string;
}
