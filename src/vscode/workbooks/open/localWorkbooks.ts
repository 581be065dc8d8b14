import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import type { GraphClient } from '../../../graph/client.ts';
import { isSameDrive } from '../../../graph/driveIds.ts';
import { findChild } from '../../../graph/drives.ts';
import type { DriveItem, DriveType } from '../../../graph/driveItem.ts';
import { GraphError } from '../../../graph/errors.ts';
import { getItemInFolder } from '../../../graph/itemInFolder.ts';
import type { ItemInFolder } from '../../../graph/itemInFolder.ts';
import type { RecordPlace } from '../../../upload/journal/record.ts';
import type { Destination } from '../../../upload/model.ts';
import type { FileSource } from '../../../upload/ports.ts';
import { awaitContent } from '../../../workbook/afterUpload.ts';
import type { OpenWorkbook } from '../../../workbook/session/openWorkbook.ts';
import type { OpenWorkbooks } from '../../../workbook/session/openWorkbooks.ts';
import type { Destinations } from '../../destinations/destinations.ts';
import { showDone } from '../../notify.ts';
import { showingIfSlow } from '../../slowWork.ts';
import type { Batch, BatchRunner } from '../../uploads/batchRunner.ts';
import type { ResultServices } from '../../uploads/resultMessages.ts';
import { showResults } from '../../uploads/resultMessages.ts';
import { settleUnsavedChanges } from '../../uploads/unsavedChanges.ts';
import { closeAll } from '../closing.ts';
import type { OpenReporter } from './openNotification.ts';
import type { RememberedUpload, UploadMemory } from './uploadMemory.ts';

export interface LocalWorkbookServices {
  readonly client: () => GraphClient;
  /** Service and account in use. */
  readonly place: (signal: AbortSignal) => Promise<Pick<RecordPlace, 'graph' | 'account'>>;
  readonly sourceOf: (uri: string) => FileSource;
  readonly memory: UploadMemory;
  readonly destinations: Destinations;
  readonly runner: BatchRunner;
  readonly results: ResultServices;
  readonly workbooks: OpenWorkbooks;
  readonly clock: Clock;
}

/** An item whose session can be opened. */
export interface StoredWorkbook {
  readonly item: DriveItem;
  readonly driveType?: DriveType;
}

/** What a local file needs before its session is open. */
export type LocalPlan =
  /** Nothing: it is in OneDrive as it is here. */
  | ({ readonly kind: 'stored' } & StoredWorkbook)
  /** Nothing: the user wants the session that is open. */
  | { readonly kind: 'open'; readonly workbook: OpenWorkbook }
  | { readonly kind: 'upload'; readonly batch: Batch; readonly source: FileSource };

/** The item that a local file has become. */
interface Known extends ItemInFolder {
  readonly upload: RememberedUpload;
}

/** Workbooks that are files outside OneDrive: they are uploaded when they are not there yet, or have changed since. */
export class LocalWorkbooks {
  readonly #services: LocalWorkbookServices;

  constructor(services: LocalWorkbookServices) {
    this.#services = services;
  }

  /**
   * Finds out what has to be done, with all questions that it takes.
   * @param quiet unsaved changes are left alone without a question.
   * @returns `undefined` when the user gave up. @throws {SourceError} and what the client throws.
   */
  async plan(uri: vscode.Uri, quiet: boolean): Promise<LocalPlan | undefined> {
    if (!quiet && !(await settleUnsavedChanges([uri], []))) {
      return undefined;
    }
    const source = this.#services.sourceOf(uri.toString());
    const { size, mtime } = await source.stat();
    const known = await this.#known(uri, source.name);
    if (known && known.upload.size === size && known.upload.mtime === mtime && mtime !== 0) {
      return { kind: 'stored', ...known };
    }
    const destination = await this.#destinationOf(uri, known);
    if (!destination) {
      return undefined;
    }
    const open = await this.#openOn(known, destination, source.name);
    const answer = open.length === 0 ? 'upload' : await this.#askAboutOpen(open, source.name);
    return typeof answer === 'object' || answer === undefined
      ? answer
      : { kind: 'upload', batch: batchOf(uri, source, destination, known), source };
  }

