import * as vscode from 'vscode';
import { replacing } from './prompts.ts';

/** A progress notification, as it was shown. */
export interface ShownProgress {
  readonly title: string | undefined;
  readonly messages: string[];
  cancel(): void;
}

/** Watches the progress notifications that are shown while something is done. */
export async function watchingProgress(work: (shown: readonly ShownProgress[]) => Promise<void>): Promise<void> {
  const { window } = vscode;
  const show = window.withProgress.bind(window);
  const all: ShownProgress[] = [];
  const sources: vscode.CancellationTokenSource[] = [];
  const replaced = replacing(
    window,
    'withProgress',
    (options: vscode.ProgressOptions, task: Parameters<typeof window.withProgress>[1]) =>
      show(options, (progress) => {
        const source = new vscode.CancellationTokenSource();
        sources.push(source);
        const messages: string[] = [];
        all.push({ title: options.title, messages, cancel: () => source.cancel() });
        const report = (value: { readonly message?: string; readonly increment?: number }): void => {
          messages.push(value.message ?? '');
          progress.report(value);
        };
        return task({ report }, source.token);
      }),
  );
  try {
    await work(all);
  } finally {
    replaced.restore();
    for (const source of sources) {
      source.dispose();
    }
  }
}
