import * as vscode from 'vscode';
import type { TextStore } from '../auth/pastedToken.ts';
import { contextKeys } from '../contributions.ts';

/** Brings the context key up to date: at the start, and when another window or a setting has changed something. */
export async function showSignedIn(token: TextStore): Promise<void> {
  await setContext(contextKeys.signedIn, await isStored(token));
}

/** Addresses of a custom cloud that cannot be used count as signed out; what needs them tells what is wrong. */
async function isStored(token: TextStore): Promise<boolean> {
  try {
    return (await token.get()) !== undefined;
  } catch {
    return false;
  }
}

/** Sets a `when`-clause key. The only place that does. */
async function setContext(key: (typeof contextKeys)[keyof typeof contextKeys], value: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
