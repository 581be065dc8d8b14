import { refuse } from '../../http/errors.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { ItemRoute } from '../itemRequest.ts';
import type { ItemRequest } from '../itemRequest.ts';
import { openCall } from './call.ts';
import { workbookAction } from './contents.ts';
import { getOperation, getRowsResult } from './operations.ts';
import { closeSession, createSession, getSessionInfo, refreshSession } from './sessions.ts';

/** Requests that have turns with all others of their workbook. */
const IN_TURN: Readonly<Record<string, ItemRoute>> = {
  'POST createSession': { name: 'createWorkbookSession', cost: 2, handle: createSession },
  'POST refreshSession': { name: 'refreshWorkbookSession', cost: 2, handle: refreshSession },
  'POST closeSession': { name: 'closeWorkbookSession', cost: 2, handle: closeSession },
};
/** Looking at what an operation did needs no turn. */
const AT_ANY_TIME: Readonly<Record<string, ItemRoute>> = {
  'GET operations': { name: 'workbookOperation', cost: 1, handle: getOperation },
  'GET sessionInfoResource': { name: 'workbookSessionInfo', cost: 1, handle: getSessionInfo },
  'GET tableRowOperationResult': { name: 'workbookRowsResult', cost: 1, handle: getRowsResult },
};

/** What is asked of a workbook; `path` is what follows `workbook`, decoded. */
export function workbookRoute(method: string, path: readonly string[]): ItemRoute | undefined {
  const plain = (path[0] ?? '').replace(/^microsoft\.graph\./u, '').replace(/\(.*\)$/su, '');
  const asked = `${method} ${plain}`;
  const operation = AT_ANY_TIME[asked];
  if (operation !== undefined) {
    return operation;
  }
  const whole = path.length === 1 ? IN_TURN[asked] : undefined;
  if (whole !== undefined) {
    return inTurn(whole);
  }
  const action = workbookAction({ method, path });
  return (
    action &&
    inTurn({
      name: action.name,
      cost: method === 'GET' ? 1 : 2,
      handle: async (x, request) => action.run(await openCall(x, request)),
    })
  );
}

/** A route for one request. */
function inTurn(route: ItemRoute): ItemRoute {
  let isRefused = false;
  return {
    ...route,
    arrive: (x: Exchange, request: ItemRequest) => {
      const others = x.service.workbookTurns.enter(x, request.node());
      if (others.length > 0) {
        x.violate('parallelWorkbookRequests', `not answered yet: ${others.join(', ')}`);
      }
      if (others.length > 0 && x.service.workbooks.settings.overlapping === 'refuse') {
        isRefused = true;
      }
    },
    handle: async (x, request) => {
      if (isRefused) {
        throw refuse(409, 'Conflict', 'Another request is changing the workbook.', 'conflictUncategorized');
      }
      return route.handle(x, request);
    },
  };
}
