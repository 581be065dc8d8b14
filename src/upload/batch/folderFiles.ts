import type { DriveItem } from '../../graph/driveItem.ts';
import { UploadError } from '../errors.ts';
import type { UploadRules } from '../journal/record.ts';
import type { Destination, UploadResult } from '../model.ts';
import { SourceError } from '../ports.ts';
import type { FinishedFile, SkipReason, TreeEntry } from '../ports.ts';
import type { UploadTask } from '../task.ts';
import { Conflicts, hasContentOf } from './folderConflicts.ts';
import { nameKey } from './folderRemote.ts';
import type { RemoteFolder } from './folderRemote.ts';
import type { AskConflict } from './planBatch.ts';
import { checkTarget } from './preflight.ts';

export interface FileRequest {
  readonly rules: UploadRules;
  /** Bytes that the drive still takes; unknown when the service withholds it. */
  readonly quotaRemaining?: number;
}

export interface FilePorts {
  readonly ask: AskConflict;
  /** Sends one file; never rejects. */
  send(task: UploadTask, signal: AbortSignal): Promise<UploadResult>;
}

/** What became of a file. */
export interface Outcome {
  readonly result: UploadResult;
  /** Of a skipped one. */
  readonly reason?: SkipReason;
  /** Of a failed one: what can be tried again by itself. Absent when there is no folder for it in OneDrive. */
  readonly task?: UploadTask;
}

/** A file with what is known of it. */
export interface FolderFile {
  readonly entry: Extract<TreeEntry, { readonly kind: 'file' }>;
  readonly remote: RemoteFolder;
  /** Another file or folder beside it has the name in OneDrive's eyes. */
  readonly isTwice: boolean;
  /** What an earlier run uploaded before the file changed. */
  readonly earlier: FinishedFile | undefined;
}

/** How a file is to be sent, or why not. */
type Decision = Pick<UploadTask, 'conflictBehavior' | 'replaces'> | Outcome | 'giveUp';

/** Decides about the files of a folder one by one, and has them sent. */
export class FolderFiles {
  readonly #request: FileRequest;
  readonly #ports: FilePorts;
  readonly #conflicts: Conflicts;
  #quotaLeft: number;

  /** @param isMore whether files may come of which nothing is known yet. */
  constructor(request: FileRequest, ports: FilePorts, isMore: () => boolean) {
    this.#request = request;
    this.#ports = ports;
    this.#conflicts = new Conflicts(request.rules.conflict, ports.ask, isMore);
    this.#quotaLeft = request.quotaRemaining ?? Infinity;
  }

  /** @throws what would be the same for all files, as the Graph client does. */
  async upload(file: FolderFile, signal: AbortSignal): Promise<Outcome | 'giveUp'> {
    const { remote } = file;
    if (remote.problem) {
      return { result: { status: 'failed', error: remote.problem } };
    }
    try {
      return await this.#upload(file, signal);
    } catch (error) {
      if (signal.aborted || !isOfFile(error)) {
        throw error;
      }
      return { result: { status: 'failed', error }, ...(await this.#unsent(file)) };
    }
  }

  async #upload(file: FolderFile, signal: AbortSignal): Promise<Outcome | 'giveUp'> {
    const { entry, remote } = file;
    const { source, stat } = entry;
    const [problem] = checkTarget(source.name, stat.size, remote);
    if (problem) {
      throw problem;
    }
    const decision = await this.#decide(file, signal);
    if (decision === 'giveUp' || 'result' in decision) {
      return decision;
    }
    return this.#send({ ...this.#taskFor(file, await remote.folder()), ...decision }, signal);
  }

  /** A file that failed before it was sent. */
  async #unsent(file: FolderFile): Promise<Pick<Outcome, 'task'>> {
    try {
      return { task: this.#taskFor(file, await file.remote.folder()) };
    } catch {
      return {};
    }
  }

  #taskFor({ entry }: FolderFile, destination: Destination): UploadTask {
    const { source, stat, uri } = entry;
    const { size, mtime } = stat;
    return { ...this.#request.rules, uri, source, destination, name: source.name, size, mtime };
  }

  /** "fail" where nothing was a moment ago, whatever the rule: what appears meanwhile is not ours to replace. */
  async #decide(file: FolderFile, signal: AbortSignal): Promise<Decision> {
    const { entry, remote, isTwice, earlier } = file;
    const { source, stat } = entry;
    const there = (await remote.children()).get(nameKey(source.name));
    const existing = isTwice ? undefined : there;
    if (existing === undefined && !isTwice) {
      return { conflictBehavior: 'fail' };
    }
    if (existing && (await hasContentOf(existing, source, stat, signal))) {
      return { result: { status: 'skipped' }, reason: 'identical' };
    }
    if (existing && isOurs(existing, earlier)) {
      return { conflictBehavior: 'replace', replaces: stateOf(existing) };
    }
    const folder: Destination = await remote.folder();
    const settled = await this.#conflicts.settle({ name: source.name, folder, size: stat.size, existing }, signal);
    if (settled instanceof UploadError) {
      throw settled;
    }
    if (settled === 'giveUp') {
      return 'giveUp';
    }
    if (settled === 'skip') {
      return { result: { status: 'skipped' }, reason: 'conflict' };
    }
    // Only a user who was asked has seen what is there; a rule means whatever is there.
    const isSeen = settled === 'replace' && this.#request.rules.conflict === 'ask';
    return { conflictBehavior: settled, ...(isSeen && existing && { replaces: stateOf(existing) }) };
  }

  async #send(task: UploadTask, signal: AbortSignal): Promise<Outcome> {
    const { size } = task;
    if (size > this.#quotaLeft) {
      throw new UploadError('overQuota', { size, remaining: this.#quotaLeft });
    }
    this.#quotaLeft -= size;
    const result = await this.#ports.send(task, signal);
    if (result.status !== 'failed') {
      return { result };
    }
    this.#quotaLeft += size;
    return { result, task };
  }
}

/** Whether something counts for one file: refused by the service, or by this computer. */
export function isOfFile(error: unknown): boolean {
  return error instanceof UploadError || error instanceof SourceError;
}

/** Whether it still is what an earlier run put there. */
function isOurs(existing: DriveItem, earlier: FinishedFile | undefined): boolean {
  const ours = earlier?.result.status === 'uploaded' ? earlier.result.item : undefined;
  return ours !== undefined && ours.id === existing.id && ours.cTag === existing.cTag;
}

function stateOf({ id, cTag }: DriveItem): NonNullable<UploadTask['replaces']> {
  return { itemId: id, ...(cTag !== undefined && { cTag }) };
}
