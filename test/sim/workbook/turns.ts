import type { DriveNode } from '../drive/node.ts';
import type { Exchange } from '../http/exchange.ts';

/**
 * One request after another for each workbook (learn.microsoft.com/graph/workbook-best-practice). A request is on its way
 * from its headers to its answer, or until the client gives up.
 */
export class WorkbookTurns {
  readonly #underWay = new Map<DriveNode, Set<Exchange>>();

  /** A request for the workbook begins. Returns whether it has to be refused. */
  enter(x: Exchange, node: DriveNode): boolean {
    const others = this.#underWay.get(node) ?? new Set();
    this.#underWay.set(node, others);
    // Where an answer has begun, its end may be on the line already.
    const unanswered = [...others].filter(({ entry }) => entry.status === 0);
    const isAlone = unanswered.length === 0;
    if (!isAlone) {
      const routes = unanswered.map(({ entry }) => entry.route).join(', ');
      x.violate('parallelWorkbookRequests', `not answered yet: ${routes}`);
    }
    others.add(x);
    x.response.once('close', () => others.delete(x));
    return !isAlone && x.service.workbooks.settings.overlapping === 'refuse';
  }
}
