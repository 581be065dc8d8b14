import * as vscode from 'vscode';
import { settingKeys } from '../contributions.ts';
import type { Cloud, CloudId } from '../graph/clouds.ts';
import { resolveCloud } from '../graph/clouds.ts';
import { fragmentBytes } from '../upload/plan.ts';

/** Settings as typed values. Read on use: they are cheap, and a changed setting then counts at once. */
export const settings = {
  /** @throws {CloudError} when the custom addresses cannot be used. */
  cloud(): Cloud {
    return resolveCloud(get<CloudId>(settingKeys.cloud, 'global'), get<unknown>(settingKeys.customCloud, undefined));
  },

  /** Folder path, when the user has set one. */
  destination(scope: vscode.Uri | undefined): string | undefined {
    return get(settingKeys.destination, '', scope).trim() || undefined;
  },

  conflictBehavior(scope: vscode.Uri | undefined): 'ask' | 'replace' | 'rename' | 'fail' | 'skip' {
    return get(settingKeys.conflictBehavior, 'ask', scope);
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
    return get(settingKeys.verify, true, scope);
  },
};

function get<T>(key: string, fallback: T, scope?: vscode.Uri): T {
  return vscode.workspace.getConfiguration(undefined, scope).get<T>(key, fallback);
}
