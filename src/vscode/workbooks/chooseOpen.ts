import * as vscode from 'vscode';
import { isJsonObject } from '../../base/json.ts';
import { workbookScheme } from '../../contributions.ts';
import { OpenWorkbook } from '../../workbook/session/openWorkbook.ts';
import { showDone } from '../notify.ts';
import { ArgumentError } from '../registry.ts';
import { modeWord } from '../words/workbookWords.ts';
import type { WorkbookParts } from './parts.ts';
import { activeResource, folderOf, workbookOf } from './resources.ts';

/** Which open workbooks a command is about. */
export interface OpenChoice {
  /** Of the command, for questions and messages. */
  readonly title: string;
  /** What it can be done with; all when it is left out. */
  readonly eligible?: (workbook: OpenWorkbook) => boolean;
  /** Whether several can be picked. */
  readonly many?: boolean;
}

/**
 * The open workbooks that a command was called with: rows of the view, ids, or resources in them; bare that of the active
 * editor, the only one, else what the user picks. When there is none, a message says so.
 * @returns an empty list when there is nothing to do.
 * @throws {ArgumentError} for what names no workbook: to ask which one is meant would hide a mistake.
 */
export async function workbooksFor(
  { workbooks, restored }: Pick<WorkbookParts, 'workbooks' | 'restored'>,
  item: unknown,
  items: unknown,
  choice: OpenChoice,
): Promise<readonly OpenWorkbook[]> {
  const names = given(item, items).map(nameOf);
  const find = (): readonly OpenWorkbook[] => {
    const eligible = workbooks.list.filter((workbook) => choice.eligible?.(workbook) !== false);
    return names.length === 0 ? eligible : eligible.filter((workbook) => names.some((name) => isNamed(name, workbook)));
  };
  if (find().length === 0) {
    await restored();
  }
  const found = find();
  if (found.length === 0) {
    void showDone(vscode.l10n.t('{0}: there is no open workbook that this can be done with.', choice.title));
  }
  return names.length > 0 || found.length <= 1 ? found : (activeOf(found) ?? pick(found, choice));
}

/** Whether a command was called with ids alone. */
export function namesIds(item: unknown, items: unknown): boolean {
  const workbooks = given(item, items);
  return workbooks.length > 0 && workbooks.every((each) => typeof nameOf(each) === 'string');
}

/** An open workbook, the id of one, or a resource in it. */
type Name = OpenWorkbook | string | vscode.Uri;

function given(item: unknown, items: unknown): readonly unknown[] {
  // In the title of an editor the second argument describes its group.
  const isResource = item instanceof vscode.Uri;
  if (!isAbsent(items) && !Array.isArray(items) && !isResource) {
    throw new ArgumentError('several workbooks must be given as a list');
  }
  const listed = Array.isArray(items) ? (items as unknown[]) : [];
  return isAbsent(item) ? listed : [item, ...listed];
}

/** A key binding can only write `null`. */
function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** The resource in a workbook that a command was called with: as extensions pass it, or as text. */
export function resourceGiven(value: unknown): vscode.Uri | undefined {
  const uri = typeof value === 'string' && value.startsWith(`${workbookScheme}:`) ? parsed(value) : value;
  return uri instanceof vscode.Uri && folderOf(uri) !== undefined ? uri : undefined;
}

function nameOf(value: unknown): Name {
  const uri = resourceGiven(value);
  if (uri !== undefined) {
    return uri;
  }
  const workbook = isJsonObject(value) ? value['workbook'] : undefined;
  if (workbook instanceof OpenWorkbook) {
    return workbook;
  }
  if (typeof value === 'string' && value !== '' && !value.startsWith(`${workbookScheme}:`)) {
    return value;
  }
  throw new ArgumentError('a workbook must be given as its id, as onedrive.openWorkbook tells it, or as a URI in it');
}

function parsed(text: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    return undefined;
  }
}

function isNamed(name: Name, workbook: OpenWorkbook): boolean {
  return name instanceof vscode.Uri
    ? workbookOf(name, [workbook]) !== undefined
    : name === workbook || name === workbook.opened.id;
}

function activeOf(workbooks: readonly OpenWorkbook[]): readonly OpenWorkbook[] | undefined {
  const uri = activeResource();
  const workbook = uri && workbookOf(uri, workbooks);
  return workbook && [workbook];
}

async function pick(workbooks: readonly OpenWorkbook[], { title, many }: OpenChoice): Promise<readonly OpenWorkbook[]> {
  const choices = workbooks.map((workbook) => ({
    label: workbook.opened.file.name,
    description: modeWord(workbook.opened.persistChanges),
    workbook,
  }));
  if (many !== true) {
    const picked = await vscode.window.showQuickPick(choices, { title });
    return picked ? [picked.workbook] : [];
  }
  const picked = await vscode.window.showQuickPick(choices, { title, canPickMany: true });
  return (picked ?? []).map(({ workbook }) => workbook);
}
