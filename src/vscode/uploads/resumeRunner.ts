import * as vscode from 'vscode';
import type { UploadOutcome } from '../../contributions.ts';
import { standingOf } from '../../upload/journal/standing.ts';
import type { ConflictChoice } from '../../upload/transfer/transfer.ts';
import { topRows } from '../../upload/running/rows.ts';
import type { UploadRow } from '../../upload/running/rows.ts';
import { withBatchNotification } from './batchNotification.ts';
import type { BatchRunner } from './batchRunner.ts';
import type { RunServices, RunUpload } from './listedRuns.ts';
import { runListed } from './listedRuns.ts';
import { outcomeOf } from './outcomes.ts';
import { showResults } from './resultMessages.ts';
import type { ResultServices } from './resultMessages.ts';

/** Goes on with pending uploads, under one notification. */
export class ResumeRunner {
  readonly #services: RunServices;
  readonly #batches: BatchRunner;
  readonly #links: ResultServices;

  constructor(services: RunServices, batches: BatchRunner, links: ResultServices) {
    this.#services = services;
    this.#batches = batches;
    this.#links = links;
  }

  /** Goes on where each one was; what has to begin anew is checked anew as well. */
  async resume(chosen: readonly UploadRow[]): Promise<readonly UploadOutcome[]> {
    const rows = topRows(chosen);
    const anew = rows.filter((row) => this.#beginsAnew(row));
    const others = rows.filter((row) => !anew.includes(row));
    const { manager } = this.#services;
    const [again, resumed] = await Promise.all([
      this.#batches.again(anew),
      this.#run(others, resumingTitle(others), (id, signal, watch) => manager.run(id, signal, watch)),
    ]);
    return [...again, ...resumed];
  }

  /** Makes uploads visible that wait for it, or ends a conflict as the user chose. */
  commit(chosen: readonly UploadRow[], choice?: ConflictChoice): Promise<readonly UploadOutcome[]> {
    const { manager } = this.#services;
    const rows = this.#withFilesOfFolders(chosen);
    const [first] = rows;
    const title =
      first && rows.length === 1
        ? vscode.l10n.t('Committing {0}', first.record.name)
        : vscode.l10n.t('Committing {0} uploads', rows.length);
    return this.#run(rows, title, (id, signal, watch) => manager.commit(id, choice, signal, watch));
  }

  /** Of a folder it is the files that are committed, each one once. */
  #withFilesOfFolders(rows: readonly UploadRow[]): readonly UploadRow[] {
    const folders = new Set(rows.filter(({ record }) => record.kind === 'folder').map(({ record }) => record.id));
    const files = this.#services.manager.rows.filter(
      ({ record }) =>
        record.parent !== undefined && folders.has(record.parent) && record.state.kind === 'awaitingCommit',
    );
    const others = rows.filter(({ record }) => !folders.has(record.id) && !folders.has(record.parent ?? ''));
    return [...others, ...files];
  }

  /** Nothing of it is in OneDrive, or what is there can never be used. */
  #beginsAnew(row: UploadRow): boolean {
    const { record } = row;
    const standing = standingOf(row, this.#services.clock.now());
    return (
      record.kind === 'file' && (standing === 'changed' || (standing === 'failed' && record.session === undefined))
    );
  }

  async #run(rows: readonly UploadRow[], title: string, run: RunUpload): Promise<readonly UploadOutcome[]> {
    if (rows.length === 0) {
      return [];
    }
    const { clock } = this.#services;
    const start = clock.monotonic();
    const uploads = rows.map(({ record: { id, uri, name, destination, size } }) => ({
      id,
      uri,
      name,
      destination,
      size,
    }));
    const finished = await withBatchNotification(
      title,
      () => clock.monotonic(),
      (reporter, signal) => runListed(uploads, run, this.#services, reporter, signal),
    );
    void showResults(finished, clock.monotonic() - start, this.#links);
    return finished.map(outcomeOf);
  }
}

function resumingTitle(rows: readonly UploadRow[]): string {
  const [first] = rows;
  return first && rows.length === 1
    ? vscode.l10n.t('Uploading {0}', first.record.name)
    : vscode.l10n.t('Uploading {0} files', rows.length);
}
