import { ExtensionMode } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { Shell } from './vscode/shell.ts';

let shell: Shell | undefined;

/** What tests inside VS Code get; other extensions get nothing. */
export interface TestAccess {
  readonly context: ExtensionContext;
  dispose(): Promise<void>;
}

export function activate(context: ExtensionContext): TestAccess | undefined {
  shell = new Shell(context, async (parts) => {
    const { App } = await import('./app.ts');
    return App.start(context, parts);
  });
  return context.extensionMode === ExtensionMode.Test ? { context, dispose: deactivate } : undefined;
}

export async function deactivate(): Promise<void> {
  await shell?.dispose();
}
