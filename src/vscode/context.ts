import * as vscode from 'vscode';
import { contextKeys } from '../contributions.ts';
import { tokenEntry } from './account/secrets.ts';
import { settings } from './settings.ts';

/** Brings the context key up to date: at the start, and when another window or a setting has changed something. */
export async function showSignedIn(secrets: vscode.SecretStorage): Promise<void> {
  await setContext(contextKeys.signedIn, await isStored(secrets));
}

/** Addresses of a custom cloud that cannot be used count as signed out; what needs them tells what is wrong. */
async function isStored(secrets: vscode.SecretStorage): Promise<boolean> {
  try {
    return (await tokenEntry(secrets, settings.cloud().graph).get()) !== undefined;
  } catch {
    return false;
  }
}

/** Sets a `when`-clause key. The only place that does. */
async function setContext(key: (typeof contextKeys)[keyof typeof contextKeys], value: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
