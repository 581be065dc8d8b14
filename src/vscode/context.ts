import * as vscode from 'vscode';
import { contextKeys } from '../contributions.ts';

/** Tells `when` clauses whether somebody is signed in to the cloud of the settings. */
export async function showSignedIn(isSignedIn: boolean): Promise<void> {
  await setContext(contextKeys.signedIn, isSignedIn);
}

/** Sets a `when`-clause key. The only place that does. */
async function setContext(key: (typeof contextKeys)[keyof typeof contextKeys], value: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
