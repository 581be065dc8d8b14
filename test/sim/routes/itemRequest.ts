import type { Answer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { RouteName } from '../http/routeNames.ts';
import type { DriveNode } from '../drive/node.ts';
import type { FileTarget } from '../drive/placement.ts';
import type { ItemAddress } from '../http/address.ts';
import type { Place } from '../http/targets.ts';

/** An item address whose drive is known. The item is looked up when the route asks, after its own checks. */
export interface ItemRequest {
  readonly place: Place;
  readonly address: ItemAddress;
  /** @throws ServiceError 403, 404 */
  readonly node: () => DriveNode;
  /** @throws ServiceError 400, 403, 404 */
  readonly target: () => FileTarget;
}

/** What can be asked of an item. */
export interface ItemRoute {
  readonly name: RouteName;
  /** Resource units that it costs. */
  readonly cost: 1 | 2 | 5;
  /** Notices the request before anything can happen to it. */
  readonly arrive?: (x: Exchange, item: ItemRequest) => void;
  readonly handle: (x: Exchange, item: ItemRequest) => Promise<Answer>;
}
