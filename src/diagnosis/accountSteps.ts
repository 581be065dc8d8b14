import { firstPermission } from '../auth/model.ts';
import { missingPermissions } from '../auth/permissions.ts';
import { getMyDrive } from '../graph/drives.ts';
import { GraphError } from '../graph/errors.ts';
import { blockedBy, failure, ok, skipped, warning } from './step.ts';
import type { Step } from './step.ts';

/** Less than this share of the space is called critical: learn.microsoft.com/graph/api/resources/quota. */
const criticalShare = 0.01;

/** Who is signed in, whether Graph takes the token, and what was granted. */
export const checkAccount: Step = async (check, signal) => {
  const blocked = blockedBy(check, 'graph');
  if (blocked) {
    return blocked;
  }
  const { services, notes } = check;
  const account = await services.account();
  if (account === undefined) {
    return skipped({ is: 'signedOut' });
  }
  try {
    notes.drive = await getMyDrive(services.client, signal);
  } catch (error) {
    // The account may have no drive: that is the next step's finding.
    if (!(error instanceof GraphError && error.status === 404)) {
      throw error;
    }
  }
  const missing = account.granted === undefined ? [] : missingPermissions(account.granted, [firstPermission]);
  return missing.length > 0 ? warning({ is: 'permissionMissing', missing }) : ok({ is: 'account', ...account });
};

/** What kind of drive it is, and whose. */
export const checkDrive: Step = (check) => {
  const { drive } = check.notes;
  if (drive === undefined) {
    return Promise.resolve(blockedBy(check, 'account') ?? failure({ is: 'noDrive' }));
  }
  const { driveType, ownerName } = drive;
  return Promise.resolve(ok({ is: 'drive', driveType, ...(ownerName !== undefined && { ownerName }) }));
};

/** How much space is left. */
export const checkQuota: Step = (check) => {
  const blocked = blockedBy(check, 'drive');
  const { remaining, total } = check.notes.drive?.quota ?? {};
  if (blocked) {
    return Promise.resolve(blocked);
  }
  if (remaining !== undefined && remaining <= 0) {
    return Promise.resolve(failure({ is: 'full' }));
  }
  if (remaining !== undefined && total !== undefined && remaining < total * criticalShare) {
    return Promise.resolve(warning({ is: 'nearlyFull', remaining }));
  }
  return Promise.resolve(
    ok({ is: 'space', ...(remaining !== undefined && { remaining }), ...(total !== undefined && { total }) }),
  );
};
