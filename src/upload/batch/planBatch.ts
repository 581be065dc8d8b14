import type { DriveItem } from '../../graph/driveItem.ts';
import { mapConcurrently } from '../../base/queue.ts';
import { UploadError } from '../errors.ts';
import type { ConflictBehavior, Destination, UploadResult } from '../model.ts';
import type { FileSource, FileStat } from '../ports.ts';
import type { UploadTask } from '../task.ts';
import { targetOf } from '../task.ts';

export interface BatchFile {
  readonly uri: string;
  readonly source: FileSource;
}

export interface BatchOptions {
  readonly destination: Destination;
  readonly conflict: 'ask' | ConflictBehavior;
  readonly verify: boolean;
  /** Whether files stay invisible until the user publishes them. */
  readonly deferCommit: boolean;
  /** Bytes that the drive still takes; unknown when the service withholds it. */
  readonly quotaRemaining?: number;
}

/** The looks that a plan takes, on this computer and in OneDrive, before any byte is sent. */
export interface PlanChecks {
  /** Size and time of the file. @throws when its name, size or the file itself rules an upload out. */
  checkLocal(source: FileSource, destination: Destination): Promise<FileStat>;
  /** What has that name in the folder now. */
  findExisting(destination: Destination, name: string, signal: AbortSignal): Promise<DriveItem | undefined>;
}

export interface ConflictQuestion {
  readonly name: string;
  readonly folder: Destination;
  /** Bytes of the local file. */
  readonly size: number;
  /** What has the name in OneDrive; absent when it is an earlier file of the same batch. */
  readonly existing: DriveItem | undefined;
  readonly replaceable: boolean;
  /** How many more conflicts wait behind this one. */
  readonly remaining: number;
}

export interface ConflictAnswer {
  readonly behavior: 'replace' | 'rename' | 'skip';
  readonly forAll: boolean;
}

/** `undefined` gives up the batch. */
export type AskConflict = (question: ConflictQuestion, signal: AbortSignal) => Promise<ConflictAnswer | undefined>;

/** `task` is what would be sent; with a `result` the file is finished before anything was. */
export interface PlannedFile {
  readonly task: UploadTask;
  readonly result?: UploadResult;
}

interface CheckedFile {
  readonly file: BatchFile;
  readonly stat: FileStat;
  readonly existing: DriveItem | undefined;
}

const parallelChecks = 4;

/**
 * Checks every file of a batch and settles every name conflict before the first byte is sent, so that questions come
 * at the start and together. The result has one entry for each file, in the order given.
 */
export async function planBatch(
  files: readonly BatchFile[],
  options: BatchOptions,
  checks: PlanChecks,
  ask: AskConflict,
  signal: AbortSignal,
): Promise<readonly PlannedFile[]> {
  const checked = await mapConcurrently(files, parallelChecks, async (file): Promise<CheckedFile | PlannedFile> => {
    let stat: FileStat = { size: 0, mtime: 0 };
    try {
      stat = await checks.checkLocal(file.source, options.destination);
      const existing = await checks.findExisting(options.destination, file.source.name, signal);
      return { file, stat, existing };
    } catch (error) {
      signal.throwIfAborted();
      return { task: taskFor(file, stat, 'fail', options), result: { status: 'failed', error } };
    }
  });
  return withinQuota(await settleConflicts(checked, options, ask, signal), options.quotaRemaining ?? Infinity);
}

/** Fails the files for which the drive has no room once the earlier ones are stored. */
function withinQuota(planned: readonly PlannedFile[], remaining: number): readonly PlannedFile[] {
  let left = remaining;
  return planned.map((entry) => {
    if (entry.result) {
      return entry;
    }
    const { size } = entry.task;
    if (size > left) {
      const error = new UploadError('overQuota', { size, remaining: left });
      return { task: entry.task, result: { status: 'failed', error } };
    }
    left -= size;
    return entry;
  });
}

