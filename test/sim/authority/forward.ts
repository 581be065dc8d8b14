import { IncomingMessage } from 'node:http';
import type { Call } from './call.ts';

/**
 * Hands a request on to the library, with another query or body than it came with. The library sees the part of the
 * path behind its mount point, and makes addresses with the mount point before them.
 */
export async function forward(
  library: (request: IncomingMessage, response: Call['response']) => Promise<void>,
  call: Call,
  changed: {
    readonly query?: URLSearchParams;
    readonly body?: URLSearchParams;
    readonly seen?: (r: IncomingMessage) => void;
  },
): Promise<void> {
  const { request, response } = call;
  const [path = '', ...query] = (request.url ?? '/').split('?');
  const mount = mountOf(path);
  const search = changed.query?.toString() ?? query.join('?');
  const inner = new IncomingMessage(request.socket);
  inner.method = request.method ?? 'GET';
  inner.url = `${path.slice(mount.length)}${search === '' ? '' : `?${search}`}`;
  inner.headers = { ...request.headers };
  Object.assign(inner, { originalUrl: `${mount}${inner.url}` });
  if (changed.body === undefined) {
    for await (const piece of request) {
      inner.push(piece);
    }
  } else {
    const body = Buffer.from(changed.body.toString());
    inner.headers['content-length'] = String(body.length);
    // Answers to programs are JSON, whatever they say that they take.
    inner.headers.accept = 'application/json';
    inner.push(body);
  }
  // Otherwise its end would count as a broken connection.
  inner.complete = true;
  inner.push(null);
  changed.seen?.(inner);
  await library(inner, response);
}

/** `/{tenant}/oauth2/v2.0` or `/{tenant}/discovery/v2.0`. */
function mountOf(path: string): string {
  return /^\/[^/]+\/(?:oauth2|discovery)\/v2\.0/u.exec(path)?.[0] ?? '';
}
