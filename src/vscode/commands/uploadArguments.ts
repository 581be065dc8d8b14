import * as vscode from 'vscode';
import { isJsonObject } from '../../base/json.ts';
import type { UploadOptions } from '../../contributions.ts';
import { ArgumentError } from '../registry.ts';

/**
 * The files and folders that an upload command is about: what it was called with (explorer, editor tab, another extension), else
 * the active editor, else what the user picks; an empty list means that the user shall pick. Each file once.
 * @param quiet nothing may be asked. @throws {ArgumentError} for what names no resource.
 */
export async function filesToUpload(uri: unknown, uris: unknown, quiet: boolean): Promise<readonly vscode.Uri[]> {
  // On an editor's tab the second argument describes the editor group.
  const listed = Array.isArray(uris) ? (uris as unknown[]) : [];
  const given = [...listed, uri].filter((each) => each !== undefined && each !== null).map(resourceOf);
  if (given.length > 0) {
    return unique(given);
  }
  const active = activeResource();
  if (active && !Array.isArray(uris)) {
    return [active];
  }
  if (quiet) {
    return [];
  }
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: true,
    canSelectFiles: true,
    canSelectFolders: true,
    title: vscode.l10n.t('Upload to OneDrive'),
    openLabel: vscode.l10n.t('Upload'),
  });
  return unique(picked ?? []);
}

/** A resource as extensions pass it, or as text, which is all that a task or key binding can write. */
function resourceOf(value: unknown): vscode.Uri {
  if (value instanceof vscode.Uri) {
    return value;
  }
  try {
    return vscode.Uri.parse(typeof value === 'string' ? value : '', true);
  } catch {
    throw new ArgumentError('a file must be given as a URI, such as file:///home/me/report.xlsx');
  }
}

function unique(uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

/** What the active tab shows, whether or not it is text. */
function activeResource(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isFile =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook;
  return isFile && input.uri.scheme !== 'untitled' ? input.uri : undefined;
}

const behaviors: readonly unknown[] = [
  'fail',
  'replace',
  'rename',
  'skip',
] satisfies UploadOptions['conflictBehavior'][];

/** @throws {ArgumentError} for a caller that passes something else than {@link UploadOptions}. */
export function parseUploadOptions(value: unknown): UploadOptions {
  if (value === undefined || value === null) {
    return {};
  }
  if (!isJsonObject(value)) {
    throw new ArgumentError('upload options must be an object');
  }
  const { destination, conflictBehavior, deferCommit } = value;
  if (deferCommit !== undefined && typeof deferCommit !== 'boolean') {
    throw new ArgumentError('deferCommit must be true or false');
  }
  if (destination !== undefined && !isDestination(destination)) {
    throw new ArgumentError('destination must be a folder path, or an object with driveId and itemId');
  }
  if (conflictBehavior !== undefined && !isBehavior(conflictBehavior)) {
    throw new ArgumentError(`conflictBehavior must be one of ${behaviors.join(', ')}`);
  }
  return {
    ...(destination === undefined ? {} : { destination }),
    ...(conflictBehavior === undefined ? {} : { conflictBehavior }),
    ...(deferCommit === undefined ? {} : { deferCommit }),
  };
}

function isDestination(value: unknown): value is NonNullable<UploadOptions['destination']> {
  if (typeof value === 'string') {
    return true;
  }
  if (!isJsonObject(value)) {
    return false;
  }
  const { driveId, itemId } = value;
  return typeof driveId === 'string' && typeof itemId === 'string';
}

function isBehavior(value: unknown): value is NonNullable<UploadOptions['conflictBehavior']> {
  return behaviors.includes(value);
}
