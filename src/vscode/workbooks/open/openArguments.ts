import * as vscode from 'vscode';
import { isJsonObject } from '../../../base/json.ts';
import type { OpenWorkbookOptions } from '../../../contributions.ts';
import { workbookScheme } from '../../../contributions.ts';
import { workbookPromiseOf } from '../../../workbook/eligibility.ts';
import { ArgumentError } from '../../registry.ts';
import { nameOf } from '../../uploads/resources.ts';

/** What a caller wants to be opened. */
export type OpenTarget =
  | ItemTarget
  /** A file outside OneDrive. */
  | { readonly kind: 'file'; readonly uri: vscode.Uri }
  /** Something in a workbook that is open. */
  | { readonly kind: 'open'; readonly uri: vscode.Uri };

/** An item by its ids. */
interface ItemTarget {
  readonly kind: 'item';
  readonly driveId: string;
  readonly itemId: string;
  /** Absent when the caller does not know it. */
  readonly name?: string;
  /** What it was uploaded from. */
  readonly uri?: vscode.Uri;
}

/** What the command was called with. */
export interface OpenCall {
  /** Empty when the user shall choose. */
  readonly targets: readonly OpenTarget[];
  readonly options: OpenWorkbookOptions;
}

/**
 * Reads the arguments: the resource of the explorer or of an editor, or a row of a view, with all that are selected as a
 * list; or, of another program, a resource or ids, and options.
 * @throws {ArgumentError} for what makes no sense: to ask which workbook is meant would hide a mistake.
 */
export function readCall(first: unknown, second: unknown, third: unknown): OpenCall {
  const selected = Array.isArray(second) ? (second as unknown[]) : [];
  const options = parseOptions(Array.isArray(second) ? third : second);
  const given = [...selected, first].filter((each) => each !== undefined && each !== null);
  const targets = given.flatMap((each) => targetOf(each) ?? []);
  return { targets: [...new Map(targets.map((target) => [keyOf(target), target])).values()], options };
}

/** Whether something can be a workbook, by its name. */
export function mayBeWorkbook(target: OpenTarget): boolean {
  const name = target.kind === 'file' ? nameOf(target.uri) : target.kind === 'item' ? target.name : undefined;
  return name === undefined || workbookPromiseOf(name) !== undefined;
}

/** `undefined` for a row that stands for no file in OneDrive: it may be selected together with some that do. */
function targetOf(value: unknown): OpenTarget | undefined {
  if (value instanceof vscode.Uri || typeof value === 'string') {
    const uri = typeof value === 'string' ? parsed(value) : value;
    return { kind: uri.scheme === workbookScheme ? 'open' : 'file', uri };
  }
  const { driveId, itemId, finished, record } = isJsonObject(value) ? value : {};
  if (isJsonObject(record)) {
    // The row of a pending upload.
    return undefined;
  }
  if (isJsonObject(finished)) {
    return finished['kind'] === 'file' ? uploadedTarget(finished['item'], finished['uri']) : undefined;
  }
  return itemTarget(driveId, itemId);
}

function uploadedTarget(item: unknown, uri: unknown): OpenTarget {
  const { driveId, id, name } = isJsonObject(item) ? item : {};
  return {
    ...itemTarget(driveId, id),
    ...(typeof name === 'string' && { name }),
    ...(typeof uri === 'string' && { uri: parsed(uri) }),
  };
}

function itemTarget(driveId: unknown, itemId: unknown): ItemTarget {
  if (typeof driveId !== 'string' || typeof itemId !== 'string' || driveId === '' || itemId === '') {
    throw new ArgumentError('a workbook must be given as a URI, or as an object with driveId and itemId');
  }
  return { kind: 'item', driveId, itemId };
}

function parsed(text: string): vscode.Uri {
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    throw new ArgumentError('a workbook must be given as a URI, such as file:///home/me/budget.xlsx');
  }
}

/** @throws {ArgumentError} for a caller that passes something else than {@link OpenWorkbookOptions}. */
function parseOptions(value: unknown): OpenWorkbookOptions {
  if (value === undefined || value === null) {
    return {};
  }
  if (!isJsonObject(value)) {
    throw new ArgumentError('the options of a workbook session must be an object');
  }
  // In the title of an editor this describes the editor's group: what else it has is not for here.
  const { persistChanges } = value;
  if (persistChanges !== undefined && typeof persistChanges !== 'boolean') {
    throw new ArgumentError('persistChanges must be true or false');
  }
  return persistChanges === undefined ? {} : { persistChanges };
}

function keyOf(target: OpenTarget): string {
  return target.kind === 'item' ? JSON.stringify([target.driveId, target.itemId]) : target.uri.toString();
}
