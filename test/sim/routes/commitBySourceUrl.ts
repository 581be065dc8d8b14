import { isFolder } from '../drive/node.ts';
import { occupant, type FileTarget } from '../drive/placement.ts';
import type { Answer } from '../http/answer.ts';
import { badRequest, refuse, tagMismatch } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { textAt } from '../http/json.ts';
import { preconditions } from '../http/preconditions.ts';
import { checkNames, resolveItem } from '../http/targets.ts';
import { commitSession } from '../upload/commit.ts';
import { settle } from '../upload/turns.ts';
import type { ItemRequest } from './itemRequest.ts';
import { conflictBehaviour } from './properties.ts';
import { sessionOf } from './uploadUrl.ts';

/**
 * PUT of a driveItem with `@microsoft.graph.sourceUrl`: commits an upload session, with another name or behaviour if
 * need be. Only on Personal. The address may name the parent folder or the file itself.
 */
export async function commitBySourceUrl(x: Exchange, request: ItemRequest): Promise<Answer> {
  const body = await x.json();
  const sourceUrl = textAt(body, '@microsoft.graph.sourceUrl') ?? '';
  const { drive } = request.place;
  if (drive.kind !== 'personal') {
    throw refuse(400, 'notSupported', '@microsoft.graph.sourceUrl is not supported for this drive.');
  }
  const path = URL.canParse(sourceUrl) ? new URL(sourceUrl) : undefined;
  const session = path && sessionOf(x, `${path.pathname}${path.search}`);
  if (session === undefined) {
    throw badRequest('The source is not an upload session.', 'uploadSessionNotFound');
  }
  x.useSession(session);
  await settle(session, x.service.shaper);
  if (session.state === 'committed') {
    if (session.commitAnswered) {
      x.violate('doubleCommit', `session ${session.ordinal} was finished before`);
    }
    throw tagMismatch();
  }
  const refusal = session.refusal();
  if (refusal !== undefined) {
    throw refusal;
  }
  const target = targetOf(x, request, textAt(body, 'name') ?? session.setup.target.name);
  const behaviour = conflictBehaviour(body) ?? 'fail';
  if (session.setup.deferCommit && occupant(target) !== undefined) {
    // A deferred session cannot replace an item in either way (OneDrive/onedrive-api-docs#1616).
    if (behaviour === 'replace') {
      throw badRequest('The conflict behavior is not valid here.');
    }
  }
  const answer = await commitSession(x, session, { target, behaviour, conditions: preconditions(x) });
  return answer;
}

function targetOf(x: Exchange, request: ItemRequest, name: string): FileTarget {
  const { place, address } = request;
  const { drive } = place;
  const named = tryResolve(x, request);
  // A folder that has the file's name is in the way of the file.
  if (named !== undefined && isFolder(named) && address.path.at(-1) !== name) {
    const target = { drive, parent: named, folders: [], name };
    checkNames(x, target);
    return target;
  }
  const parent = resolveItem(x, place, { ...address, path: address.path.slice(0, -1) });
  if (!isFolder(parent) || address.path.at(-1) !== name) {
    throw badRequest('The address names neither the parent folder nor the file.');
  }
  const target = { drive, parent, folders: [], name };
  checkNames(x, target);
  return target;
}

function tryResolve(x: Exchange, { place, address }: ItemRequest): ReturnType<typeof resolveItem> | undefined {
  try {
    return resolveItem(x, place, address);
  } catch {
    return undefined;
  }
}
