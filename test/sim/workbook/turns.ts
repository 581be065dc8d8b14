import type { ServerResponse } from 'node:http';
import type { DriveNode } from '../drive/node.ts';
import type { LoggedRequest } from '../http/requestLog.ts';

interface Request {
  readonly entry: LoggedRequest;
  readonly response: ServerResponse;
}

/**
 * One request after another for each workbook (learn.microsoft.com/graph/workbook-best-practice). A request is on its way
 * from its headers to its answer, or until the client gives up.
 */
export class WorkbookTurns {
  readonly #underWay = new Map<DriveNode, Set<Request>>();

  /** A request for the workbook begins. Returns what others are asking for that were not answered yet. */
  enter(request: Request, node: DriveNode): string[] {
    const others = this.#underWay.get(node) ?? new Set();
    this.#underWay.set(node, others);
    // Where an answer has begun, its end may be on the line already.
    const unanswered = [...others].filter(({ entry }) => entry.status === 0).map(({ entry }) => entry.route);
    others.add(request);
    request.response.once('close', () => others.delete(request));
    return unanswered;
  }
}
