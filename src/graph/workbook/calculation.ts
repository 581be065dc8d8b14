import type { JsonObject } from '../../base/json.ts';
import { UnexpectedAnswerError } from '../errors.ts';
import { asObject, optionalStringAt } from '../parse.ts';
import type { WorkbookChannel } from './channel.ts';
import { segment } from './lists.ts';
import type { CellValue } from './ranges.ts';

/**
 * How much is calculated anew: what Excel holds for changed, all formulas, or all after their dependencies were built
 * anew (learn.microsoft.com/graph/api/workbookapplication-calculate).
 */
export type CalculationType = 'Recalculate' | 'Full' | 'FullRebuild';

export function calculate(
  channel: WorkbookChannel,
  calculationType: CalculationType,
  signal: AbortSignal,
): Promise<void> {
  return channel.request(
    {
      method: 'POST',
      label: 'calculate',
      path: 'application/calculate',
      json: { calculationType },
      read: () => {},
      repeatable: true,
    },
    signal,
  );
}

/** An argument of a function: a value, cells with the sheet in the address, or a list of these. */
export type FunctionArgument = CellValue | { readonly Address: string } | readonly FunctionArgument[];

/** What a function gave: its value, or an error such as `#DIV/0!`. */
export type FunctionResult = { readonly value: CellValue } | { readonly error: string };

/**
 * Evaluates a function of Excel (learn.microsoft.com/graph/excel-use-functions).
 * @param name `sum`, `vlookup`: as Excel has it, with `_` for a dot.
 * @param named arguments under the names of the documentation; lists under `values`.
 * @throws {GraphError} for a function or an argument that there is not.
 */
export function evaluateFunction(
  channel: WorkbookChannel,
  name: string,
  named: Readonly<Record<string, FunctionArgument>>,
  signal: AbortSignal,
): Promise<FunctionResult> {
  return channel.request(
    {
      method: 'POST',
      label: 'function',
      path: `functions/${segment(name)}`,
      json: named,
      read: (json) => resultOf(asObject(json, '')),
      repeatable: true,
      changes: false,
    },
    signal,
  );
}

function resultOf(result: JsonObject): FunctionResult {
  const error = optionalStringAt(result, 'error', '');
  if (error !== undefined) {
    return { error };
  }
  const value = result['value'];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { value };
  }
  throw new UnexpectedAnswerError('malformed', 'value');
}
