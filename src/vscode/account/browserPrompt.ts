import * as vscode from 'vscode';
import { signInByBrowser } from '../../auth/browserFlow.ts';
import type { IdentityClient, IssuedToken, RedirectListener } from '../../auth/ports.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { isLoopback } from '../../graph/hosts.ts';
import { settings } from '../settings.ts';
import { whileShowing } from './cancellable.ts';

/** Texts of the two pages that the browser ends on, as HTML. */
export type ListenForRedirect = (pages: {
  readonly done: string;
  readonly failed: string;
}) => Promise<RedirectListener>;

export interface BrowserParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly listen: ListenForRedirect;
}

/** What an interactive sign-in is for. */
export interface InteractiveRequest {
  readonly scopes: readonly string[];
  readonly loginHint?: string | undefined;
  /** JSON of a claims challenge. */
  readonly claims?: string | undefined;
  /** Whether the user has chosen this way to sign in, whatever VS Code knows about the way back. */
  readonly chosen?: boolean;
  /** Whether what is there is known to be of no use. */
  readonly renew?: boolean;
}

/** Signs in on a page in the browser, with a notification that can cancel it. */
export function promptByBrowser(
  client: IdentityClient,
  parts: BrowserParts,
  request: InteractiveRequest,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const { clock, random, listen } = parts;
  const flow = {
    client,
    listen: () => listen({ done: pageOf(doneText()), failed: pageOf(failedText()) }),
    external: (port: number) => redirectFor(port, request.chosen === true),
    open: openPage,
    random,
    clock,
  };
  const title = vscode.l10n.t('Waiting for the sign-in in the browser…');
  return whileShowing(title, signal, (cancelled) => signInByBrowser(flow, request, cancelled));
}

/**
 * Under which address the browser of the user reaches a port of this machine. Entra admits `http://localhost` with any
 * port for public clients (RFC 8252, section 7.3), so an address of another kind is of no use. Who has chosen the browser,
 * in the settings or after another way was refused, may know that it reaches this machine, also where VS Code cannot tell.
 */
async function redirectFor(port: number, chosen: boolean): Promise<string | undefined> {
  const external = await vscode.env.asExternalUri(vscode.Uri.parse(`http://localhost:${port}`, true));
  const address = external.toString(true);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isHere = url?.protocol === 'http:' && isLoopback(url.hostname) && url.pathname === '/' && url.search === '';
  if (isHere) {
    return `http://localhost:${url.port}`;
  }
  return chosen || settings.authMethod() === 'browser' ? `http://localhost:${port}` : undefined;
}

/**
 * VS Code writes an address anew when it is given as a Uri, and a plus sign in a user name becomes a space; a text it
 * leaves as it is (`$openUri` in extHostWindow.ts of microsoft/vscode).
 */
export async function openPage(address: string): Promise<boolean> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return vscode.env.openExternal(address as unknown as vscode.Uri);
}

function doneText(): string {
  return vscode.l10n.t('You are signed in. Close this page and go back to VS Code.');
}

function failedText(): string {
  return vscode.l10n.t('The sign-in did not work. Close this page and go back to VS Code, which says why.');
}

function pageOf(text: string): string {
  const escaped = text.replace(/[&<>]/gu, (character) => `&#${character.codePointAt(0)};`);
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>OneDrive Sessions</title>
<style>:root{color-scheme:light dark}body{display:grid;place-items:center;min-height:90vh;margin:0 2rem;font:1.25rem/1.5 system-ui,sans-serif}</style>
<p>${escaped}</p>`;
}