async function settleConflicts(
  checked: readonly (CheckedFile | PlannedFile)[],
  options: BatchOptions,
  ask: AskConflict,
  signal: AbortSignal,
): Promise<readonly PlannedFile[]> {
  const taken = new Set<string>();
  const conflicts = new Set<CheckedFile>();
  for (const entry of checked) {
    if (!('stat' in entry)) {
      continue;
    }
    const target = targetOf({ destination: options.destination, name: entry.file.source.name });
    if (entry.existing || taken.has(target)) {
      conflicts.add(entry);
    }
    taken.add(target);
  }

  let forAll: ConflictAnswer['behavior'] | undefined;
  let remaining = conflicts.size;
  const planned: PlannedFile[] = [];
  for (const entry of checked) {
    if (!('stat' in entry)) {
      planned.push(entry);
      continue;
    }
    if (!conflicts.has(entry)) {
      // "fail", whatever the setting: nothing was there a moment ago, so what appears meanwhile is not ours to replace.
      planned.push({ task: taskFor(entry.file, entry.stat, 'fail', options) });
      continue;
    }
    remaining -= 1;
    let behavior: ConflictBehavior | undefined = options.conflict === 'ask' ? forAll : options.conflict;
    if (behavior === undefined || (behavior === 'replace' && options.conflict === 'ask' && !isReplaceable(entry))) {
      const answer = await ask(questionFor(entry, options, remaining), signal);
      if (!answer) {
        return giveUp(checked, options);
      }
      if (answer.forAll) {
        forAll = answer.behavior;
      }
      behavior = answer.behavior;
    }
    planned.push(settle(entry, behavior, options));
  }
  return planned;
}

function settle(entry: CheckedFile, behavior: ConflictBehavior, options: BatchOptions): PlannedFile {
  const { file, stat, existing } = entry;
  if (behavior === 'skip') {
    return { task: taskFor(file, stat, 'fail', options), result: { status: 'skipped' } };
  }
  if (behavior === 'fail' || (behavior === 'replace' && !isReplaceable(entry))) {
    const error = new UploadError(conflictCode(existing), { name: file.source.name });
    return { task: taskFor(file, stat, behavior, options), result: { status: 'failed', error } };
  }
  const task = taskFor(file, stat, behavior, options);
  // Only a user who was asked has seen what is there; a rule means whatever is there.
  const seen = options.conflict === 'ask' && behavior === 'replace' ? existing : undefined;
  return {
    task: seen ? { ...task, replaces: { itemId: seen.id, ...(seen.cTag !== undefined && { cTag: seen.cTag }) } } : task,
  };
}

/** Why a taken name is a failure. */
export function conflictCode(existing: DriveItem | undefined): 'nameTaken' | 'nameTakenByFolder' | 'nameTwiceInBatch' {
  if (!existing) {
    return 'nameTwiceInBatch';
  }
  return existing.kind === 'file' ? 'nameTaken' : 'nameTakenByFolder';
}

/** Only a file that was there before: replacing an earlier file of the same batch would lose what was just uploaded. */
function isReplaceable(entry: CheckedFile): boolean {
  return entry.existing?.kind === 'file';
}

function questionFor(entry: CheckedFile, options: BatchOptions, remaining: number): ConflictQuestion {
  return {
    name: entry.file.source.name,
    folder: options.destination,
    size: entry.stat.size,
    existing: entry.existing,
    replaceable: isReplaceable(entry),
    remaining,
  };
}

/** Closing a question means: send nothing at all. */
function giveUp(checked: readonly (CheckedFile | PlannedFile)[], options: BatchOptions): readonly PlannedFile[] {
  return checked.map((entry) =>
    'stat' in entry
      ? { task: taskFor(entry.file, entry.stat, 'fail', options), result: { status: 'cancelled' } }
      : entry,
  );
}

function taskFor(
  file: BatchFile,
  { size, mtime }: FileStat,
  conflictBehavior: UploadTask['conflictBehavior'],
  options: BatchOptions,
): UploadTask {
  return {
    uri: file.uri,
    source: file.source,
    destination: options.destination,
    name: file.source.name,
    size,
    mtime,
    conflictBehavior,
    conflict: options.conflict,
    verify: options.verify,
    deferCommit: options.deferCommit,
  };
}
