import { getItem } from '../../graph/drives.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import { TransportError } from '../../graph/transport.ts';
import { UploadError } from '../errors.ts';
import type { UploadResult } from '../model.ts';
import type { FinishedFile, TreeEntry } from '../ports.ts';
import { largestSimpleUpload } from '../transfer/plan.ts';
import { FolderTally } from './folderCounts.ts';
import { FolderFiles, isOfFile } from './folderFiles.ts';
import type { FolderFile, Outcome } from './folderFiles.ts';
import { Lane } from './folderLane.ts';
import type { FolderListener, FolderPorts, FolderRequest, FolderResult } from './folderModel.ts';
import { nameKey, RemoteFolder } from './folderRemote.ts';

type EarlyEnd = { readonly status: 'gaveUp' } | { readonly status: 'failed'; readonly error: unknown };

/** A folder that the walk is in. */
interface OpenFolder {
  readonly uri: string;
  readonly remote: RemoteFolder;
  /** Names that its files and folders have taken so far. */
  readonly taken: Set<string>;
  isEmpty: boolean;
}

/** Larger files that may wait for their turn while smaller ones go ahead. */
const mostLargeWaiting = 256;
/** Files in a row that fail because of the line, beside those that were on their way together. */
const mostLineFailures = 4;

/** Uploads a folder with all that is in it. One object for each run. */
export class FolderUpload {
  readonly #request: FolderRequest;
  readonly #ports: FolderPorts;
  readonly #listener: FolderListener;
  readonly #tally: FolderTally;
  readonly #files: FolderFiles;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #small: Lane;
  readonly #large: Lane;
  /** From the root to where the walk is. */
  readonly #open: OpenFolder[] = [];
  #lineFailures = 0;
  #outcomes = 0;
  #isWalked = false;
  #end: EarlyEnd | undefined;

  constructor(request: FolderRequest, ports: FolderPorts, listener: FolderListener, signal: AbortSignal) {
    this.#request = request;
    this.#ports = ports;
    this.#listener = listener;
    this.#tally = new FolderTally((counts) => listener.counts(counts));
    this.#files = new FolderFiles(request, ports, () => !this.#isWalked);
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#small = new Lane(0, this.#signal);
    this.#large = new Lane(mostLargeWaiting, this.#signal);
  }

