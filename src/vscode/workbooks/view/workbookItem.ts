import * as vscode from 'vscode';
import type { DriveType } from '../../../graph/driveItem.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import { formatTime } from '../../words/format.ts';
import { idleSentence, idleWord, modeSentence, modeWord, stateSentence, stateWord } from '../../words/workbookWords.ts';
import { contextOf } from '../standing.ts';

type Shown = Pick<OpenWorkbook, 'opened' | 'state' | 'hasUnsavedChanges' | 'idleEndsAt'>;

/** What can be seen of a workbook's row beside its name. */
export interface WorkbookFace {
  readonly description: string;
  readonly contextValue: string;
}

export function faceOf(workbook: Shown, now: number): WorkbookFace {
  const { state, opened, hasUnsavedChanges, idleEndsAt } = workbook;
  const goesOn =
    state.kind === 'open' && idleEndsAt !== undefined
      ? [...(hasUnsavedChanges ? [vscode.l10n.t('changed')] : []), idleWord(idleEndsAt - now)]
      : [stateWord(state)];
  return {
    description: [modeWord(opened.persistChanges), ...goesOn].join(' · '),
    contextValue: contextOf(workbook),
  };
}

/** The row of a workbook, but for what is below it. */
export function workbookItem(workbook: Shown, now: number): vscode.TreeItem {
  const { name } = workbook.opened.file;
  const { description, contextValue } = faceOf(workbook, now);
  const item = new vscode.TreeItem(name);
  item.description = description;
  item.contextValue = contextValue;
  item.iconPath = iconOf(workbook);
  item.tooltip = tooltipOf(workbook, now);
  item.accessibilityInformation = { label: [`${name}.`, ...sentencesOf(workbook, now)].join(' ') };
  return item;
}

function tooltipOf(workbook: Shown, now: number): string {
  const { file, openedAt } = workbook.opened;
  const place = file.driveType === undefined ? file.name : `${placeName(file.driveType)} › ${file.name}`;
  const opened = vscode.l10n.t('Opened at {0}.', formatTime(openedAt, now));
  return [place, ...sentencesOf(workbook, now), opened].join('\n');
}

function sentencesOf(workbook: Shown, now: number): string[] {
  const { state, opened, hasUnsavedChanges, idleEndsAt } = workbook;
  const isOpen = state.kind === 'open';
  return [
    modeSentence(opened.persistChanges),
    stateSentence(state),
    ...(isOpen && hasUnsavedChanges ? [vscode.l10n.t('It differs from the saved workbook.')] : []),
    ...(isOpen && idleEndsAt !== undefined ? [idleSentence(idleEndsAt, now)] : []),
  ];
}

function placeName(driveType: DriveType): string {
  return driveType === 'documentLibrary' ? vscode.l10n.t('SharePoint') : vscode.l10n.t('OneDrive');
}

function iconOf({ state, opened }: Shown): vscode.ThemeIcon {
  switch (state.kind) {
    case 'opening':
    case 'reopening':
    case 'closing':
      return new vscode.ThemeIcon('loading~spin');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'expired':
      return state.changesLost
        ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
        : new vscode.ThemeIcon('debug-disconnect');
    case 'open':
    case 'closed':
      return new vscode.ThemeIcon(opened.persistChanges ? 'book' : 'beaker');
  }
}
