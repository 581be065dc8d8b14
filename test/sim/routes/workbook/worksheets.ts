import { type Answer, noContent } from '../../http/answer.ts';
import { refuse } from '../../http/errors.ts';
import type { Json, JsonObject } from '../../http/json.ts';
import { COLUMNS, ROWS } from '../../workbook/book/a1.ts';
import type { Sheet, Visibility } from '../../workbook/book/sheet.ts';
import { addSheet, deleteSheet, moveSheet, renameSheet, sheetNameProblem } from '../../workbook/book/structure.ts';
import { answer, body, invalidArgument, list, missing, save, type WorkbookCall } from './call.ts';
import { chartAction } from './charts.ts';
import { nameAction } from './names.ts';
import { type Ask, functionCall, keyed, type WorkbookAction } from './path.ts';
import { rangeAction } from './ranges.ts';
import { tableAction } from './tables.ts';

const WORKSHEET = 'microsoft.graph.workbookWorksheet';
const VISIBILITIES: readonly Visibility[] = ['Visible', 'Hidden', 'VeryHidden'];

export function worksheetAction(ask: Ask): WorkbookAction | undefined {
  const found = keyed(ask, 'worksheets');
  if (found === undefined) {
    return undefined;
  }
  const { key, rest } = found;
  if (key === undefined || (key === 'add' && ask.method === 'POST')) {
    return collection(ask.method);
  }
  const sheetOf = (call: WorkbookCall): Sheet => existing(call, key);
  switch (rest.path.length === 0 ? ask.method : '') {
    case 'GET':
      return { name: 'getWorksheet', run: (call) => answer(call, WORKSHEET, sheetJson(call, sheetOf(call))) };
    case 'PATCH':
      return { name: 'updateWorksheet', run: (call) => update(call, sheetOf(call)) };
    case 'DELETE':
      return { name: 'deleteWorksheet', run: (call) => remove(call, sheetOf(call)) };
    default:
      return (
        cellsAction(rest, sheetOf) ??
        tableAction(rest, sheetOf) ??
        nameAction(rest, sheetOf) ??
        chartAction(rest, sheetOf)
      );
  }
}

function collection(method: string): WorkbookAction | undefined {
  if (method === 'GET') {
    return {
      name: 'listWorksheets',
      run: (call) =>
        list(
          call,
          'worksheets',
          call.document.book.sheets.map((sheet) => sheetJson(call, sheet)),
        ),
    };
  }
  return method === 'POST' ? { name: 'addWorksheet', run: add } : undefined;
}

/** `range`, `range(address='…')`, `usedRange`, `usedRange(valuesOnly=true)`, `cell(row=…,column=…)` */
function cellsAction({ method, path }: Ask, sheetOf: (call: WorkbookCall) => Sheet): WorkbookAction | undefined {
  const asked = functionCall(path[0]);
  const rest = { method, path: path.slice(1) };
  const { address, valuesonly, row, column } = asked?.parameters ?? {};
  switch (asked?.name ?? '') {
    case 'range':
      return rangeAction(rest, (call) => place(call, sheetOf(call), address));
    case 'usedrange':
      return rangeAction(
        rest,
        (call) => {
          const sheet = sheetOf(call);
          return { sheet, area: sheet.usedRange(valuesonly === 'true') };
        },
        'usedRange',
      );
    case 'cell':
      return rangeAction(rest, (call) => {
        const at = { top: Number(row), left: Number(column), bottom: Number(row), right: Number(column) };
        return { sheet: sheetOf(call), area: at };
      });
    default:
      return undefined;
  }
}

function place(
  { document }: WorkbookCall,
  sheet: Sheet,
  address: string | undefined,
): ReturnType<Parameters<typeof rangeAction>[1]> {
  if (address === undefined) {
    return { sheet, area: { top: 0, left: 0, bottom: ROWS - 1, right: COLUMNS - 1 } };
  }
  const found = document.book.resolve(address, sheet);
  if (found === undefined) {
    throw invalidArgument('The address is not valid.');
  }
  return found;
}

function existing({ document }: WorkbookCall, key: string): Sheet {
  const sheet = document.book.sheet(key);
  if (sheet === undefined) {
    throw missing('worksheet');
  }
  return sheet;
}

function sheetJson({ document }: WorkbookCall, { id, name, visibility }: Sheet): JsonObject {
  const position = document.book.sheets.findIndex((sheet) => sheet.id === id);
  return { '@odata.id': `worksheets('${encodeURIComponent(id)}')`, id, name, position, visibility };
}

/** worksheet: add. */
async function add(call: WorkbookCall): Promise<Answer> {
  const { name: given = freeName(call) } = await body(call);
  const name = checkedName(call, given);
  addSheet(call.document, name);
  save(call);
  return answer(call, WORKSHEET, sheetJson(call, existing(call, name)), 201);
}

function freeName({ document }: WorkbookCall): string {
  let number = document.book.sheets.length + 1;
  while (document.book.sheet(`Sheet${number}`) !== undefined) {
    number += 1;
  }
  return `Sheet${number}`;
}

function checkedName({ document }: WorkbookCall, name: Json, except?: Sheet): string {
  const problem = typeof name === 'string' ? sheetNameProblem(document, name, except) : 'invalid';
  if (problem === 'taken') {
    throw refuse(400, 'ItemAlreadyExists', 'A resource with the same name already exists.', 'itemAlreadyExists');
  }
  if (problem !== undefined || typeof name !== 'string') {
    throw invalidArgument('The name of the worksheet is not valid.');
  }
  return name;
}

/** worksheet: update. */
async function update(call: WorkbookCall, sheet: Sheet): Promise<Answer> {
  const { name, position, visibility } = await body(call);
  const { document } = call;
  const shown = VISIBILITIES.find((each) => each === visibility);
  if (visibility !== undefined && shown === undefined) {
    throw invalidArgument('The visibility is not valid.');
  }
  if (position !== undefined && (typeof position !== 'number' || document.book.sheets[position] === undefined)) {
    throw invalidArgument('The position is not valid.');
  }
  if (shown !== undefined && shown !== 'Visible') {
    refuseLast(call, sheet);
  }
  if (name !== undefined) {
    renameSheet(document, sheet, checkedName(call, name, sheet));
  }
  if (typeof position === 'number') {
    moveSheet(document, existing(call, sheet.id), position);
  }
  if (shown !== undefined) {
    document.book.show(existing(call, sheet.id), shown);
  }
  save(call);
  return answer(call, WORKSHEET, sheetJson(call, existing(call, sheet.id)));
}

/** worksheet: delete. */
function remove(call: WorkbookCall, sheet: Sheet): Answer {
  refuseLast(call, sheet);
  deleteSheet(call.document, sheet);
  save(call);
  return noContent;
}

/** A workbook shows one sheet at least. */
function refuseLast({ document }: WorkbookCall, sheet: Sheet): void {
  if (!document.book.sheets.some((each) => each.id !== sheet.id && each.visibility === 'Visible')) {
    throw refuse(400, 'InvalidOperation', 'A workbook must contain a visible worksheet.', 'invalidOperation');
  }
}
