import * as vscode from 'vscode';
import type { DeviceCode, IdentityClient, IssuedToken } from '../../auth/ports.ts';
import type { Clock } from '../../base/clock.ts';
import { repeat } from '../../base/repeat.ts';
import { showDone } from '../notify.ts';
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
    const tell = (code: DeviceCode): void => {
      void offerCode(code);
      countDown(code, clock, counting.signal, report);
    };
    try {
      return await client.deviceCode({ scopes, claims }, tell, cancelled);
    } finally {
      counting.abort();
    }
  });
}

function offerCode({ userCode, page }: DeviceCode): Promise<void> {
  const { t } = vscode.l10n;
  const copy = async (): Promise<void> => vscode.env.clipboard.writeText(userCode);
  return showDone(
    t('To sign in to OneDrive, enter the code {0} at {1}.', userCode, page),
    {
      title: t('Copy Code and Open Page'),
      run: async () => {
        await copy();
        await openPage(page);
      },
    },
    { title: t('Copy Code'), run: copy },
  );
}

function countDown({ userCode, expiresAt }: DeviceCode, clock: Clock, signal: AbortSignal, report: Report): void {
  void repeat(clock, secondMs, signal, () => {
    const left = Math.max(0, expiresAt - clock.now());
    report(vscode.l10n.t('{0}; the code ends in {1}', userCode, formatDuration(left)));
  });
}
