import * as vscode from 'vscode';
import { GraphError } from '../../graph/errors.ts';
import { UploadError } from '../../upload/errors.ts';
import { permissionsFor } from '../places/consentScreen.ts';
import type { Access } from '../places/places.ts';
import type { Action } from '../notify.ts';

/**
 * What helps where a place that may not be the user's own denies access: a permission that the user can give.
 * @param retry done when it is given. @returns `undefined` when that is not what is missing.
 */
export function allowAccess(error: unknown, access: Access, retry: Action | undefined): Action | undefined {
  const isDenied =
    error instanceof UploadError ? error.code === 'accessDenied' : error instanceof GraphError && error.status === 403;
  if (!isDenied || access.missing(permissionsFor.shared).length === 0) {
    return undefined;
  }
  return {
    title: vscode.l10n.t('Allow Access...'),
    run: async () => {
      if (await access.ask(permissionsFor.shared)) {
        await retry?.run();
      }
    },
  };
}
