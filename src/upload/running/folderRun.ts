import { UploadError } from '../errors.ts';
import { FolderUpload } from '../batch/folderUpload.ts';
import type { FolderCounts } from '../batch/folderCounts.ts';
import type { FolderOutcome, FolderResult } from '../batch/folderModel.ts';
import type { UploadRecord } from '../journal/record.ts';
import type { UploadResult } from '../model.ts';
import type { TransferWait } from '../transfer/transfer.ts';
import type { ChildWatch } from './childFiles.ts';
import type { LiveProgress } from './liveProgress.ts';
import { assertHere, isForeign } from './place.ts';
import type { RunWatch, UploadPorts } from './ports.ts';
import { filesOfFolder } from './rows.ts';
import { stoppedBy } from './stop.ts';
import type { UploadTask } from '../task.ts';

/** How often the record is told how far the folder is. */
const recordMs = 2000;

/** Sends one file of a folder; tells how far it is. */
export type SendChild = (task: UploadTask, watch: ChildWatch, signal: AbortSignal) => Promise<UploadResult>;

/** One recorded folder on its way, with all that is in it. */
export class FolderRun {
  readonly #ports: UploadPorts;
  readonly #live: LiveProgress;
  readonly #watch: RunWatch;
  readonly #send: SendChild;
  /** Bytes of the files that are under way. */
  readonly #underWay = new Map<UploadTask, number>();
  /** Files that wait for the line or the service. */
  readonly #waits = new Map<UploadTask, TransferWait>();
  #record: UploadRecord;
  #counts: FolderCounts | undefined;
  #recordedAt = -Infinity;
  /** What is in OneDrive, by this run or an earlier one: files, and whether there is anything. */
  readonly #uploaded = { files: 0, any: false };
  #failures: { task: UploadTask; error: unknown }[] = [];

  constructor(ports: UploadPorts, record: UploadRecord, live: LiveProgress, watch: RunWatch, send: SendChild) {
    this.#ports = ports;
    this.#record = record;
    this.#live = live;
    this.#watch = watch;
    this.#send = send;
  }

  /** Files that could not be sent. */
  get failures(): readonly { readonly task: UploadTask; readonly error: unknown }[] {
    return this.#failures;
  }

