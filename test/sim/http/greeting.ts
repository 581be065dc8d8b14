import type { Exchange } from './exchange.ts';

/**
 * Whether a client only wants to know that somebody is there: the plain address of the signed-in user, without a token.
 * It is refused like every request without one, but it is no mistake, however often it comes.
 */
export function isGreeting(x: Exchange): boolean {
  return x.method === 'GET' && x.request.url === '/v1.0/me' && x.header('authorization') === undefined;
}
