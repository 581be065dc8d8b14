import { GraphError } from '../../graph/errors.ts';
import { cellAddress } from '../../graph/workbook/cellAddress.ts';
import type { CellPlace } from '../../graph/workbook/cellAddress.ts';

/**
 * What is wrong with a file of cells.
 * `tooManyCells`: it would be too large to read. `sheetMissing`: its sheet is gone.
 * Of a save, before anything is written: `shapeChanged` and `cellChanged` by somebody else meanwhile; `outside` of what
 * the file can hold; `tooLong` for a cell; `headerEmpty` of a table's column; `formulaDisplaced`: rows were inserted,
 * removed or sorted, so that the results of formulas would replace formulas.
 * While writing: `refused` by the service; `notKept`, although the service took it; `rowsUncertain`: nobody knows which
 * rows a table got.
 */
export type GridProblem =
  | 'tooManyCells'
  | 'sheetMissing'
  | 'shapeChanged'
  | 'cellChanged'
  | 'outside'
  | 'tooLong'
  | 'headerEmpty'
  | 'formulaDisplaced'
  | 'refused'
  | 'notKept'
  | 'rowsUncertain';

/** A file of cells that cannot be read or saved. */
export class GridError extends Error {
  override readonly name = 'GridError';
  readonly problem: GridProblem;
  /** The first cell that it is about, as `B3`. */
  readonly cell?: string;
  /** The name of its sheet. */
  readonly sheet?: string;
  /** Under which the service's operators find the request. */
  readonly requestId?: string;

  constructor(
    problem: GridProblem,
    where: { readonly cell?: CellPlace; readonly sheet?: string } = {},
    cause?: unknown,
  ) {
    super(problem, { cause });
    this.problem = problem;
    if (where.cell !== undefined) {
      this.cell = cellAddress(where.cell);
    }
    if (where.sheet !== undefined) {
      this.sheet = where.sheet;
    }
    if (cause instanceof GraphError && cause.requestId !== undefined) {
      this.requestId = cause.requestId;
    }
  }
}
