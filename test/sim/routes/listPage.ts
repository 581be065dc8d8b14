import type { Exchange } from '../http/exchange.ts';
import { badRequest } from '../http/errors.ts';
import type { Json } from '../http/json.ts';
import { select } from './properties.ts';

const DEFAULT_PAGE = 200;
const LARGEST_PAGE = 1_000;

/** One page of a list, as `$top` and the skip token ask for it, with `$select` applied. */
export function listPage<T>(
  x: Exchange,
  context: string,
  items: readonly T[],
  show: (item: T) => Record<string, Json>,
): Record<string, Json> {
  noticeRewrittenLink(x);
  const start = readSkip(x.query);
  const top = readTop(x.query);
  const empty = x.plan.of('emptyPage') !== undefined;
  const page = empty ? [] : items.slice(start, start + top);
  const next = start + page.length;
  return {
    '@odata.context': x.context(context),
    value: page.map((item) => select(show(item), x.query)),
    ...(empty || next < items.length ? { '@odata.nextLink': nextLink(x, next) } : {}),
  };
}

/** Page links are to be followed as they are (learn.microsoft.com/graph/paging). */
function noticeRewrittenLink(x: Exchange): void {
  const url = x.request.url ?? '';
  if (skipToken(x.query) !== null && !x.service.nextLinks.has(url)) {
    x.violate('nextLinkRewritten', 'a page link was not followed as given');
  }
}

function nextLink(x: Exchange, next: number): string {
  const kept = [...x.query].filter(([name]) => name.toLowerCase() !== '$skiptoken');
  const query = [...kept, ['$skiptoken', Buffer.from(`next:${next}`).toString('base64url')]]
    .map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const link = `${x.path}?${query}`;
  x.service.nextLinks.add(link);
  return `${x.origin}${link}`;
}

function skipToken(query: URLSearchParams): string | null {
  return query.get('$skiptoken') ?? query.get('$skipToken');
}

function readSkip(query: URLSearchParams): number {
  const token = skipToken(query);
  if (token === null) {
    return 0;
  }
  const start = /^next:(\d+)$/u.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (start === undefined) {
    throw badRequest('The skip token is not valid.', 'invalidStartIndex');
  }
  return Number(start);
}

function readTop(query: URLSearchParams): number {
  const top = query.get('$top');
  if (top === null) {
    return DEFAULT_PAGE;
  }
  if (!/^[1-9]\d{0,5}$/u.test(top)) {
    throw badRequest('$top is not valid.', 'invalidQueryOption');
  }
  return Math.min(Number(top), LARGEST_PAGE);
}
