import * as vscode from 'vscode';
import type { CommandId, UploadSummary } from '../../contributions.ts';
import { commandIds } from '../../contributions.ts';
import type { Clock } from '../../base/clock.ts';
import { standingOf } from '../../upload/journal/standing.ts';
import type { UploadManager } from '../../upload/manager.ts';
import { actionsFor } from '../../upload/running/actions.ts';
import type { UploadAction } from '../../upload/running/actions.ts';
import type { UploadRow } from '../../upload/running/rows.ts';
import { clearable, rowsNamed } from '../../upload/running/rows.ts';
import type { CommandRegistry } from '../registry.ts';
import { resolveConflict } from '../uploads/resolvePrompt.ts';
import type { ResumeRunner } from '../uploads/resumeRunner.ts';
import type { RowLinks } from '../uploads/rowLinks.ts';
import { acceptedOf, statusOf } from '../uploads/rowWords.ts';
import type { FinishedCommands } from './finishedUploads.ts';
import { idsOf, namesIds } from './pendingArguments.ts';

/** What the commands about pending uploads work on. */
export interface PendingServices {
  readonly manager: UploadManager;
  readonly resumer: ResumeRunner;
  readonly links: RowLinks;
  readonly finished: FinishedCommands;
  readonly clock: Clock;
  /** Asks for it when nobody is signed in. @returns whether somebody is. */
  readonly ensureSignedIn: () => Promise<boolean>;
}

type Run = (rows: readonly UploadRow[]) => unknown;

/** The commands about uploads that are already in the list: `(idOrItem?, items?)`, or a question which ones. */
export class UploadsCommands {
  readonly #services: PendingServices;

  constructor(services: PendingServices) {
    this.#services = services;
  }

