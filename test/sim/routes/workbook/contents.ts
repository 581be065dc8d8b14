import { calculate, getApplication, callFunction } from './application.ts';
import type { Ask, WorkbookAction } from './path.ts';
import { nameAction } from './names.ts';
import { worksheetAction } from './worksheets.ts';
import { tableAction } from './tables.ts';

/** Finds out what a request asks of a workbook's contents; `path` is what follows `workbook`. */
export function workbookAction(ask: Ask): WorkbookAction | undefined {
  const { method, path } = ask;
  const asked = `${method} ${path.join('/')}`;
  if (asked === 'GET application') {
    return { name: 'workbookApplication', run: getApplication };
  }
  if (asked === 'POST application/calculate') {
    return { name: 'calculateWorkbook', run: calculate };
  }
  const [first, name, ...more] = path;
  if (first === 'functions' && name !== undefined && more.length === 0 && method === 'POST') {
    return { name: 'workbookFunction', run: (call) => callFunction(call, name) };
  }
  return worksheetAction(ask) ?? tableAction(ask, () => undefined) ?? nameAction(ask, () => undefined);
}
