import * as vscode from 'vscode';
import { pathSegments } from '../../graph/addresses.ts';
import type { Destination } from '../../upload/model.ts';
import type { Row, Screen } from '../picker/screen.ts';
import { describeError } from '../words/messages.ts';
import type { DestinationServices, DestinationTour } from './services.ts';

/** Asks for a path of the user's own drive and leads there; what is missing is created after saying so. */
export function pathRow(root: Destination, { folder, places }: DestinationTour): Row<Destination> {
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
      const found = await places.findPath(root, path, signal);
      return { open: found ? folder(found) : missingScreen(path, places) };
    },
  };
}

function missingScreen(path: string, places: DestinationServices): Screen<Destination> {
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
