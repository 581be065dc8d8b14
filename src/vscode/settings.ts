import * as vscode from 'vscode';
import { settingKeys } from '../contributions.ts';
import type { Cloud, CloudId } from '../graph/clouds.ts';
import { resolveCloud } from '../graph/clouds.ts';
import type { ConflictBehavior } from '../upload/model.ts';
import { fragmentBytes } from '../upload/transfer/plan.ts';

const conflictBehaviors: readonly ConflictBehavior[] = ['replace', 'rename', 'fail', 'skip'];

/** Settings as typed values. Read on use: they are cheap, and a changed setting then counts at once. */
export const settings = {
  /** @throws {CloudError} when the custom addresses cannot be used. */
  cloud(): Cloud {
    return resolveCloud(get<CloudId>(settingKeys.cloud, 'global'), get<unknown>(settingKeys.customCloud, undefined));
  },

  /** Folder path, when the user has set one. */
  destination(scope: vscode.Uri | undefined): string | undefined {
    const value = get<unknown>(settingKeys.destination, '', scope);
    return typeof value === 'string' ? value.trim() || undefined : undefined;
  },

  /** What the user cannot have meant is asked: nothing may be overwritten because of a slip. */
  conflictBehavior(scope: vscode.Uri | undefined): 'ask' | ConflictBehavior {
    const value = get<unknown>(settingKeys.conflictBehavior, 'ask', scope);
    return conflictBehaviors.find((behavior) => behavior === value) ?? 'ask';
  },

  /** Bytes; a legal fragment size whatever the setting says. */
  fragmentSize(): number {
    return fragmentBytes(get<unknown>(settingKeys.fragmentSizeMiB, 'auto'));
  },

  parallelFiles(): number {
    const value = get<number>(settingKeys.parallelFiles, 4);
    return Number.isInteger(value) ? Math.min(16, Math.max(1, value)) : 4;
  },

  verify(scope: vscode.Uri | undefined): boolean {
    return get<unknown>(settingKeys.verify, true, scope) !== false;
  },
};

function get<T>(key: string, fallback: T, scope?: vscode.Uri): T {
  return vscode.workspace.getConfiguration(undefined, scope).get<T>(key, fallback);
}
