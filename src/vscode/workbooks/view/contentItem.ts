import * as vscode from 'vscode';
import { commandIds } from '../../../contributions.ts';
import type { Worksheet } from '../../../graph/workbook/worksheets.ts';
import type { WorkbookGroup } from '../../../workbook/paths.ts';
import { describeWorkbookRefusal } from '../../words/workbookRefusals.ts';
import { workbookUri } from '../resources.ts';
import { pathOf } from '../rowPath.ts';
import type { RowOf, WorkbookRow } from '../rows.ts';

type ContentRow = Exclude<WorkbookRow, { readonly kind: 'workbook' }>;

/** The row of something in a workbook. A click or Enter opens it. @param isEmpty whether nothing is below it. */
export function contentItem(row: ContentRow, isEmpty: boolean): vscode.TreeItem {
  const item = shapeOf(row);
  if (isEmpty && item.collapsibleState !== vscode.TreeItemCollapsibleState.None) {
    item.collapsibleState = vscode.TreeItemCollapsibleState.None;
    item.description = vscode.l10n.t('none');
  }
  const path = pathOf(row);
  if (path?.kind === 'grid' || path?.kind === 'chart') {
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [workbookUri(path)] };
  }
  return item;
}

function shapeOf(row: ContentRow): vscode.TreeItem {
  const { t } = vscode.l10n;
  switch (row.kind) {
    case 'group':
      return made(
        groupName(row.group),
        groupIcons[row.group],
        row.group === 'worksheets'
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed,
      );
    case 'sheet':
      return sheetItem(row);
    case 'table':
      return made(
        row.table.name,
        groupIcons.tables,
        vscode.TreeItemCollapsibleState.None,
        t('Table {0}', row.table.name),
      );
    case 'name': {
      const { name, sheet } = row;
      const label = sheet ? t('Name {0} of the sheet {1}', name.name, sheet.name) : t('Name {0}', name.name);
      return Object.assign(
        made(name.name, groupIcons.names, vscode.TreeItemCollapsibleState.None, label),
        sheet && { description: sheet.name },
      );
    }
    case 'chartSheet':
      return made(
        row.sheet.name,
        groupIcons.worksheets,
        vscode.TreeItemCollapsibleState.Collapsed,
        t('Charts of the sheet {0}', row.sheet.name),
      );
    case 'chart': {
      const label = t('Chart {0} of the sheet {1}', row.chart.name, row.sheet.name);
      return made(row.chart.name, groupIcons.charts, vscode.TreeItemCollapsibleState.None, label);
    }
    case 'problem':
      return problemItem(row);
  }
}

const groupIcons: Readonly<Record<WorkbookGroup, string>> = {
  worksheets: 'table',
  tables: 'symbol-struct',
  names: 'tag',
  charts: 'graph',
};

function groupName(group: WorkbookGroup): string {
  switch (group) {
    case 'worksheets':
      return vscode.l10n.t('Sheets');
    case 'tables':
      return vscode.l10n.t('Tables');
    case 'names':
      return vscode.l10n.t('Names');
    case 'charts':
      return vscode.l10n.t('Charts');
  }
}

function sheetItem({ workbook, sheet }: RowOf<'sheet'>): vscode.TreeItem {
  const hiding = hidingOf(sheet);
  const label = vscode.l10n.t('Sheet {0}', sheet.name);
  const item = made(
    sheet.name,
    groupIcons.worksheets,
    vscode.TreeItemCollapsibleState.None,
    hiding ? `${label}, ${hiding.word}` : label,
  );
  item.contextValue = workbook.opened.persistChanges ? 'sheet' : 'sheet compare';
  if (hiding) {
    item.description = hiding.word;
    item.iconPath = new vscode.ThemeIcon(groupIcons.worksheets, new vscode.ThemeColor('disabledForeground'));
    item.tooltip = `${sheet.name}\n${hiding.sentence}`;
  }
  return item;
}

function hidingOf({ visibility }: Worksheet): { readonly word: string; readonly sentence: string } | undefined {
  const { t } = vscode.l10n;
  switch (visibility) {
    case 'visible':
      return undefined;
    case 'hidden':
      return { word: t('hidden'), sentence: t('This sheet is hidden in Excel. Unhide shows it there.') };
    case 'veryHidden':
      return { word: t('very hidden'), sentence: t('This sheet is hidden in Excel. Only a macro or script shows it.') };
  }
}

/** What cannot be listed, and why. A click tries again. */
function problemItem({ workbook, error, sheet }: RowOf<'problem'>): vscode.TreeItem {
  const { reason, message } = describeWorkbookRefusal(error, sheet && { is: 'listCharts', name: sheet.name });
  const again = vscode.l10n.t('Try Again');
  const item = made(
    sheet?.name ?? reason,
    'warning',
    vscode.TreeItemCollapsibleState.None,
    `${message} ${vscode.l10n.t('Press Enter to try again.')}`,
  );
  item.description = sheet ? reason : again;
  item.tooltip = `${message}\n${vscode.l10n.t('Click to try again.')}`;
  item.command = { command: commandIds.refreshWorkbook, title: again, arguments: [workbook.opened.id] };
  return item;
}

function made(
  label: string,
  icon: string,
  collapsible: vscode.TreeItemCollapsibleState,
  accessibleLabel = label,
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, collapsible);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.accessibilityInformation = { label: accessibleLabel };
  return item;
}
