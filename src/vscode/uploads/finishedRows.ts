import * as vscode from 'vscode';
import type { FinishedUpload } from '../../upload/finished.ts';
import type { Verification } from '../../upload/model.ts';
import { workbookPromiseOf } from '../../workbook/eligibility.ts';
import { formatBytes, formatFolder, formatTime } from '../words/format.ts';

/** A row of the tree for an upload that has ended in success: what commands about such rows are called with. */
export class FinishedNode {
  readonly finished: FinishedUpload;

  constructor(finished: FinishedUpload) {
    this.finished = finished;
  }
}

/** The rows of finished uploads, kept from one look to the next. */
export class FinishedNodes {
  #uploads: readonly FinishedUpload[] = [];
  #nodes: readonly FinishedNode[] = [];

  get all(): readonly FinishedNode[] {
    return this.#nodes;
  }

  /** @returns whether there are others than before. */
  update(uploads: readonly FinishedUpload[]): boolean {
    if (uploads === this.#uploads) {
      return false;
    }
    const known = new Map(this.#nodes.map((node) => [node.finished, node]));
    this.#uploads = uploads;
    this.#nodes = uploads.map((upload) => known.get(upload) ?? new FinishedNode(upload));
    return true;
  }
}

/** How a finished upload looks in the tree. */
export function finishedItem({ finished }: FinishedNode, now: number): vscode.TreeItem {
  const { id, kind, name, uri, destination } = finished;
  const status = finishedStatus(finished);
  const item = new vscode.TreeItem(name);
  item.id = id;
  item.resourceUri = vscode.Uri.parse(uri, true);
  item.iconPath = new vscode.ThemeIcon('check');
  item.description = status;
  const isWorkbook = kind === 'file' && workbookPromiseOf(name) !== undefined;
  item.contextValue = ['finished', kind, ...(isWorkbook ? ['workbook'] : [])].join(' ');
  item.tooltip = finishedTooltip(finished, now);
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0}, {1}, to {2}', name, status, formatFolder(destination)),
  };
  return item;
}

/** "uploaded · 3 MB", "uploaded · 12 files · 3 MB". */
export function finishedStatus(upload: FinishedUpload): string {
  const { t } = vscode.l10n;
  const parts = [t('uploaded')];
  if (upload.kind === 'folder') {
    parts.push(upload.files === 1 ? t('1 file') : t('{0} files', upload.files));
  }
  return [...parts, formatBytes(upload.size)].join(' · ');
}

function finishedTooltip(upload: FinishedUpload, now: number): string {
  const { t } = vscode.l10n;
  const { account } = upload.place;
  const lines = [
    upload.name,
    finishedStatus(upload),
    t('To {0}', formatFolder(upload.destination)),
    t('At {0}', formatTime(upload.at, now)),
    upload.kind === 'file' ? verifiedWords(upload.verified) : undefined,
    account.name === undefined ? undefined : t('As {0}', account.name),
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

function verifiedWords(verified: Verification): string {
  switch (verified) {
    case 'hash':
      return vscode.l10n.t('Verified: its hash in OneDrive is that of the file');
    case 'size':
      return vscode.l10n.t('Verified by its size only');
    case 'rewritten':
      return vscode.l10n.t('SharePoint has rewritten it when it stored it: size and hash there differ from yours');
  }
}
