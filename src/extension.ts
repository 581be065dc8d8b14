import { ExtensionMode } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { Shell } from './vscode/shell.ts';

let shell: Shell | undefined;

export function activate(context: ExtensionContext): Shell | undefined {
  shell = new Shell(context, async (treeSlot) => {
    const { App } = await import('./app.ts');
    return new App(context, treeSlot);
  });
  return context.extensionMode === ExtensionMode.Test ? shell : undefined;
}

export async function deactivate(): Promise<void> {
  await shell?.dispose();
}
