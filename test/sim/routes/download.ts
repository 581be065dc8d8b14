import type { Answer } from '../http/answer.ts';
import { badRange, notFound, refuse } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { eTagOf } from '../drive/node.ts';

/** GET of a pre-authenticated address, whole or one range. */
export function download(x: Exchange): Answer {
  if (x.header('authorization') !== undefined) {
    x.violate('tokenOnDownloadUrl', 'Authorization header on a download address');
  }
  if (x.method !== 'GET') {
    throw refuse(405, 'invalidRequest', 'The method is not allowed here.');
  }
  const found = x.service.downloads.find(x.path.split('/').at(-1) ?? '');
  const stored = found?.node.stored;
  if (found === undefined || stored === undefined) {
    throw notFound();
  }
  const { size } = stored.content;
  const headers = { 'Content-Type': found.node.mimeType, 'Accept-Ranges': 'bytes', ETag: eTagOf(found.node) };
  const header = x.header('range');
  if (header === undefined) {
    return { status: 200, headers, content: { content: stored.content, start: 0, end: size } };
  }
  const range = parseRange(header, size);
  if (range === undefined) {
    throw badRange('The range is not satisfiable.', 'invalidRange');
  }
  const { start, end } = range;
  const contentRange = { 'Content-Range': `bytes ${start}-${end - 1}/${size}` };
  return { status: 206, headers: { ...headers, ...contentRange }, content: { content: stored.content, start, end } };
}

/** `bytes=a-b`, `bytes=a-` or `bytes=-n`; the end is exclusive. */
function parseRange(header: string, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/u.exec(header);
  if (match === null) {
    return undefined;
  }
  const [from = '', to = ''] = match.slice(1);
  if (from === '' && to === '') {
    return undefined;
  }
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
  return start < end ? { start, end } : undefined;
}
