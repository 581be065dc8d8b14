import type { Answer } from '../../http/answer.ts';
import { isList, isObject, type Json, type JsonObject } from '../../http/json.ts';
import { ExcelError } from '../../workbook/book/sheet.ts';
import { quotedSheet, absoluteName } from '../../workbook/book/a1.ts';
import { answer, body, invalidArgument, save, type WorkbookCall } from './call.ts';
import { PARAMETERS } from './functionParameters.ts';

const CALCULATIONS = ['Recalculate', 'Full', 'FullRebuild'];

export function getApplication(call: WorkbookCall): Answer {
  const calculationMode = call.document.book.manual ? 'Manual' : 'Automatic';
  return answer(call, 'microsoft.graph.workbookApplication', { calculationMode });
}

/** workbookApplication: calculate. The kinds differ in how much they calculate; here all calculate everything. */
export async function calculate(call: WorkbookCall): Promise<Answer> {
  const { calculationType } = await body(call);
  if (typeof calculationType !== 'string' || !CALCULATIONS.includes(calculationType)) {
    throw invalidArgument('The calculation type is not valid.');
  }
  call.document.calculate();
  save(call);
  return { status: 200 };
}

/** A worksheet function with its arguments by name (learn.microsoft.com/graph/excel-use-functions). */
export async function callFunction(call: WorkbookCall, name: string): Promise<Answer> {
  const given = await body(call);
  const order = PARAMETERS[name.toLowerCase()] ?? Object.keys(given);
  const byName = new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]));
  const parts = order.map((key) => byName.get(key.toLowerCase()));
  while (parts.length > 0 && parts.at(-1) === undefined) {
    parts.pop();
  }
  const formula = `${name.toUpperCase().replaceAll('_', '.')}(${parts.map((part) => argument(call, part)).join(',')})`;
  const result = call.document.evaluate(formula);
  const json = result instanceof ExcelError ? { value: null, error: result.code } : { value: result, error: null };
  return answer(call, 'microsoft.graph.workbookFunctionResult', json);
}

function argument(call: WorkbookCall, value: Json | undefined): string {
  if (value === undefined || value === null) {
    return '';
  }
  if (typeof value === 'string') {
    return `"${value.replaceAll('"', '""')}"`;
  }
  if (isRows(value)) {
    return `{${value.map((row) => row.map((each) => argument(call, each)).join(',')).join(';')}}`;
  }
  if (isList(value)) {
    return value.map((each) => argument(call, each)).join(',');
  }
  return isObject(value) ? reference(call, value) : String(value).toUpperCase();
}

/** An array, as ranges have their values; a list has other arguments in it. */
function isRows(value: Json): value is Json[][] {
  return isList(value) && value.every((row) => isList(row) && !row.some((each) => isList(each) || isObject(each)));
}

function reference({ document }: WorkbookCall, value: JsonObject): string {
  const address = Object.entries(value).find(([key]) => key.toLowerCase() === 'address')?.[1];
  const found = typeof address === 'string' ? document.book.resolve(address) : undefined;
  if (found === undefined) {
    throw invalidArgument('The range of an argument is not valid.');
  }
  return `${quotedSheet(found.sheet.name)}!${absoluteName(found.area)}`;
}
