import * as vscode from 'vscode';
import { SignInError } from '../../auth/errors.ts';
import type { DeviceCode, IdentityClient, IssuedToken } from '../../auth/ports.ts';
import type { Clock } from '../../base/clock.ts';
import { repeat } from '../../base/repeat.ts';
import { formatDuration } from '../words/format.ts';
import type { InteractiveRequest } from './browserPrompt.ts';
import { openPage } from './browserPrompt.ts';
import { whileShowing } from './cancellable.ts';
import type { Report } from './cancellable.ts';

const secondMs = 1000;

/** Signs in with a code that the user types on a page, on any device; a notification counts down and can cancel it. */
export function promptByDeviceCode(
  client: IdentityClient,
  clock: Clock,
  { scopes, claims }: InteractiveRequest,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const title = vscode.l10n.t('Sign in to OneDrive with a code');
  return whileShowing(title, signal, async (cancelled, report) => {
    const counting = new AbortController();
    const left = new AbortController();
    const tell = (code: DeviceCode): void => {
      void offerCode(code, () => left.abort(new SignInError('cancelled')));
      countDown(code, clock, counting.signal, report);
    };
    try {
      return await client.deviceCode({ scopes, claims }, tell, AbortSignal.any([cancelled, left.signal]));
    } finally {
      counting.abort();
    }
  });
}

/** In a dialog, which is gone once it is answered: a notification would go on to offer a code that is used up. */
async function offerCode({ userCode, page }: DeviceCode, giveUp: () => void): Promise<void> {
  const { t } = vscode.l10n;
  const [both, copy] = [t('Copy Code and Open Page'), t('Copy Code')];
  const options = { modal: true, detail: t('To sign in to OneDrive, enter this code at {0}.', page) };
  const chosen = await vscode.window.showInformationMessage(t('Your code: {0}', userCode), options, both, copy);
  if (chosen === undefined) {
    giveUp();
    return;
  }
  await vscode.env.clipboard.writeText(userCode);
  if (chosen === both) {
    await openPage(page);
  }
}

function countDown({ userCode, expiresAt }: DeviceCode, clock: Clock, signal: AbortSignal, report: Report): void {
  void repeat(clock, secondMs, signal, () => {
    const left = Math.max(0, expiresAt - clock.now());
    report(vscode.l10n.t('{0}; the code ends in {1}', userCode, formatDuration(left)));
  });
}
