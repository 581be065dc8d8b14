import { randomUUID } from 'node:crypto';
import { MINUTE, type SimClock } from '../clock.ts';
import type { DriveNode } from '../drive/node.ts';
import type { Json } from '../http/json.ts';

/** An operation that nobody asks about is forgotten (learn.microsoft.com/graph/workbook-best-practice). */
const IDLE = 4 * MINUTE;

/** What an operation leaves behind: an address below the workbook, or nothing. */
type Work = () => Promise<string | undefined>;

export interface WorkbookOperation {
  readonly id: string;
  readonly node: DriveNode;
  readonly begun: number;
  /** When it is done, milliseconds since 1970. */
  readonly done: number;
  /** Codes, from the outside in, with which it fails. */
  readonly failure: readonly string[] | undefined;
  readonly work: Work;
  /** Made when it is done. */
  outcome: Promise<string | undefined> | undefined;
  /** When it is forgotten. */
  expires: number;
}

/** Things that workbooks do while clients wait: opening, adding rows. */
export class WorkbookOperations {
  readonly #clock: SimClock;
  readonly #operations = new Map<string, WorkbookOperation>();
  /** What operations made, by the key in the address of the result. */
  readonly #results = new Map<string, Json>();

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Begins something that takes `ms` of the service's time. */
  begin(node: DriveNode, ms: number, failure: readonly string[] | undefined, work: Work): WorkbookOperation {
    const now = this.#clock.now();
    const id = randomUUID();
    const operation: WorkbookOperation = {
      id,
      node,
      begun: now,
      done: now + ms,
      failure,
      work,
      outcome: undefined,
      expires: now + IDLE,
    };
    this.#operations.set(id, operation);
    return operation;
  }

  /** Does what is due, whether anybody asks or not. */
  async settle(): Promise<void> {
    for (const operation of this.#operations.values()) {
      if (operation.done <= this.#clock.now() && operation.failure === undefined) {
        operation.outcome ??= operation.work();
        await operation.outcome;
      }
    }
  }

  /** An operation that is still known; asking keeps it so. */
  find(node: DriveNode, id: string): WorkbookOperation | undefined {
    const operation = this.#operations.get(id);
    if (operation === undefined || operation.node !== node || operation.expires <= this.#clock.now()) {
      return undefined;
    }
    operation.expires = this.#clock.now() + IDLE;
    return operation;
  }

  /** Keeps a result; gives its key. */
  keep(result: Json): string {
    const key = randomUUID().replaceAll('-', '');
    this.#results.set(key, result);
    return key;
  }

  result(key: string): Json | undefined {
    return this.#results.get(key);
  }

  clear(): void {
    this.#operations.clear();
    this.#results.clear();
  }
}
