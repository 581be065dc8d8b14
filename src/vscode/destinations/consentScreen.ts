import * as vscode from 'vscode';
import type { Permission } from '../../auth/model.ts';
import { describeError } from '../words/messages.ts';
import { describePurpose } from '../words/signInMessages.ts';
import type { Purpose } from '../words/signInMessages.ts';
import type { Access } from './places.ts';
import type { Screen } from './screen.ts';

/** What each kind of place needs beside the first permission. */
export const permissionsFor: Readonly<Record<Purpose, readonly Permission[]>> = {
  sites: ['Sites.Read.All', 'Files.ReadWrite.All'],
  groups: ['GroupMember.Read.All', 'Files.ReadWrite.All'],
  shared: ['Files.ReadWrite.All'],
};

type Opens = (signal: AbortSignal) => Screen | Promise<Screen>;

/** Leads to a place; first, where permissions are missing for it, to the question for them. */
export function allowed(purpose: Purpose, access: Access, place: Opens): Opens {
  return (signal) =>
    access.missing(permissionsFor[purpose]).length > 0 ? consentScreen(purpose, access, place) : place(signal);
}

/** Says what is needed for a place and why. Nothing is asked on the sign-in page before the user has agreed here. */
export function consentScreen(purpose: Purpose, access: Access, place: Opens): Screen {
  const { t } = vscode.l10n;
  const wanted = permissionsFor[purpose];
  const hint = t('Allow access, or go back');
  return {
    title: t('Permission Needed'),
    rows: [
      {
        label: `$(shield) ${t('Allow Access...')}`,
        detail: describePurpose(purpose, access.missing(wanted)),
        alwaysShow: true,
        run: async ({ signal }) => ((await access.ask(wanted)) ? { instead: await place(signal) } : 'stay'),
      },
    ],
    hint,
    emptyHint: () => hint,
    moreLabel: '',
    searches: false,
    explain: describeError,
  };
}
