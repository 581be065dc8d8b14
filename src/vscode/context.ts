import * as vscode from 'vscode';
import type { contextKeys } from '../contributions.ts';

interface ContextValues {
  readonly [contextKeys.signedIn]: boolean;
}

/** Sets a `when`-clause key. The only place that does. */
export async function setContext<K extends keyof ContextValues>(key: K, value: ContextValues[K]): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