  /**
   * Uploads the file, and waits until the service knows its content. Says it when there is nothing to be opened.
   * @returns `undefined` then. @param signal aborted: what is under way is paused.
   */
  async send(
    { batch, source }: LocalPlan & { readonly kind: 'upload' },
    reporter: OpenReporter,
    signal: AbortSignal,
  ): Promise<StoredWorkbook | undefined> {
    const { client, clock, results, runner } = this.#services;
    const start = clock.monotonic();
    const { finished, questionClosed } = await runner.send(batch, reporter.upload, signal);
    const result = finished[0]?.result;
    if (questionClosed) {
      void showDone(vscode.l10n.t('Nothing was uploaded, because a question was closed.'));
      return undefined;
    }
    const { driveType } = batch.destination;
    if (result?.status === 'skipped') {
      const item = await findChild(client(), batch.destination, source.name, signal);
      if (!item) {
        void showDone(vscode.l10n.t('Nothing was uploaded, and there is no {0} to open.', source.name));
      }
      return item && { item, driveType };
    }
    if (result?.status !== 'uploaded') {
      void showResults(finished, clock.monotonic() - start, results);
      return undefined;
    }
    const { item, verified } = result;
    return { item: verified === 'rewritten' ? item : await this.#settled(item, reporter, signal), driveType };
  }

  async #settled(item: DriveItem, reporter: OpenReporter, signal: AbortSignal): Promise<DriveItem> {
    const { driveId, id: itemId, cTag } = item;
    if (cTag === undefined) {
      return item;
    }
    const { client, clock } = this.#services;
    const settled = new AbortController();
    reporter.settling(settled.signal);
    const waited = awaitContent(client(), { driveId, itemId }, { is: cTag }, clock, signal);
    return (await waited.finally(() => settled.abort())).item;
  }

  /** What the file was uploaded as, if that is still there under its name. */
  async #known(uri: vscode.Uri, name: string): Promise<Known | undefined> {
    const { client, memory, place } = this.#services;
    const upload = memory.get(uri.toString());
    if (!upload) {
      return undefined;
    }
    return showingIfSlow(vscode.l10n.t('Looking for {0} in OneDrive…', name), async (signal) => {
      const { graph, account } = await place(signal);
      if (upload.graph !== graph || upload.account !== account.id) {
        return undefined;
      }
      try {
        const found = await getItemInFolder(client(), upload.driveId, upload.itemId, signal);
        return found.item.name === upload.name ? { ...found, upload } : undefined;
      } catch (error) {
        if (error instanceof GraphError && error.status === 404) {
          await memory.forget(uri.toString());
          return undefined;
        }
        throw error;
      }
    });
  }

  /** Where the item is now; else as for any upload. */
  #destinationOf(uri: vscode.Uri, known: Known | undefined): Promise<Destination | undefined> {
    const folder = known?.folderId;
    const given = known && folder !== undefined ? { driveId: known.item.driveId, itemId: folder } : undefined;
    return this.#services.destinations.resolve(given, uri);
  }

  /** The sessions of this window that an upload would end. */
  async #openOn(known: Known | undefined, destination: Destination, name: string): Promise<readonly OpenWorkbook[]> {
    const { client, workbooks } = this.#services;
    if (workbooks.list.length === 0) {
      return [];
    }
    const item =
      known?.item ??
      (await showingIfSlow(vscode.l10n.t('Looking for {0} in OneDrive…', name), (signal) =>
        findChild(client(), destination, name, signal),
      ));
    return workbooks.list.filter(
      ({ opened: { file } }) => item && file.itemId === item.id && isSameDrive(file.driveId, item.driveId),
    );
  }

  /** @returns what comes next; `undefined` when the user gave up, or keeps a session. */
  async #askAboutOpen(
    open: readonly OpenWorkbook[],
    name: string,
  ): Promise<'upload' | (LocalPlan & { readonly kind: 'open' }) | undefined> {
    const { t } = vscode.l10n;
    const close = t('Close Session and Upload');
    const use = t('Use Open Session');
    const detail = t(
      'The file on this machine is not what is open. It takes the place of the file in OneDrive only when no session is open on it.',
    );
    const question = t('{0} is open in a workbook session.', name);
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, close, use);
    const [workbook] = open;
    if (answer === use) {
      return workbook && { kind: 'open', workbook };
    }
    if (answer !== close) {
      return undefined;
    }
    return (await closeAll(this.#services.workbooks, open)) ? 'upload' : undefined;
  }
}

function batchOf(uri: vscode.Uri, source: FileSource, destination: Destination, known: Known | undefined): Batch {
  const cTag = known?.upload.cTag;
  const isOurs = ({ id, cTag: now }: DriveItem): boolean => id === known?.item.id && cTag !== undefined && now === cTag;
  return {
    files: [{ uri: uri.toString(), source }],
    folders: [],
    destination,
    // A session needs a file that is there. What is no longer what was uploaded is settled as in any upload.
    rules: { deferCommit: false, ...(known && isOurs(known.item) && { conflict: 'ask' }) },
    replaces: isOurs,
  };
}
