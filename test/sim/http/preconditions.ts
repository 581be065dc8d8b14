import type { DriveNode } from '../drive/node.ts';
import { checkPreconditions, type Preconditions } from '../drive/placement.ts';
import { badRequest } from './errors.ts';
import type { Exchange } from './exchange.ts';

const TAG_LIST = /^(?:\*|(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*)$/u;

/** If-Match and If-None-Match of the request. @throws ServiceError 400 when one is not in the form of a tag. */
export function preconditions(x: Exchange): Preconditions {
  const read = (name: string): string | undefined => {
    const value = x.header(name);
    if (value !== undefined && !TAG_LIST.test(value)) {
      x.violate('malformedEntityTag', `${name} is not a quoted tag`);
      throw badRequest(`The ${name} header is not an entity tag.`, 'malformedEntityTag');
    }
    return value;
  };
  const ifMatch = read('if-match');
  const ifNoneMatch = read('if-none-match');
  return { ...(ifMatch === undefined ? {} : { ifMatch }), ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }) };
}

/** @throws ServiceError 400, 412 */
export function checkTags(x: Exchange, node: DriveNode | undefined): void {
  checkPreconditions(node, preconditions(x));
}
