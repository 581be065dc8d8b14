import type { SimDrive } from '../drive/drive.ts';
import { isFolder } from '../drive/node.ts';
import { remoteItem } from '../drive/itemJson.ts';
import { graphTime } from '../drive/times.ts';
import type { Group } from '../drive/world.ts';
import { type Answer, ok } from '../http/answer.ts';
import { accessDenied, notFound } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Json } from '../http/json.ts';
import { refuseOnPersonal } from '../http/targets.ts';

const FILES_ALL = ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'];
const GROUPS = ['Group.Read.All', 'Group.ReadWrite.All', 'GroupMember.Read.All', 'Directory.Read.All'];

export function getMe(x: Exchange): Answer {
  const { id, upn, displayName } = x.service.world.user(x.account);
  return ok({
    '@odata.context': x.context('users/$entity'),
    id,
    displayName,
    userPrincipalName: upn,
    mail: upn,
  });
}

export function getDrive(x: Exchange, drive: SimDrive): Answer {
  if (!x.service.world.mayUse(x.account, drive, drive.root)) {
    throw accessDenied();
  }
  return ok(driveJson(x, drive));
}

export function listMyDrives(x: Exchange): Answer {
  return ok({ value: [driveJson(x, x.service.world.user(x.account).drive)] });
}

export function listUserDrives(x: Exchange, idOrUpn: string): Answer {
  const user = x.service.world.findUser(idOrUpn);
  if (user === undefined) {
    throw notFound();
  }
  return ok({ value: [driveJson(x, user.drive)] });
}

export function listGroupDrives(x: Exchange, id: string): Answer {
  refuseOnPersonal(x);
  const group = x.service.world.groups.find((candidate) => candidate.id === id);
  if (group === undefined) {
    throw notFound();
  }
  return ok({ value: [driveJson(x, group.drive)] });
}

/** Groups that the account is a member of: here all of them. */
export function listGroups(x: Exchange): Answer {
  refuseOnPersonal(x);
  x.requireScope(...GROUPS);
  return ok({ value: x.service.world.groups.map(groupJson) });
}

/** Items that others shared; needs one of the `.All` scopes. */
export function sharedWithMe(x: Exchange): Answer {
  x.requireScope(...FILES_ALL);
  const value = x.service.world.sharedWith(x.account).map(({ drive, node }): Json => {
    const facet = isFolder(node)
      ? { folder: { childCount: node.children.size } }
      : { file: { mimeType: node.mimeType } };
    return { id: node.id, name: node.name, ...facet, remoteItem: remoteItem({ driveId: drive.id, node }) };
  });
  return ok({ value });
}

export function driveJson(x: Exchange, drive: SimDrive): Record<string, Json> {
  const remaining = Math.max(0, drive.quota - drive.used);
  return {
    id: drive.id,
    driveType: drive.kind,
    name: drive.name,
    createdDateTime: graphTime(drive.created, drive.kind),
    webUrl: `${x.service.uploadOrigin}${drive.webPath.split('/').map(encodeURIComponent).join('/')}`,
    owner: drive.owner === undefined ? { group: { displayName: drive.name } } : { user: { email: drive.owner } },
    quota: { total: drive.quota, used: drive.used, remaining, deleted: 0, state: quotaState(remaining, drive.quota) },
  };
}

/** Under 10 % left is `nearing`, under 1 % `critical` (quota resource page). */
function quotaState(remaining: number, total: number): string {
  if (remaining <= 0) {
    return 'exceeded';
  }
  if (remaining < total / 100) {
    return 'critical';
  }
  return remaining < total / 10 ? 'nearing' : 'normal';
}

function groupJson(group: Group): Json {
  const { id, displayName } = group;
  return { '@odata.type': '#microsoft.graph.group', id, displayName, groupTypes: ['Unified'] };
}