  /** Settles when nothing of it is on its way any more, also when aborted. Never rejects. */
  async run(): Promise<FolderResult> {
    const counting = this.#countAhead();
    try {
      await this.#walk();
    } catch (error) {
      this.#endWith({ status: 'failed', error });
    }
    const isDone = this.#isWalked && !this.#signal.aborted;
    this.#stop.abort();
    await counting;
    await this.#ports.finished.close().catch((error: unknown) => {
      this.#ports.log.warn(`what is finished of a folder upload could not be written down: ${String(error)}`);
    });
    const { counts } = this.#tally;
    return { ...(this.#end ?? { status: isDone ? 'finished' : 'stopped' }), counts };
  }

  async #walk(): Promise<void> {
    const { uri, tree } = this.#request;
    let root: OpenFolder | undefined;
    try {
      for await (const entry of this.#ports.tree.walk(uri, tree, this.#signal)) {
        await this.#take(entry);
        root ??= this.#open[0];
      }
      await this.#leaveUntil(0);
      this.#isWalked = true;
      this.#tally.counted();
    } finally {
      await Promise.all([this.#small.idle(), this.#large.idle()]);
    }
    if (this.#outcomes === 0 && root !== undefined && !this.#signal.aborted) {
      await this.#tellOfEmpty(root);
    }
  }

  async #countAhead(): Promise<void> {
    const { uri, tree } = this.#request;
    if (this.#ports.tree.cheap) {
      // The other walk meets the same difficulty.
      await this.#tally.countAhead(this.#ports.tree, uri, tree, this.#signal).catch(() => {});
    }
  }

  /** Stops everything. What is on its way is kept. */
  #endWith(end: EarlyEnd): void {
    if (!this.#signal.aborted) {
      this.#end = end;
      this.#stop.abort();
    }
  }

  async #take(entry: TreeEntry): Promise<void> {
    this.#signal.throwIfAborted();
    this.#tally.meet(entry);
    await this.#leaveUntil(entry.kind === 'folder' ? entry.path.length : Math.max(1, entry.path.length));
    const folder = this.#open.at(-1);
    if (folder !== undefined) {
      folder.isEmpty = false;
    }
    if (entry.kind === 'folder') {
      return this.#enter(entry, folder);
    }
    if (entry.kind === 'file' && folder !== undefined) {
      return this.#file(entry, folder);
    }
    const { uri } = entry;
    if (entry.kind === 'leftOut') {
      this.#settle(uri, { result: { status: 'skipped' }, reason: entry.reason });
    } else if (entry.kind === 'problem') {
      this.#settle(uri, { result: { status: 'failed', error: entry.error } });
    }
  }

  async #enter({ uri, path }: TreeEntry, above: OpenFolder | undefined): Promise<void> {
    const { finished } = this.#ports;
    const name = path.at(-1) ?? this.#request.name;
    const isTwice = above !== undefined && !isFirst(name, above);
    const problem = isTwice ? new UploadError('nameTwiceInBatch', { name }) : undefined;
    const logged = await finished.folder(path);
    const known = { logged, problem };
    const remote = new RemoteFolder(this.#ports, name, above?.remote ?? this.#request.destination, known, this.#signal);
    this.#open.push({ uri, remote, taken: new Set(), isEmpty: true });
    if (logged === undefined && remote.problem === undefined) {
      await this.#add(0, async () => {
        try {
          finished.addFolder(path, await remote.folder());
        } catch (error) {
          // It is told with each file, or when the folder turns out to be empty.
          if (!(error instanceof UploadError)) {
            this.#fail(uri, error);
          }
        }
      });
    }
  }

  /** The walk has left the folders below so many. What stands in the way of an empty one is told of itself. */
  async #leaveUntil(depth: number): Promise<void> {
    while (this.#open.length > depth) {
      const folder = this.#open.pop();
      if (folder?.isEmpty === true) {
        await this.#add(0, async () => {
          try {
            await folder.remote.folder();
          } catch (error) {
            this.#tally.meetOne();
            this.#fail(folder.uri, error);
          }
        });
      }
    }
  }

  async #file(entry: FolderFile['entry'], folder: OpenFolder): Promise<void> {
    const { path, uri, stat } = entry;
    const { finished } = this.#ports;
    const isTwice = !isFirst(entry.source.name, folder);
    const earlier = await finished.file(path);
    if (earlier?.stat.size === stat.size && earlier.stat.mtime === stat.mtime) {
      this.#settle(uri, earlier, stat.size);
      return;
    }
    await this.#add(stat.size, async () => {
      try {
        const outcome = await this.#files.upload({ entry, remote: folder.remote, isTwice, earlier }, this.#signal);
        if (outcome === 'giveUp') {
          this.#endWith({ status: 'gaveUp' });
          return;
        }
        if (isFinished(outcome)) {
          finished.addFile(path, { stat, ...outcome });
        }
        this.#settle(uri, outcome, stat.size);
        this.#watchLine(outcome.result);
      } catch (error) {
        this.#fail(uri, error, stat.size);
      }
    });
  }

  /** Larger files have a lane of their own: smaller ones do not wait behind them. */
  #add(size: number, work: () => Promise<void>): Promise<void> {
    const parallel = this.#ports.parallel();
    return size > largestSimpleUpload ? this.#large.add(work, parallel) : this.#small.add(work, 2 * parallel);
  }

  /** What the service refuses, or this computer, counts for one file; anything else would be the same for all. */
  #fail(uri: string, error: unknown, size = 0): void {
    if (this.#signal.aborted) {
      return;
    }
    if (isOfFile(error)) {
      this.#settle(uri, { result: { status: 'failed', error } }, size);
    } else {
      this.#endWith({ status: 'failed', error });
    }
  }

  /** Ends the upload rather than have thousands of files fail for the same reason. */
  #watchLine(result: UploadResult): void {
    const error = result.status === 'failed' ? result.error : undefined;
    this.#lineFailures = error instanceof TransportError ? this.#lineFailures + 1 : 0;
    const isDead = this.#lineFailures > mostLineFailures + this.#ports.parallel();
    if (error instanceof SignInRequiredError || isDead) {
      this.#endWith({ status: 'failed', error });
    }
  }

  #settle(uri: string, outcome: Outcome, size = 0): void {
    this.#outcomes++;
    this.#tally.settle(outcome.result, size);
    const { result, reason, task } = outcome;
    this.#listener.outcome({ uri, result, ...(reason !== undefined && { reason }), ...(task && { task }) });
  }

  /** A folder without any file is told of itself. */
  async #tellOfEmpty(root: OpenFolder): Promise<void> {
    try {
      const { driveId, itemId } = await root.remote.folder();
      const item = await getItem(this.#ports.client, driveId, itemId, this.#signal);
      this.#tally.meetOne();
      this.#settle(root.uri, { result: { status: 'uploaded', item, verified: 'size' } });
    } catch (error) {
      this.#tally.meetOne();
      this.#fail(root.uri, error);
    }
  }
}

/** What waits to be committed may expire or be given up: the next run has to look. */
function isFinished(outcome: Outcome): outcome is Omit<FinishedFile, 'stat'> {
  return outcome.result.status === 'uploaded' || outcome.result.status === 'skipped';
}

/** Whether nothing before in the local folder has the name in OneDrive's eyes. */
function isFirst(name: string, folder: OpenFolder): boolean {
  const key = nameKey(name);
  const isNew = !folder.taken.has(key);
  folder.taken.add(key);
  return isNew;
}
