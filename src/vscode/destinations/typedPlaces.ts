import * as vscode from 'vscode';
import { pathSegments } from '../../graph/addresses.ts';
import { GraphError } from '../../graph/errors.ts';
import { isLoopback } from '../../graph/hosts.ts';
import type { Destination } from '../../upload/model.ts';
import { describeError } from '../words/messages.ts';
import { describePlaceProblem } from '../words/placeMessages.ts';
import { consentScreen, permissionsFor } from './consentScreen.ts';
import { folderScreen } from './folderScreen.ts';
import type { Places } from './places.ts';
import type { Row, Screen } from './screen.ts';

/** Asks for a path of the user's own drive and leads there; what is missing is created after saying so. */
export function pathRow(root: Destination, places: Places): Row {
  const { t } = vscode.l10n;
  return {
    label: `$(edit) ${t('Enter Path...')}`,
    description: t('From the top of your files'),
    async run({ ask, signal }) {
      const typed = await ask({
        title: t('Upload to a path'),
        prompt: t('Path from the top of your OneDrive; folders that are missing can be created'),
        placeholder: '/Reports/2026',
        check: (text) => places.checkPath(root, text),
      });
      if (typed === undefined) {
        return 'stay';
      }
      const path = `/${pathSegments(typed).join('/')}`;
      const folder = await places.findPath(root, path, signal);
      return { open: folder ? folderScreen(folder, places) : missingScreen(path, places) };
    },
  };
}

function missingScreen(path: string, places: Places): Screen {
  const { t } = vscode.l10n;
  return {
    title: t('Upload to {0}', path),
    rows: [
      {
        label: `$(new-folder) ${t('Create Folder and Upload Here')}`,
        description: path,
        detail: t('This folder does not exist yet.'),
        alwaysShow: true,
        run: async ({ signal }) => ({ choose: await places.ensurePath(path, signal) }),
      },
    ],
    hint: t('Create the folder, or go back'),
    emptyHint: () => t('Create the folder, or go back'),
    moreLabel: '',
    searches: false,
    explain: describeError,
  };
}

/** Asks for the link or web address of a folder and leads there. */
export function linkRow(places: Places): Row {
  const { t } = vscode.l10n;
  return {
    label: `$(link) ${t('Paste Link...')}`,
    description: t('Sharing link or web address of a folder'),
    explain: (error) => describePlaceProblem(error, 'Files.ReadWrite.All'),
    async run({ ask, signal }) {
      const link = await ask({
        title: t('Upload to a linked folder'),
        prompt: t('Sharing link or web address of a folder in OneDrive or SharePoint'),
        placeholder: 'https://',
        check: (text) => (isWebAddress(text.trim()) ? undefined : t('This is not a web address.')),
      });
      if (link === undefined) {
        return 'stay';
      }
      const folder = async (opening: AbortSignal): Promise<Screen> =>
        folderScreen(await places.byLink(link.trim(), opening), places);
      try {
        return { open: await folder(signal) };
      } catch (error) {
        // A link may lead into the user's own files, so no more is asked for before it was tried.
        const isDenied = error instanceof GraphError && error.status === 403;
        const lacks = places.access.missing(permissionsFor.shared).length > 0;
        if (isDenied && lacks) {
          return { open: consentScreen('shared', places.access, folder) };
        }
        throw error;
      }
    },
  };
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}
