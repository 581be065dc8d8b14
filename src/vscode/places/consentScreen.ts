import * as vscode from 'vscode';
import type { Permission } from '../../auth/model.ts';
import type { Opens, Screen, Step } from '../picker/screen.ts';
import { describeError } from '../words/messages.ts';
import { describePurpose } from '../words/signInMessages.ts';
import type { Purpose } from '../words/signInMessages.ts';
import type { Access } from './places.ts';

/** What each kind of place needs beside the first permission. */
export const permissionsFor: Readonly<Record<Purpose, readonly Permission[]>> = {
  sites: ['Sites.Read.All', 'Files.ReadWrite.All'],
  groups: ['GroupMember.Read.All', 'Files.ReadWrite.All'],
  shared: ['Files.ReadWrite.All'],
};

/** Leads to a place; first, where permissions are missing for it, to the question for them. */
export function allowed<T>(purpose: Purpose, access: Access, place: Opens<T>): Opens<T> {
  return (signal) =>
    access.missing(permissionsFor[purpose]).length > 0
      ? consentScreen(purpose, access, async (allowing) => ({ open: await place(allowing) }))
      : place(signal);
}

/**
 * Says what is needed for a place and why. Nothing is asked on the sign-in page before the user has agreed here.
 * @param goOn what comes in place of this screen then.
 */
export function consentScreen<T>(
  purpose: Purpose,
  access: Access,
  goOn: (signal: AbortSignal) => Promise<Step<T>>,
): Screen<T> {
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
        run: async ({ signal }) => ((await access.ask(wanted)) ? inPlace(await goOn(signal)) : 'stay'),
      },
    ],
    hint,
    emptyHint: () => hint,
    moreLabel: '',
    searches: false,
    explain: describeError,
  };
}

function inPlace<T>(step: Step<T>): Step<T> {
  return typeof step === 'object' && 'open' in step ? { instead: step.open } : step;
}
