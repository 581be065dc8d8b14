import { isObject, type JsonObject } from '../http/json.ts';
import type { WorkbookOption } from './options.ts';

type Check = (value: unknown) => boolean;

const isCount: Check = (value) => typeof value === 'number' && value >= 0;
const isSwitch: Check = (value) => typeof value === 'boolean';
const isCodes: Check = (value) => Array.isArray(value) && value.every((code) => typeof code === 'string');
const isOneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);

const FIELDS: Readonly<Record<keyof WorkbookOption, Check>> = {
  openMs: isCount,
  failure: isCodes,
  rowsMs: isCount,
  rowsFailure: isCodes,
  betaAddresses: isOneOf('none', 'resource', 'all'),
  sessionIdInAddresses: isSwitch,
  saveMs: isCount,
  lockWhileOpen: isSwitch,
  overlapping: isOneOf('serve', 'refuse'),
  ignoreChartSize: isSwitch,
  cellLimit: isCount,
  overCellLimit: isOneOf('null', 'refuse'),
  payloadLimit: isCount,
};

/** Reads how workbooks are to be served; an empty list of codes means that nothing fails. @throws Error that names what is wrong */
export function parseWorkbookOption(value: unknown): WorkbookOption {
  if (!isObject(value)) {
    throw new Error('what workbooks are to be like is a JSON object');
  }
  assertOption(value);
  const { failure, rowsFailure, ...others } = value;
  return {
    ...others,
    ...(failure === undefined ? {} : { failure: failure.length === 0 ? undefined : failure }),
    ...(rowsFailure === undefined ? {} : { rowsFailure: rowsFailure.length === 0 ? undefined : rowsFailure }),
  };
}

function assertOption(value: JsonObject): asserts value is JsonObject & WorkbookOption {
  const checks = new Map<string, Check>(Object.entries(FIELDS));
  for (const [name, given] of Object.entries(value)) {
    const check = checks.get(name);
    if (check?.(given) !== true) {
      throw new Error(check === undefined ? `workbooks know ${[...checks.keys()].join(', ')}` : `${name} is not valid`);
    }
  }
}
