import { l10n } from 'vscode';
import { GraphError } from '../../graph/errors.ts';
import { GroupsWithheldError } from '../../graph/groups.ts';
import { describeError } from './messages.ts';

/** What a place outside the user's own drive may need. */
export type PlacePermission = 'Sites.Read.All' | 'GroupMember.Read.All' | 'Files.ReadWrite.All';

/** Why a place cannot be shown: the service does not say which permission it missed, so the likely one is named. */
export function describePlaceProblem(error: unknown, permission: PlacePermission): string {
  if (error instanceof GroupsWithheldError || (error instanceof GraphError && error.status === 403)) {
    return l10n.t(
      'OneDrive denied access. You may have no right to this, or your sign-in lacks the permission {0}, which an administrator may have to grant.',
      permission,
    );
  }
  return describeError(error).message;
}
