import * as vscode from 'vscode';
import type { SignInMethod } from '../auth/model.ts';
import { isJsonObject } from '../base/json.ts';
import { settingKeys } from '../contributions.ts';
import type { Cloud, CloudId } from '../graph/clouds.ts';
import { resolveCloud } from '../graph/clouds.ts';
import type { ConflictBehavior } from '../upload/model.ts';

const signInMethods: readonly Exclude<SignInMethod, 'token'>[] = ['browser', 'deviceCode', 'vscode'];

/** Entra writes the ids of applications as GUIDs. */
const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;

const conflictBehaviors: readonly ConflictBehavior[] = ['replace', 'rename', 'fail', 'skip'];

/** Settings as typed values. Read on use: they are cheap, and a changed setting then counts at once. */
export const settings = {
  /** @throws {CloudError} when the custom addresses cannot be used. */
  cloud(): Cloud {
    return resolveCloud(get<CloudId>(settingKeys.cloud, 'global'), get<unknown>(settingKeys.customCloud, undefined));
  },

  /** Id of the app registration; `missing`: none is set; `invalid`: what is set is not the id of an application. */
  clientId(): { readonly id: string } | 'missing' | 'invalid' {
    const value = get<unknown>(settingKeys.clientId, '');
    const id = typeof value === 'string' ? value.trim() : '';
    return id === '' ? 'missing' : guid.test(id) ? { id: id.toLowerCase() } : 'invalid';
  },

  /** As the user wrote it. */
  tenant(): string {
    const value = get<unknown>(settingKeys.tenant, 'common');
    return typeof value === 'string' ? value : '';
  },

  authMethod(): 'auto' | Exclude<SignInMethod, 'token'> {
    const value = get<unknown>(settingKeys.authMethod, 'auto');
    return signInMethods.find((method) => method === value) ?? 'auto';
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

  /** `auto`, or MiB as the user wrote them. */
  fragmentSizeMiB(): unknown {
    return get<unknown>(settingKeys.fragmentSizeMiB, 'auto');
  },

  parallelFiles(): number {
    const value = get<number>(settingKeys.parallelFiles, 4);
    return Number.isInteger(value) ? Math.min(16, Math.max(1, value)) : 4;
  },

  verify(scope: vscode.Uri | undefined): boolean {
    return get<unknown>(settingKeys.verify, true, scope) !== false;
  },

  deferCommit(scope: vscode.Uri | undefined): boolean {
    return get<unknown>(settingKeys.deferCommit, false, scope) === true;
  },

  respectIgnoreFiles(scope: vscode.Uri | undefined): boolean {
    return get<unknown>(settingKeys.respectIgnoreFiles, true, scope) !== false;
  },

  /** What VS Code hides in the explorer: glob patterns. */
  filesExclude(scope: vscode.Uri | undefined): Readonly<Record<string, unknown>> {
    const value = get<unknown>('files.exclude', {}, scope);
    return isJsonObject(value) ? value : {};
  },

  /** What the user cannot have meant is asked, as with conflicts. */
  workbookMode(scope: vscode.Uri | undefined): 'ask' | 'persistent' | 'scratch' {
    const value = get<unknown>(settingKeys.workbookMode, 'ask', scope);
    return value === 'persistent' || value === 'scratch' ? value : 'ask';
  },

  resumeOnStartup(): 'ask' | 'always' | 'never' {
    const value = get<unknown>(settingKeys.resumeOnStartup, 'ask');
    return value === 'always' || value === 'never' ? value : 'ask';
  },
};

function get<T>(key: string, fallback: T, scope?: vscode.Uri): T {
  // All settings of VS Code and its extensions would be copied for each that is read.
  const dot = key.indexOf('.');
  return vscode.workspace.getConfiguration(key.slice(0, dot), scope).get<T>(key.slice(dot + 1), fallback);
}
