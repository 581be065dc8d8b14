import { orAborted } from '../../base/abort.ts';
import { WorkQueue } from '../../base/queue.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import { QuickXorHash } from '../../graph/quickXorHash.ts';
import { UploadError } from '../errors.ts';
import type { ConflictBehavior, Destination } from '../model.ts';
import type { FileSource, FileStat } from '../ports.ts';
import { conflictCode } from './planBatch.ts';
import type { AskConflict, ConflictAnswer } from './planBatch.ts';

/** A file whose name is taken. */
export interface TakenName {
  readonly name: string;
  readonly folder: Destination;
  readonly size: number;
  /** Absent when another file of the same local folder has taken the name. */
  readonly existing: DriveItem | undefined;
}

/** What becomes of a file whose name is taken. `giveUp`: of none any more. */
export type Settlement = 'replace' | 'rename' | 'skip' | 'giveUp' | UploadError;

/** Settles name conflicts one after the other while other files are on their way. */
export class Conflicts {
  readonly #rule: 'ask' | ConflictBehavior;
  readonly #ask: AskConflict;
  readonly #isMore: () => boolean;
  readonly #questions = new WorkQueue(1);
  #waiting = 0;
  #forAll: ConflictAnswer['behavior'] | 'giveUp' | undefined;

  /** @param isMore whether files may come of which nothing is known yet. */
  constructor(rule: 'ask' | ConflictBehavior, ask: AskConflict, isMore: () => boolean) {
    this.#rule = rule;
    this.#ask = ask;
    this.#isMore = isMore;
  }

  async settle(taken: TakenName, signal: AbortSignal): Promise<Settlement> {
    if (this.#rule !== 'ask') {
      return settled(this.#rule, taken);
    }
    this.#waiting++;
    return this.#questions.run(() => this.#asked(taken, signal), signal);
  }

  async #asked(taken: TakenName, signal: AbortSignal): Promise<Settlement> {
    this.#waiting--;
    const { name, folder, size, existing } = taken;
    const replaceable = existing?.kind === 'file';
    if (this.#forAll !== undefined && (this.#forAll !== 'replace' || replaceable)) {
      return this.#forAll;
    }
    // Those that wait behind this one, and one more as long as nobody knows.
    const remaining = this.#waiting + (this.#isMore() ? 1 : 0);
    const question = { name, folder, size, existing, replaceable, remaining };
    const answer = await orAborted(this.#ask(question, signal), signal);
    if (answer === undefined || answer.forAll) {
      this.#forAll = answer?.behavior ?? 'giveUp';
    }
    return answer ? settled(answer.behavior, taken) : 'giveUp';
  }
}

function settled(behavior: ConflictBehavior, { name, existing }: TakenName): Settlement {
  if (behavior === 'fail' || (behavior === 'replace' && existing?.kind !== 'file')) {
    return new UploadError(conflictCode(existing), { name });
  }
  return behavior;
}

/** Whether the local file has the very content of one in OneDrive; reads it only if it has the size. */
export async function hasContentOf(
  item: DriveItem,
  source: FileSource,
  stat: FileStat,
  signal: AbortSignal,
): Promise<boolean> {
  if (item.kind !== 'file' || item.size !== stat.size) {
    return false;
  }
  if (stat.size === 0 || item.quickXorHash === undefined) {
    return stat.size === 0;
  }
  const file = await source.open(signal);
  try {
    const hash = new QuickXorHash();
    for await (const bytes of file.body(0, file.stat.size).open(signal)) {
      hash.update(bytes);
    }
    return hash.digest() === item.quickXorHash;
  } finally {
    await file.close();
  }
}
