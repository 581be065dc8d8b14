/** How the workbook service of this tenant is today. */
export interface WorkbookOption {
  /** What opening a workbook takes, milliseconds of the service's time. Default: 0. */
  readonly openMs?: number;
  /** Codes, from the outside in, with which opening fails. Default: none, it succeeds. */
  readonly failure?: readonly string[] | undefined;
  /** What adding or deleting rows of a table takes. Default: 0. */
  readonly rowsMs?: number;
  /** Codes, from the outside in, with which that fails when it is an operation. Default: none. */
  readonly rowsFailure?: readonly string[] | undefined;
  /** Which addresses of operations name the beta version. Default: `resource`, as the documents show it. */
  readonly betaAddresses?: 'none' | 'resource' | 'all';
  /** Result addresses of operations carry `?sessionId=`. Default: false. */
  readonly sessionIdInAddresses?: boolean;
  /** Time until a download shows what was changed (microsoftgraph/microsoft-graph-docs-contrib#9315: 20 s). Default: 0. */
  readonly saveMs?: number;
  /** While a persistent session is open, an upload that replaces the file gets 423. Default: false. */
  readonly lockWhileOpen?: boolean;
  /** What happens to a request while another one of the same workbook is on its way. Default: `serve`. */
  readonly overlapping?: 'serve' | 'refuse';
  /** Pictures of charts have their own size whatever was asked for, as since October 2023. Default: false. */
  readonly ignoreChartSize?: boolean;
  /** Most cells of a range that are read. Default: 5 million. */
  readonly cellLimit?: number;
  /** Beyond it: `null` in place of values without an error, or rangeExceedsLimit. Default: `null`. */
  readonly overCellLimit?: 'null' | 'refuse';
  /** Most bytes of a request or an answer. Default: 5 MiB. */
  readonly payloadLimit?: number;
}

export type WorkbookSettings = Required<WorkbookOption>;

export const WORKBOOK_DEFAULTS: WorkbookSettings = {
  openMs: 0,
  failure: undefined,
  rowsMs: 0,
  rowsFailure: undefined,
  betaAddresses: 'resource',
  sessionIdInAddresses: false,
  saveMs: 0,
  lockWhileOpen: false,
  overlapping: 'serve',
  ignoreChartSize: false,
  cellLimit: 5_000_000,
  overCellLimit: 'null',
  payloadLimit: 5 * 1024 * 1024,
};
