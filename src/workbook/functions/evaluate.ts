import { evaluateFunction } from '../../graph/workbook/calculation.ts';
import type { FunctionArgument, FunctionResult } from '../../graph/workbook/calculation.ts';
import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { nameRangePath } from '../../graph/workbook/names.ts';
import { readShape } from '../../graph/workbook/ranges.ts';
import { workbookRefusal } from '../../graph/workbook/refusal.ts';
import type { TypedArgument } from './argument.ts';
import { FunctionInputError } from './errors.ts';
import type { TypedFunction } from './typedFunction.ts';

/**
 * Evaluates a typed function; names for cells are looked up first, since the service takes addresses only.
 * @throws {FunctionInputError} `address` for a name that stands for no cells, and what the channel throws.
 */
export async function evaluateTyped(
  channel: WorkbookChannel,
  { name, named }: TypedFunction,
  signal: AbortSignal,
): Promise<FunctionResult> {
  const body: Record<string, FunctionArgument> = {};
  for (const [parameter, argument] of named) {
    body[parameter] = 'kind' in argument ? await sent(channel, argument, signal) : await all(channel, argument, signal);
  }
  return evaluateFunction(channel, name, body, signal);
}

async function all(
  channel: WorkbookChannel,
  list: readonly TypedArgument[],
  signal: AbortSignal,
): Promise<FunctionArgument> {
  const values: FunctionArgument[] = [];
  for (const argument of list) {
    values.push(await sent(channel, argument, signal));
  }
  return values;
}

async function sent(channel: WorkbookChannel, argument: TypedArgument, signal: AbortSignal): Promise<FunctionArgument> {
  switch (argument.kind) {
    case 'value':
      return argument.value;
    case 'array':
      return argument.rows;
    case 'cells':
      return { Address: argument.address };
    case 'name':
      return { Address: await addressOf(channel, argument, signal) };
  }
}

async function addressOf(
  channel: WorkbookChannel,
  { name, sheet, position }: Extract<TypedArgument, { kind: 'name' }>,
  signal: AbortSignal,
): Promise<string> {
  // The service takes the name of a sheet for its id (learn.microsoft.com/graph/api/worksheet-get).
  const path = nameRangePath({ name, ...(sheet !== undefined && { sheetId: sheet }) });
  try {
    return (await readShape(channel, path, signal)).address;
  } catch (error) {
    throw workbookRefusal(error)?.action === 'stop' ? new FunctionInputError('address', position, error) : error;
  }
}
