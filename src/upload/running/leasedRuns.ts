import type { Lease } from '../journal/ports.ts';
import type { UploadRecord } from '../journal/record.ts';
import type { UploadResult } from '../model.ts';
import { ChildFiles } from './childFiles.ts';
import type { UploadList } from './childFiles.ts';
import { FileUpload } from './fileUpload.ts';
import { FolderRun } from './folderRun.ts';
import { LiveProgress } from './liveProgress.ts';
import type { LiveState } from './liveProgress.ts';
import { assertHere } from './place.ts';
import type { RunWatch, UploadPorts } from './ports.ts';
import { UploadStop } from './stop.ts';
import { targetOf } from '../task.ts';
import type { InTurn, TransferWait } from '../transfer/transfer.ts';
import { Turns } from './turns.ts';

/** What is done with one file once it is its turn. */
export type Work = (upload: FileUpload, signal: AbortSignal, inTurn: InTurn) => Promise<UploadResult>;

/** Runs listed uploads whose lease this window has, files in their turn and folders with all their files. */
export class LeasedRuns {
  readonly #ports: UploadPorts;
  readonly #show: (id: string, state: LiveState) => void;
  readonly #turns: Turns;
  readonly #children: ChildFiles;

  /** @param list takes the files of folders. @param show told how each upload goes. */
  constructor(ports: UploadPorts, list: UploadList, show: (id: string, state: LiveState) => void) {
    this.#ports = ports;
    this.#show = show;
    this.#turns = new Turns(() => ports.parallel());
    this.#children = new ChildFiles(ports, this.#turns, list);
  }

  /** Ends when nothing of it is under way any more; also when another window takes over. */
  async run(record: UploadRecord, lease: Lease, stop: AbortSignal, watch: RunWatch, work: Work): Promise<UploadResult> {
    let wait: TransferWait | undefined;
    const live = new LiveProgress(this.#ports.clock, (state) => {
      this.#show(record.id, state);
      if (state.wait !== wait) {
        ({ wait } = state);
        watch.onWait?.(wait);
      }
      if (state.progress) {
        watch.onProgress?.(state.progress);
      }
    });
    const takenOver = new AbortController();
    lease.lost.addEventListener('abort', () => takenOver.abort(new UploadStop('takenOver')), { once: true });
    const signal = AbortSignal.any([stop, takenOver.signal]);
    try {
      return await (record.kind === 'folder'
        ? this.#runFolder(record, live, watch, signal)
        : this.#runFile(record, lease, live, work, signal));
    } finally {
      live.dispose();
    }
  }

  async #runFile(
    record: UploadRecord,
    lease: Lease,
    live: LiveProgress,
    work: Work,
    signal: AbortSignal,
  ): Promise<UploadResult> {
    const upload = new FileUpload(this.#ports, record, lease, live);
    try {
      await upload.queue();
      return await this.#turns.take(targetOf(record), record, signal, async (inTurn) => {
        await assertHere(record, this.#ports, live, signal);
        return work(upload, signal, inTurn);
      });
    } catch (error) {
      return upload.end(error, signal);
    }
  }

  async #runFolder(
    record: UploadRecord,
    live: LiveProgress,
    watch: RunWatch,
    signal: AbortSignal,
  ): Promise<UploadResult> {
    await this.#children.begin(record.id);
    const folder = new FolderRun(this.#ports, record, live, watch, (task, child, stop) =>
      this.#children.send(record.id, task, child, stop),
    );
    const result = await folder.run(signal);
    if (result.status !== 'cancelled') {
      await this.#children.end(record.id, folder.failures, signal);
    }
    return result;
  }
}
