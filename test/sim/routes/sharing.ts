import { randomBytes } from 'node:crypto';
import type { SimDrive } from '../drive/drive.ts';
import type { DriveNode, SharingLink } from '../drive/node.ts';
import type { Answer } from '../http/answer.ts';
import { accessDenied, badRequest } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { type Json, textAt } from '../http/json.ts';
import type { ItemRequest } from './itemRequest.ts';

/** driveItem: createLink. 201 for a new link, 200 for one that exists already. */
export async function createLink(x: Exchange, { place, node }: ItemRequest): Promise<Answer> {
  const body = await x.json();
  const { drive } = place;
  const item = node();
  const type = readType(textAt(body, 'type') ?? 'view', drive);
  const scope = readScope(textAt(body, 'scope'), drive);
  const expires = textAt(body, 'expirationDateTime');
  const hasPassword = textAt(body, 'password') !== undefined;
  if (hasPassword && drive.kind !== 'personal') {
    throw badRequest('Passwords are for personal drives only.');
  }
  const same = item.links.find((link) => link.type === type && link.scope === scope && link.expires === expires);
  if (same !== undefined) {
    return { status: 200, json: permissionJson(same) };
  }
  const link: SharingLink = {
    id: randomBytes(12).toString('base64url'),
    type,
    scope,
    webUrl: `${x.service.uploadOrigin}/${linkPath(item, drive)}`,
    ...(expires === undefined ? {} : { expires }),
    hasPassword,
  };
  item.links.push(link);
  return { status: 201, json: permissionJson(link) };
}

function readType(type: string, drive: SimDrive): SharingLink['type'] {
  if (type === 'view' || type === 'edit') {
    return type;
  }
  if (type === 'embed' && drive.kind === 'personal') {
    return type;
  }
  throw badRequest('This link type is not supported here.');
}

/** Without a scope: the organization's default, or anyone on Personal. */
function readScope(scope: string | undefined, drive: SimDrive): SharingLink['scope'] {
  const chosen = scope ?? (drive.kind === 'personal' ? 'anonymous' : 'organization');
  if (chosen === 'organization' && drive.kind === 'personal') {
    throw badRequest('There is no organization.');
  }
  if (chosen === 'anonymous' && !drive.behaviours.anonymousLinks) {
    throw accessDenied('Anonymous sharing is switched off for this site.');
  }
  if (chosen === 'anonymous' || chosen === 'organization' || chosen === 'users') {
    return chosen;
  }
  throw badRequest('This link scope is not supported.');
}

function linkPath(item: DriveNode, drive: SimDrive): string {
  const sort = item.children === undefined ? ':u:' : ':f:';
  const id = randomBytes(18).toString('base64url');
  return drive.kind === 'personal' ? `${sort}/c/${id}` : `${sort}/g/${id}`;
}

function permissionJson(link: SharingLink): Json {
  return {
    id: link.id,
    roles: [link.type === 'edit' ? 'write' : 'read'],
    hasPassword: link.hasPassword,
    ...(link.expires === undefined ? {} : { expirationDateTime: link.expires }),
    link: {
      type: link.type,
      scope: link.scope,
      webUrl: link.webUrl,
      preventsDownload: false,
      ...(link.type === 'embed' ? { webHtml: `<iframe src="${link.webUrl}"></iframe>` } : {}),
    },
  };
}