  register(registry: CommandRegistry): void {
    const { ensureSignedIn, manager, resumer, links } = this.#services;
    const { t } = vscode.l10n;
    const each = (id: CommandId, can: (row: UploadRow) => boolean, title: string, run: Run) =>
      registry.register(id, async (item, items) => {
        const rows = await this.#rowsFor(item, items, can, title);
        return rows.length === 0 ? undefined : run(rows);
      });
    const can = (action: UploadAction) => (row: UploadRow) => this.#can(row, action);
    const goOn: Run = async (rows) => ((await ensureSignedIn()) ? resumer.resume(rows) : undefined);
    each(commandIds.pauseUpload, can('pause'), t('Pause Upload'), (rows) =>
      Promise.all(rows.map(({ record }) => manager.pause(record.id))),
    );
    each(commandIds.resumeUpload, can('resume'), t('Resume Upload'), goOn);
    // What could not go on as somebody else is as resumable as before.
    each(commandIds.retryUpload, (row) => this.#goesOn(row), t('Retry Upload'), goOn);
    registry.register(commandIds.cancelUpload, async (item, items) => {
      const rows = await this.#rowsFor(item, items, (row) => this.#can(row, 'cancel'), t('Cancel Upload'));
      // Who names an upload by its id, a message or another extension, has decided.
      if (rows.length > 0 && (namesIds(item, items) || (await confirmCancel(rows)))) {
        await Promise.all(rows.map(({ record }) => manager.discard(record.id)));
      }
    });
    each(commandIds.commitUpload, can('commit'), t('Commit Upload'), async (rows) =>
      (await ensureSignedIn()) ? resumer.commit(rows) : undefined,
    );
    each(commandIds.resolveUpload, can('resolve'), t('Resolve Conflict'), async (rows) => {
      for (const row of (await ensureSignedIn()) ? rows : []) {
        await resolveConflict(row, resumer, (id) => manager.discard(id));
      }
    });
    registry.register(commandIds.resumeAllUploads, () => {
      const rows = manager.rows.filter((row) => this.#goesOn(row));
      return rows.length === 0 ? showNone(t('Resume All Uploads')) : goOn(rows);
    });
    registry.register(commandIds.clearFinishedUploads, () => this.#clear());
    registry.register(commandIds.listUploads, () => manager.rows.map((row) => this.#summaryOf(row)));
    this.#registerLinks(registry, links);
  }

  #registerLinks(registry: CommandRegistry, links: RowLinks): void {
    const { t } = vscode.l10n;
    const any = (): boolean => true;
    registry.register(commandIds.revealUpload, async (item, items) => {
      const [row] = await this.#rowsFor(item, items, any, t('Reveal File'), false);
      return row && links.reveal(row);
    });
    registry.register(commandIds.openUploadFolder, async (item, items) => {
      const [row] = await this.#rowsFor(item, items, any, t('Open OneDrive Folder in Browser'), false);
      return row && links.openFolder(row);
    });
    registry.register(commandIds.copyUploadLink, async (item, items) => {
      if (!(await this.#services.finished.copyLinks(item, items))) {
        await links.copy(await this.#rowsFor(item, items, any, t('Copy OneDrive Link')));
      }
    });
  }

  #can(row: UploadRow, action: UploadAction): boolean {
    return actionsFor(standingOf(row, this.#services.clock.now())).includes(action);
  }

  #goesOn(row: UploadRow): boolean {
    return this.#can(row, 'resume') || this.#can(row, 'retry');
  }

  async #clear(): Promise<void> {
    const { finished, manager } = this.#services;
    finished.clear();
    const rows = clearable(manager.rows, (row) => this.#can(row, 'clear'));
    await Promise.all(rows.map(({ record }) => manager.discard(record.id)));
  }

  /** The rows that a command is about: those it was called on, the ids it was given, or what the user picks. */
  async #rowsFor(
    item: unknown,
    items: unknown,
    eligible: (row: UploadRow) => boolean,
    title: string,
    many = true,
  ): Promise<readonly UploadRow[]> {
    const rows = this.#services.manager.rows.filter(eligible);
    const ids = idsOf(item, items);
    const found = ids.size > 0 ? rowsNamed(rows, ids) : rows;
    if (found.length === 0) {
      showNone(title);
    }
    if (found.length === 0 || ids.size > 0) {
      return found;
    }
    const now = this.#services.clock.now();
    const choices = rows.map((row) => ({
      label: row.record.name,
      description: statusOf(row, standingOf(row, now)),
      // There is nothing to choose from: Enter is enough.
      picked: many && rows.length === 1,
      row,
    }));
    if (!many) {
      const picked = await vscode.window.showQuickPick(choices, { title });
      return picked ? [picked.row] : [];
    }
    const picked = await vscode.window.showQuickPick(choices, { title, canPickMany: true });
    return (picked ?? []).map(({ row }) => row);
  }

  #summaryOf(row: UploadRow): UploadSummary {
    const { record } = row;
    const standing = standingOf(row, this.#services.clock.now());
    const { expires } = record.session ?? {};
    return {
      id: record.id,
      uri: record.uri,
      name: record.name,
      size: record.size,
      acceptedBytes: acceptedOf(row),
      state: standing === 'running' ? 'uploading' : standing === 'discarding' ? 'cancelling' : standing,
      destination: record.destination.path,
      ...(expires !== undefined && { expires: isoOf(expires) }),
      ...(record.state.kind === 'failed' && {
        error: { code: record.state.error.code, message: record.state.error.message },
      }),
    };
  }
}

/** A record of another machine may hold any number. */
function isoOf(time: number): string {
  return new Date(Math.min(Math.max(time, 0), latestTime)).toISOString();
}

/** ECMAScript: no date is later. */
const latestTime = 8.64e15;

function showNone(title: string): void {
  const message = vscode.l10n.t('{0}: there is no upload that this can be done with.', title);
  void vscode.window.showInformationMessage(message);
}

/** Asked once, since what was sent cannot be brought back. */
async function confirmCancel(rows: readonly UploadRow[]): Promise<boolean> {
  const { t } = vscode.l10n;
  const [first] = rows;
  const question =
    first && rows.length === 1
      ? t('Cancel the upload of {0}?', first.record.name)
      : t('Cancel {0} uploads?', rows.length);
  const sure = { title: t('Cancel Upload') };
  // In place of a button "Cancel", which here could mean either.
  const keep = { title: t('Keep It'), isCloseAffordance: true };
  const detail = t('What was sent so far is deleted in OneDrive. Files on this computer stay as they are.');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, sure, keep)) === sure;
}
