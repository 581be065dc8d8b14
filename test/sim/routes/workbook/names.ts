import type { JsonObject } from '../../http/json.ts';
import type { DefinedName } from '../../workbook/book/book.ts';
import { parseReference } from '../../workbook/book/a1.ts';
import { valueJson } from '../../workbook/book/rangeJson.ts';
import type { Sheet } from '../../workbook/book/sheet.ts';
import { answer, invalidArgument, list, missing, type WorkbookCall } from './call.ts';
import { type Ask, keyed, type WorkbookAction } from './path.ts';
import { rangeAction } from './ranges.ts';

type SheetOf = (call: WorkbookCall) => Sheet | undefined;

/** Names of the workbook, or of a sheet. */
export function nameAction(ask: Ask, sheetOf: SheetOf): WorkbookAction | undefined {
  const found = keyed(ask, 'names');
  if (found === undefined) {
    return undefined;
  }
  const { key, rest } = found;
  if (key === undefined) {
    return ask.method === 'GET'
      ? { name: 'listNames', run: (call) => list(call, 'names', namesOf(call, sheetOf)) }
      : undefined;
  }
  if (rest.path.length === 0) {
    return ask.method === 'GET'
      ? {
          name: 'getName',
          run: (call) =>
            answer(call, 'microsoft.graph.workbookNamedItem', nameJson(call, existing(call, key, sheetOf))),
        }
      : undefined;
  }
  return /^range(?:\(\))?$/u.test(rest.path[0] ?? '')
    ? rangeAction({ method: ask.method, path: rest.path.slice(1) }, (call) => {
        const { refersTo, sheet } = existing(call, key, sheetOf);
        const there = call.document.book.resolve(
          refersTo,
          sheet === undefined ? undefined : call.document.book.sheet(sheet),
        );
        if (there === undefined) {
          throw invalidArgument('The name stands for no range.');
        }
        return there;
      })
    : undefined;
}

function namesOf(call: WorkbookCall, sheetOf: SheetOf): JsonObject[] {
  const sheet = sheetOf(call)?.name;
  return call.document.book.names.filter((name) => name.sheet === sheet).map((name) => nameJson(call, name));
}

function existing(call: WorkbookCall, key: string, sheetOf: SheetOf): DefinedName {
  const name = call.document.book.name(key, sheetOf(call));
  if (name === undefined) {
    throw missing('name');
  }
  return name;
}

function nameJson({ document }: WorkbookCall, { name, refersTo, visible, sheet }: DefinedName): JsonObject {
  const scope = sheet === undefined ? 'Workbook' : 'Worksheet';
  if (parseReference(refersTo) !== undefined) {
    return { name, type: 'Range', value: `=${refersTo}`, visible, scope, comment: '' };
  }
  const value = valueJson(document.evaluate(refersTo));
  const type = typeof value === 'number' ? 'Double' : typeof value === 'boolean' ? 'Boolean' : 'String';
  return { name, type, value, visible, scope, comment: '' };
}
