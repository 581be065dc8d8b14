import * as vscode from 'vscode';
import { GraphError } from '../../graph/errors.ts';
import { isLoopback } from '../../graph/hosts.ts';
import type { Row } from '../picker/screen.ts';
import { describePlaceProblem } from '../words/placeMessages.ts';
import { consentScreen, permissionsFor } from './consentScreen.ts';
import type { Tour } from './places.ts';

/** Asks for a link or web address and leads there. */
export function linkRow<T>({ places, byLink, words }: Tour<T>): Row<T> {
  const { t } = vscode.l10n;
  return {
    label: `$(link) ${t('Paste Link...')}`,
    description: words.link,
    explain: (error) => describePlaceProblem(error, 'Files.ReadWrite.All'),
    async run({ ask, signal }) {
      const link = await ask({
        title: words.linkTitle,
        prompt: words.linkPrompt,
        placeholder: 'https://',
        check: (text) => (isWebAddress(text.trim()) ? undefined : t('This is not a web address.')),
      });
      if (link === undefined) {
        return 'stay';
      }
      try {
        return await byLink(link.trim(), signal);
      } catch (error) {
        // A link may lead into the user's own files, so no more is asked for before it was tried.
        const isDenied = error instanceof GraphError && error.status === 403;
        const lacks = places.access.missing(permissionsFor.shared).length > 0;
        if (isDenied && lacks) {
          return { open: consentScreen('shared', places.access, (allowing) => byLink(link.trim(), allowing)) };
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
