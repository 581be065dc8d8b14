import { planPlacement } from '../drive/placement.ts';
import type { Answer } from '../http/answer.ts';
import { badRequest, refuse } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { preconditions } from '../http/preconditions.ts';
import { ContentHasher } from '../store/contentHasher.ts';
import { afterUpload, storeFile } from '../upload/storeFile.ts';
import type { ItemRequest } from './itemRequest.ts';
import { conflictBehaviour } from './properties.ts';

/** Simple upload of a whole file; replaces by default (driveItem: put content). */
export async function putContent(x: Exchange, item: ItemRequest): Promise<Answer> {
  const { shaper, simplePutLimit, store, withSha256 } = x.service;
  const tooLarge = refuse(413, 'invalidRequest', 'The request is too large.', 'maxFileSizeExceeded');
  if (Number(x.header('content-length') ?? 0) > simplePutLimit) {
    throw tooLarge;
  }
  const target = item.target();
  const behaviour = conflictBehaviour({}, x.query) ?? 'replace';
  const conditions = preconditions(x);
  planPlacement(target, behaviour, 0, conditions);
  const draft = store.create();
  try {
    const hasher = ContentHasher.start(withSha256);
    const { end } = await x.pumpContent((piece) => {
      hasher.update(piece);
      return draft.append(piece);
    });
    if (end !== 'complete') {
      throw badRequest('The request was not complete.');
    }
    await shaper.store();
    if (draft.size > simplePutLimit) {
      throw tooLarge;
    }
    const placement = planPlacement(target, behaviour, draft.size, conditions);
    const { node, created } = await storeFile(placement, draft, hasher, { mimeType: contentType(x) });
    const json = x.itemJson(target.drive, node);
    afterUpload(target.drive, node);
    return { status: created ? 201 : 200, json };
  } catch (error) {
    draft.discard();
    throw error;
  }
}

/** Redirects to an address on another host that needs no token. */
export async function getContent(x: Exchange, item: ItemRequest): Promise<Answer> {
  const node = item.node();
  if (node.stored === undefined) {
    throw badRequest('Only files have content.');
  }
  const Location = x.links.download(node, item.place.drive);
  return { status: 302, headers: { Location } };
}

/** The type that the client gave, unless it is one of those that say nothing. */
function contentType(x: Exchange): string | undefined {
  const type = x.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === undefined || ['', 'application/octet-stream', 'text/plain'].includes(type) ? undefined : type;
}
