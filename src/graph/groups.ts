import type { GraphClient } from './client.ts';
import { nextPage } from './paging.ts';
import type { Page } from './paging.ts';
import { asObject, optionalStringAt, stringAt } from './parse.ts';

/** A Microsoft 365 group (behind every team is one): a group that has a document library. */
export interface Group {
  readonly id: string;
  readonly name: string;
}

/** The service said which groups there are, but neither their names nor their kinds: a permission is missing. */
export class GroupsWithheldError extends Error {
  override readonly name = 'GroupsWithheldError';
}

/**
 * The groups with a document library that the signed-in person is a member of. Work accounts only.
 * The cast of memberships to groups is an advanced query, which asks for `$count` and the header
 * (learn.microsoft.com/graph/api/user-list-memberof).
 * @throws {GroupsWithheldError} without the permission GroupMember.Read.All.
 */
export function memberGroups(
  client: GraphClient,
  nextLink: string | undefined,
  signal: AbortSignal,
): Promise<Page<Group>> {
  const list = {
    label: 'groups',
    address: '/me/memberOf/microsoft.graph.group?$count=true&$select=id,displayName,groupTypes&$top=100',
    headers: { consistencylevel: 'eventual' },
    read: parseGroup,
  };
  return nextPage(client, list, nextLink, signal);
}

/** Security groups and mailing lists have no library. */
function parseGroup(json: unknown, at: string): Group | undefined {
  const group = asObject(json, at);
  const id = stringAt(group, 'id', at);
  const name = optionalStringAt(group, 'displayName', at);
  const types = group['groupTypes'];
  if (name === undefined && !Array.isArray(types)) {
    throw new GroupsWithheldError();
  }
  return Array.isArray(types) && types.includes('Unified') ? { id, name: name ?? id } : undefined;
}
