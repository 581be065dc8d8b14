import type { RouteName } from '../../http/routeNames.ts';
import type { Answer } from '../../http/answer.ts';
import type { WorkbookCall } from './call.ts';

/** What is asked of a workbook's contents. */
export interface WorkbookAction {
  readonly name: RouteName;
  readonly run: (call: WorkbookCall) => Answer | Promise<Answer>;
}

/** The rest of an address, decoded, and how it is asked. */
export interface Ask {
  readonly method: string;
  readonly path: readonly string[];
}

/** `worksheets/{key}/…` or `worksheets('key')/…`; quotes in the second are doubled. */
export function keyed({ method, path }: Ask, collection: string): { key: string | undefined; rest: Ask } | undefined {
  const [first = '', second] = path;
  const inside = /^(\w+)\('(.*)'\)$/su.exec(first);
  if (inside?.[1]?.toLowerCase() === collection.toLowerCase()) {
    return { key: inside[2]?.replaceAll("''", "'"), rest: { method, path: path.slice(1) } };
  }
  return first.toLowerCase() === collection.toLowerCase()
    ? { key: second, rest: { method, path: path.slice(2) } }
    : undefined;
}

export interface FunctionCall {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** `range(address='A1:B2')`, with or without the name space; parameters without their quotes. */
export function functionCall(segment: string | undefined): FunctionCall | undefined {
  const parts = /^(\w+)(?:\((.*)\))?$/su.exec(segment ?? '');
  if (parts?.[1] === undefined) {
    return undefined;
  }
  const parameters = [...(parts[2] ?? '').matchAll(/(\w+)=(?:'((?:[^']|'')*)'|([^,]*))/gu)].map(
    ([, name = '', quoted, plain = '']) => [name.toLowerCase(), quoted?.replaceAll("''", "'") ?? plain] as const,
  );
  return { name: parts[1].toLowerCase(), parameters: Object.fromEntries(parameters) };
}