  /** Begins, or goes on where an earlier run ended. Never rejects. */
  async run(signal: AbortSignal): Promise<UploadResult> {
    try {
      await assertHere(this.#record, this.#ports, this.#live, signal);
      await this.#save({ state: { kind: 'running' } });
      const result = await (await this.#upload(signal)).run();
      return await this.#conclude(result, signal);
    } catch (error) {
      return this.#fail(error, signal);
    }
  }

  async #upload(signal: AbortSignal): Promise<FolderUpload> {
    const { ask, folders, log } = this.#ports;
    const { id, uri, name, destination, rules } = this.#record;
    const quotaRemaining = await folders.quotaRemaining(destination, signal);
    const request = {
      uri,
      name,
      destination,
      rules,
      tree: folders.rulesFor(uri, rules),
      ...(quotaRemaining !== undefined && { quotaRemaining }),
    };
    const ports = {
      ...folders.remote(),
      tree: folders.treeOf(uri),
      finished: await folders.logs.open(id),
      ask,
      log,
      parallel: () => this.#ports.parallel(),
      send: (task: UploadTask, stop: AbortSignal) => this.#sendOne(task, stop),
    };
    const listener = {
      counts: (counts: FolderCounts) => this.#show(counts),
      outcome: ({ uri: file, result, task }: FolderOutcome) => {
        if (task && result.status === 'failed') {
          this.#failures.push({ task, error: result.error });
        }
        if (result.status === 'uploaded') {
          this.#uploaded.any = true;
          this.#uploaded.files += result.item.kind === 'folder' ? 0 : 1;
        }
        this.#watch.onFile?.({ uri: file, result, name: nameOf(file), destination });
      },
    };
    return new FolderUpload(request, ports, listener, signal);
  }

  async #sendOne(task: UploadTask, signal: AbortSignal): Promise<UploadResult> {
    this.#underWay.set(task, 0);
    try {
      return await this.#send(
        task,
        {
          onProgress: ({ sent }) => {
            this.#underWay.set(task, sent);
            this.#show(this.#counts);
          },
          onWait: (wait) => this.#showWait(task, wait),
        },
        signal,
      );
    } finally {
      this.#underWay.delete(task);
      this.#showWait(task, undefined);
    }
  }

  /** All files go to the same service over the same line: what one waits for, the folder waits for. */
  #showWait(task: UploadTask, wait: TransferWait | undefined): void {
    if (wait) {
      this.#waits.set(task, wait);
    } else if (!this.#waits.delete(task)) {
      return;
    }
    this.#live.waiting(wait ?? [...this.#waits.values()].at(-1));
  }

  #show(counts: FolderCounts | undefined): void {
    if (!counts) {
      return;
    }
    this.#counts = counts;
    const done = counts.bytesDone + counts.bytesLeftOut;
    const { total, ended, failed } = filesOf(counts);
    const files = { total, done: ended - failed, failed };
    this.#live.counted(files);
    const sent = done + [...this.#underWay.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.#live.progress({ size: counts.bytes, sent: Math.min(sent, counts.bytes), accepted: done });
    this.#watch.onCount?.(total, ended);
    const now = this.#ports.clock.monotonic();
    if (now - this.#recordedAt >= recordMs) {
      this.#recordedAt = now;
      // The next one tells it if this one fails.
      this.#save({ size: counts.bytes, files }, { progress: true }).catch(() => {});
    }
  }

  async #conclude(result: FolderResult, signal: AbortSignal): Promise<UploadResult> {
    const { total, ended, failed } = filesOf(result.counts);
    const files = { total, done: ended - failed, failed };
    this.#record = { ...this.#record, size: result.counts.bytes, files };
    if (result.status === 'failed') {
      return this.#fail(result.error, signal);
    }
    if (result.status !== 'finished') {
      return this.#stopped(signal);
    }
    if (failed > 0) {
      return this.#fail(new UploadError('filesFailed', { failed, total }), signal);
    }
    if (this.#record.rules.deferCommit && filesOfFolder(this.#ports.journal.entries, this.#record.id).length > 0) {
      await this.#save({ state: { kind: 'awaitingCommit' } });
      return { status: 'awaitingCommit' };
    }
    await this.#ports.folders.logs.remove(this.#record.id);
    await this.#ports.journal.remove(this.#record.id);
    if (this.#uploaded.any) {
      this.#ports.finished.addFolder(this.#record, this.#uploaded.files, result.counts.bytesDone);
    }
    return { status: 'skipped' };
  }

  async #stopped(signal: AbortSignal): Promise<UploadResult> {
    const { state, result } = stoppedBy(signal);
    if (state) {
      await this.#save({ state });
    }
    return result;
  }

  async #fail(error: unknown, signal: AbortSignal): Promise<UploadResult> {
    try {
      if (signal.aborted) {
        return await this.#stopped(signal);
      }
      if (!isForeign(error)) {
        await this.#save({ state: { kind: 'failed', error: this.#ports.describe(error) } });
      }
    } catch (failure) {
      this.#ports.log.error(`how a folder upload ended could not be recorded: ${String(failure)}`);
    }
    return { status: 'failed', error };
  }

  async #save(change: Partial<UploadRecord>, how?: { readonly progress?: boolean }): Promise<void> {
    this.#record = { ...this.#record, ...change, updatedAt: this.#ports.clock.now() };
    await this.#ports.journal.save(this.#record, how);
  }
}

function filesOf({ total, done, failed, skipped }: FolderCounts): { total: number; ended: number; failed: number } {
  return { total, ended: done + failed + skipped, failed };
}

function nameOf(uri: string): string {
  const name = uri.replace(/\/+$/u, '').split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
