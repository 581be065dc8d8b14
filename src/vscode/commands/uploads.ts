import * as vscode from 'vscode';
import type { UploadSummary } from '../../contributions.ts';
import { commandIds } from '../../contributions.ts';
import type { UploadEntry, UploadManager } from '../../upload/manager.ts';
import { describeError } from '../words/messages.ts';
import type { CommandRegistry } from '../registry.ts';
import { statusOf } from '../uploads/uploadsView.ts';

/** The commands about uploads that are already in the list. */
export function registerUploadsCommands(
  registry: CommandRegistry,
  manager: UploadManager,
  retry: (entries: readonly UploadEntry[]) => Promise<unknown>,
): void {
  registry.register(commandIds.cancelUpload, async (item, items) => {
    const chosen = await entriesFor(manager, item, items, 'running', vscode.l10n.t('Cancel Upload'));
    for (const entry of chosen) {
      manager.cancel(entry.id);
    }
  });
  registry.register(commandIds.retryUpload, async (item, items) =>
    retry(await entriesFor(manager, item, items, 'failed', vscode.l10n.t('Retry Upload'))),
  );
  registry.register(commandIds.clearFinishedUploads, () => manager.clearFailed());
  registry.register(commandIds.listUploads, () => manager.entries.map(summaryOf));
}

type Kind = 'running' | 'failed';

/** The uploads that a command is about: the rows it was called on, the id it was given, or what the user picks. */
async function entriesFor(
  manager: UploadManager,
  item: unknown,
  items: unknown,
  kind: Kind,
  title: string,
): Promise<readonly UploadEntry[]> {
  const eligible = manager.entries.filter((entry) => (entry.state.kind === 'failed') === (kind === 'failed'));
  const ids = new Set([item, ...(Array.isArray(items) ? (items as unknown[]) : [])].map(idOf));
  ids.delete(undefined);
  if (ids.size > 0) {
    return eligible.filter((entry) => ids.has(entry.id));
  }

  if (eligible.length === 0) {
    const nothing = kind === 'failed' ? vscode.l10n.t('No upload has failed.') : vscode.l10n.t('No upload is running.');
    void vscode.window.showInformationMessage(nothing);
    return [];
  }
  const rows = eligible.map((entry) => ({ label: entry.task.name, description: statusOf(entry.state), entry }));
  const picked = await vscode.window.showQuickPick(rows, { title, canPickMany: true });
  return (picked ?? []).map((row) => row.entry);
}

function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined;
  return typeof id === 'string' ? id : undefined;
}

function summaryOf({ id, task, state }: UploadEntry): UploadSummary {
  const base = { id, uri: task.uri, name: task.name, size: task.size, destination: task.destination.path };
  switch (state.kind) {
    case 'queued':
      return { ...base, acceptedBytes: 0, state: 'queued' };
    case 'uploading':
      return { ...base, acceptedBytes: state.progress.accepted, state: 'uploading' };
    case 'failed': {
      const { code, message } = describeError(state.error);
      return { ...base, acceptedBytes: 0, state: 'failed', error: { code, message } };
    }
  }
}
