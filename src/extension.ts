import type { ExtensionContext } from 'vscode';
import { App } from './app.ts';

let app: App | undefined;

export function activate(context: ExtensionContext): App {
  app = new App(context);
  return app;
}

export async function deactivate(): Promise<void> {
  await app?.dispose();
}
