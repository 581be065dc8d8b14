import * as vscode from 'vscode';
import type { GraphClient } from '../../../graph/client.ts';
import { isSameDrive } from '../../../graph/driveIds.ts';
import type { DriveFolder, DriveItem } from '../../../graph/driveItem.ts';
import { itemByLink } from '../../../graph/shareLink.ts';
import { requireWorkbookName, workbookPromiseOf } from '../../../workbook/eligibility.ts';
import type { WorkbookFile } from '../../../workbook/model.ts';
import { chooses } from '../../picker/screen.ts';
import type { Row, Screen } from '../../picker/screen.ts';
import { explainFolder, folderRow } from '../../places/folderRow.ts';
import { linkRow } from '../../places/linkRow.ts';
import { oneDrivePlaces, withDriveName } from '../../places/oneDrivePlaces.ts';
import type { Access, Tour } from '../../places/places.ts';
import { otherPlaces } from '../../places/startRows.ts';
import { formatFolder } from '../../words/format.ts';

/** Going through OneDrive and SharePoint to a workbook. */
export function workbookTour(client: GraphClient, access: Access): Tour<WorkbookFile> {
  const { t } = vscode.l10n;
  const tour: Tour<WorkbookFile> = {
    places: oneDrivePlaces(client, access, isWanted),
    folder: (folder) => folderScreen(folder, tour),
    file: ({ driveId, itemId, name, ownerName }) => workbookRow({ driveId, itemId, name }, ownerName),
    async byLink(link, signal) {
      const { kind, name, ...place } = await itemByLink(client, link, signal);
      if (kind === 'folder') {
        return { open: tour.folder(await withDriveName(client, place, signal)) };
      }
      requireWorkbookName(name);
      const { driveId, itemId, driveType } = place;
      return { choose: { driveId, itemId, name, driveType } };
    },
    words: {
      shared: t('Folders and workbooks of other people'),
      shareHint: t('Choose a workbook, or open a folder'),
      nothingShared: t('Nobody has shared a folder or a workbook with you'),
      moreShared: t('More...'),
      link: t('Sharing link or web address of a workbook or a folder'),
      linkTitle: t('Open a linked workbook'),
      linkPrompt: t('Sharing link or web address of a workbook or a folder in OneDrive or SharePoint'),
    },
  };
  return tour;
}

/** What the picker starts with: workbooks that were opened lately, all other places, and the user's own files. */
export function workbookStart(
  root: DriveFolder,
  recent: readonly Row<WorkbookFile>[],
  tour: Tour<WorkbookFile>,
): Screen<WorkbookFile> {
  return folderScreen(root, tour, [...recent, ...otherPlaces(root.driveType, tour), linkRow(tour)]);
}

function folderScreen(
  folder: DriveFolder,
  tour: Tour<WorkbookFile>,
  rows: readonly Row<WorkbookFile>[] = [],
): Screen<WorkbookFile> {
  const { t } = vscode.l10n;
  return {
    title: t('Choose a workbook in {0}', formatFolder(folder)),
    rows,
    heading: t('Folders and Workbooks'),
    hint: t('Choose a workbook, or open a folder'),
    emptyHint: () => t('No folders and no workbooks here'),
    moreLabel: t('More...'),
    searches: false,
    async list(_text, nextLink, signal) {
      const { items, ...rest } = await tour.places.list(folder, nextLink, signal);
      return {
        ...rest,
        rows: items.map((item) =>
          item.kind === 'folder' ? folderRow(folder, item, tour) : workbookRow(fileOf(folder, item)),
        ),
      };
    },
    explain: (error) => explainFolder(error, folder),
  };
}

function workbookRow(file: WorkbookFile, description?: string): Row<WorkbookFile> {
  return chooses({ label: `$(table) ${file.name}`, ...(description !== undefined && { description }) }, file);
}

/** A shortcut is to a file of another drive, whose kind it does not tell. */
function fileOf({ driveId: parentDrive, driveType }: DriveFolder, { driveId, id, name }: DriveItem): WorkbookFile {
  return { driveId, itemId: id, name, ...(isSameDrive(driveId, parentDrive) && { driveType }) };
}

function isWanted({ kind, name }: DriveItem): boolean {
  return kind === 'folder' || (kind === 'file' && workbookPromiseOf(name) !== undefined);
}
