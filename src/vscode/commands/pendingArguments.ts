import { isJsonObject } from '../../base/json.ts';
import { ArgumentError } from '../registry.ts';

/**
 * The uploads that a command was called with, by their ids: rows, as the view passes them, or ids, as
 * messages, other extensions and key bindings do. None when it was called bare.
 * @throws {ArgumentError} for what names no upload: to ask which one is meant would hide a mistake.
 */
export function idsOf(item: unknown, items: unknown): ReadonlySet<string> {
  return new Set(given(item, items).map(idOf));
}

/** Whether it was called with ids alone. */
export function namesIds(item: unknown, items: unknown): boolean {
  const uploads = given(item, items);
  return uploads.length > 0 && uploads.every((each) => typeof each === 'string');
}

function given(item: unknown, items: unknown): readonly unknown[] {
  if (!isAbsent(items) && !Array.isArray(items)) {
    throw new ArgumentError('several uploads must be given as a list');
  }
  const listed = isAbsent(items) ? [] : (items as unknown[]);
  return isAbsent(item) ? listed : [item, ...listed];
}

/** A key binding can only write `null`. */
function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function idOf(value: unknown): string {
  // Rows of finished uploads may be among those that are selected.
  const row = isJsonObject(value) ? (value['record'] ?? value['finished']) : undefined;
  const id = isJsonObject(row) ? row['id'] : value;
  if (typeof id !== 'string' || id === '') {
    throw new ArgumentError('an upload must be given as its id, as onedrive.listUploads tells it');
  }
  return id;
}
