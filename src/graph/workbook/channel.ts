import type { HttpMethod } from '../transport.ts';
import type { WorkbookRef } from './session.ts';

/** One request of a workbook. */
export interface WorkbookRequest<T> {
  readonly method: HttpMethod;
  /** What the log calls the request: `workbook range`; never a name, an id or an address of cells. */
  readonly label: string;
  /** Below `…/workbook/`, its segments encoded: `worksheets/%7B…%7D/range(address='A1:B2')`. */
  readonly path: string;
  /** Further parameters, such as `$select`; keys as they are, values not encoded yet. */
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Turns the answer into what the caller wants. @throws {UnexpectedAnswerError} */
  readonly read: (json: unknown) => T;
  /** Whether it does no harm to carry the request out twice. Default: GET, DELETE. */
  readonly repeatable?: boolean;
  /** Whether it can change what is in the workbook. Default: all but GET. */
  readonly changes?: boolean;
  /**
   * Prefers an operation to waiting for the answer, where the service can (learn.microsoft.com/graph/workbook-best-practice).
   * `read` then gets the operation's result, or `undefined` when it has none.
   */
  readonly preferAsync?: boolean;
}

/**
 * What the requests of one open workbook go through: each in its session, one after another in the order in which they
 * were asked for, since a workbook takes one at a time.
 */
export interface WorkbookChannel {
  readonly workbook: WorkbookRef;
  /**
   * Rejects with the signal's reason when it is aborted, also before the request's turn.
   * @throws what the client throws, and what the maker of the channel adds.
   */
  request<T>(request: WorkbookRequest<T>, signal: AbortSignal): Promise<T>;
}
