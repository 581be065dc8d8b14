import { l10n } from 'vscode';
import { GraphError } from '../../graph/errors.ts';
import { GroupsWithheldError } from '../../graph/groups.ts';
import { describeError } from './messages.ts';
import type { Words } from './words.ts';

/** What a place outside the user's own drive may need. */
export type PlacePermission = 'Sites.Read.All' | 'GroupMember.Read.All' | 'Files.ReadWrite.All';

/** Why a place cannot be shown: the service does not say which permission it missed, so the likely one is named. */
export function describePlaceProblem(error: unknown, permission: PlacePermission): Words {
  if (error instanceof GroupsWithheldError || (error instanceof GraphError && error.status === 403)) {
    return {
      reason: l10n.t('Access denied: the permission {0} may be missing.', permission),
      next: l10n.t('An administrator may have to allow it, or the owner to give you access.'),
    };
  }
  return describeError(error);
}
