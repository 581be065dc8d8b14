import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { viewIds } from '../../contributions.ts';
import type { Lease } from '../../upload/journal/ports.ts';
import type { UploadManager } from '../../upload/manager.ts';
import { hasInterrupted } from '../../upload/running/interrupted.ts';
import { isInterrupted, topRows } from '../../upload/running/rows.ts';
import type { UploadRow } from '../../upload/running/rows.ts';
import { showDone } from '../notify.ts';
import { settings } from '../settings.ts';
import { describeError } from '../words/messages.ts';

export interface StartupServices {
  readonly manager: UploadManager;
  readonly clock: Clock;
  readonly log: Logger;
  /** Lets one of several windows that start together ask; `undefined`: another one does. */
  claim(): Promise<Lease | undefined>;
  resume(rows: readonly UploadRow[]): Promise<unknown>;
  /** Asks for it when nobody is signed in. @returns whether somebody is. */
  ensureSignedIn(): Promise<boolean>;
}

/**
 * Goes on with uploads that something interrupted, as the setting says: at once, after one question, or not at all.
 * What the user paused stays paused.
 */
export async function resumeInterrupted(services: StartupServices, signal: AbortSignal): Promise<void> {
  const { manager, clock, log } = services;
  const how = settings.resumeOnStartup();
  try {
    if (how !== 'never' && (await hasInterrupted(() => manager.rows, clock, signal))) {
      await goOn(how, services);
    }
  } catch (error) {
    if (!isAbort(error, signal)) {
      log.error(`interrupted uploads: ${describeError(error).logText}`);
    }
  }
}

async function goOn(how: 'ask' | 'always', services: StartupServices): Promise<void> {
  const claim = await services.claim();
  if (!claim) {
    return;
  }
  try {
    if (how === 'always') {
      await services.resume(interrupted(services));
    } else {
      await ask(services);
    }
  } finally {
    await claim.release();
  }
}

async function ask(services: StartupServices): Promise<void> {
  const { t } = vscode.l10n;
  const rows = interrupted(services);
  const [first] = rows;
  if (!first) {
    return;
  }
  const message =
    rows.length === 1
      ? t('The upload of {0} was interrupted.', first.record.name)
      : t('{0} uploads were interrupted.', rows.length);
  await showDone(
    message,
    {
      title: t('Resume'),
      run: async () => {
        if (await services.ensureSignedIn()) {
          // What another window has taken meanwhile is not interrupted any more.
          await services.resume(interrupted(services));
        }
      },
    },
    { title: t('Show'), run: () => vscode.commands.executeCommand(`${viewIds.uploads}.focus`) },
    {
      title: t('Not Now'),
      run: () => Promise.all(interrupted(services).map(({ record }) => services.manager.leavePaused(record.id))),
    },
  );
}

function interrupted({ manager }: StartupServices): readonly UploadRow[] {
  return topRows(manager.rows.filter((row) => isInterrupted(row)));
}
