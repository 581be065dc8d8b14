import type { SimDrive } from '../drive/drive.ts';
import { isFolder } from '../drive/node.ts';
import { remoteItem } from '../drive/itemJson.ts';
import { graphTime } from '../drive/times.ts';
import type { Group } from '../drive/world.ts';
import { type Answer, ok } from '../http/answer.ts';
import { accessDenied, notFound } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Json } from '../http/json.ts';
import { refuseOnPersonal, requireFileScope } from '../http/targets.ts';
import { listPage } from './listPage.ts';

const FILES = ['Files.Read', 'Files.ReadWrite', 'Files.Read.All', 'Files.ReadWrite.All'];
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
  requireFileScope(x, drive.owner === x.account ? 'own' : 'others');
  return ok(driveJson(x, drive));
}

export function listMyDrives(x: Exchange): Answer {
  requireFileScope(x, 'own');
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
  const drive = x.service.world.groups.find((candidate) => candidate.id === id)?.drive;
  if (drive === undefined) {
    throw notFound();
  }
  return ok(listPage(x, 'drives', [drive], (each) => driveJson(x, each)));
}

/**
 * Groups that the account is a member of: here all of them. With `User.Read` alone only their ids are told
 * (learn.microsoft.com/graph/api/user-list-memberof, "limited information").
 */
export function listGroups(x: Exchange): Answer {
  refuseOnPersonal(x);
  x.requireScope('User.Read', ...GROUPS);
  const limited = !x.hasScope(...GROUPS);
  return ok(listPage(x, 'groups', x.service.world.groups, (group) => groupJson(group, limited)));
}

/** Items that others shared. The list needs no more than the own files do; to use the items takes an `.All` scope. */
export function sharedWithMe(x: Exchange): Answer {
  x.requireScope(...FILES);
  const items = x.service.world.sharedWith(x.account);
  return ok(
    listPage(x, 'driveItems', items, ({ drive, node }) => {
      const facet = isFolder(node)
        ? { folder: { childCount: node.children.size } }
        : { file: { mimeType: node.mimeType } };
      const shared = { owner: { user: { displayName: x.service.world.user(drive.owner ?? '').displayName } } };
      const remote = { ...remoteItem({ driveId: drive.id, node }), shared };
      return { id: node.id, name: node.name, ...facet, remoteItem: remote };
    }),
  );
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

function groupJson({ id, displayName, drive }: Group, limited: boolean): Record<string, Json> {
  const known = { displayName, groupTypes: drive === undefined ? [] : ['Unified'] };
  const told = limited ? { displayName: null, groupTypes: null } : known;
  return { '@odata.type': '#microsoft.graph.group', id, ...told };
}
