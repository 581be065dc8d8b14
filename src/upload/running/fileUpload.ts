import { UploadError } from '../errors.ts';
import type { Lease } from '../journal/ports.ts';
import type { RecordState, SessionMark, UploadRecord } from '../journal/record.ts';
import type { UploadResult, Verification } from '../model.ts';
import { SourceError } from '../ports.ts';
import type {
  CommitRequest,
  CommitResult,
  ConflictChoice,
  EarlierTransfer,
  InTurn,
  SessionKeeper,
  TransferReporter,
} from '../transfer/transfer.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import type { LiveProgress } from './liveProgress.ts';
import type { UploadPorts } from './ports.ts';
import { isForeign } from './place.ts';
import { endUnrecordedSession, releaseTarget } from './releaseTarget.ts';
import { stoppedBy } from './stop.ts';

/** The record could not be written: without it nothing may be sent that nobody could find again. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** One recorded file on its way, as long as this window has its lease. Everything that matters is recorded first. */
export class FileUpload implements SessionKeeper, TransferReporter {
  readonly #ports: UploadPorts;
  readonly #lease: Lease;
  readonly #live: LiveProgress;
  /** Where the upload stood before this window took it. */
  readonly #before: RecordState;
  #record: UploadRecord;
  #inTurn: InTurn | undefined;
  #ended = false;
  /** Whether the recorded session is no more. */
  #sessionClosed = false;

  constructor(ports: UploadPorts, record: UploadRecord, lease: Lease, live: LiveProgress) {
    this.#ports = ports;
    this.#before = record.state;
    this.#record = record;
    this.#lease = lease;
    this.#live = live;
  }

  /** Begins, or goes on with what is recorded. Never rejects. */
  async transfer(signal: AbortSignal, inTurn: InTurn): Promise<UploadResult> {
    this.#inTurn = inTurn;
    return this.#settled(signal, async () => this.#transferOnce(signal));
  }

  /** Makes the file visible when all of its bytes are there. Never rejects. */
  async commit(choice: ConflictChoice | undefined, signal: AbortSignal, inTurn: InTurn): Promise<UploadResult> {
    this.#inTurn = inTurn;
    return this.#settled(signal, async () => this.#commitOnce(choice, signal));
  }

  /** Waits for its turn, as others see it. */
  async queue(): Promise<void> {
    if (this.#record.state.kind !== 'queued') {
      await this.#recording(async () => this.#save({ state: { kind: 'queued' } }));
    }
  }

  /** Ends an upload whose turn never came. */
  async end(error: unknown, signal: AbortSignal): Promise<UploadResult> {
    return this.#settled(signal, async () => ({ status: 'failed', error }) as const);
  }

  async opened(url: UploadUrl, mark: SessionMark): Promise<void> {
    this.#sessionClosed = false;
    await this.#recording(async () => {
      await this.#ports.journal.saveUrl(this.#record.id, url);
      await this.#save({ session: mark });
    });
  }

  async sending(mark: SessionMark): Promise<void> {
    if (!(await this.#lease.confirm())) {
      this.#lease.lost.throwIfAborted();
      throw new UploadError('inOtherWindow', { name: this.#record.name });
    }
    await this.#recording(async () => this.#save({ session: mark }, { progress: true }));
  }

  /** Recorded when it is known what follows: until then a crash must leave the proof that all of it was sent. */
  closed(): Promise<void> {
    this.#sessionClosed = true;
    return Promise.resolve();
  }

  async started(at: number, stat: { readonly size: number; readonly mtime: number }): Promise<void> {
    await this.#recording(async () => this.#save({ state: { kind: 'running' }, startedAt: at, ...stat }));
  }

  progress(...args: Parameters<TransferReporter['progress']>): void {
    this.#live.progress(...args);
  }

  checking(checked: number, toCheck: number): void {
    this.#live.checking(checked, toCheck);
  }

  waiting(...[wait]: Parameters<TransferReporter['waiting']>): void {
    this.#live.waiting(wait);
    const state: RecordState = wait ? { kind: 'waiting', ...wait } : { kind: 'running' };
    if (!this.#ended) {
      // What other windows show; the next save tells them if this one fails.
      this.#save({ state }).catch(() => {});
    }
  }

  async #transferOnce(signal: AbortSignal): Promise<CommitResult> {
    // What never began has no session, and is written down when it begins: each write costs as much as a small file.
    if (this.#record.startedAt !== 0) {
      await this.#recording(async () => this.#save({ state: { kind: 'running' } }));
      if (!this.#record.session) {
        await endUnrecordedSession(this.#record.id, this.#ports, this.#live, signal);
      }
    }
    return this.#ports.transfers.send(await this.#request(), this, this, signal);
  }

  async #commitOnce(choice: ConflictChoice | undefined, signal: AbortSignal): Promise<CommitResult> {
    await this.#recording(async () => this.#save({ state: { kind: 'running' } }));
    const request = await this.#request();
    const result = await this.#ports.transfers.commit({ ...request, ...(choice && { choice }) }, this, this, signal);
    if (choice && (result.status === 'uploaded' || result.status === 'resend')) {
      const { behavior } = choice;
      const rules = { ...this.#record.rules, conflictBehavior: behavior };
      const name = behavior === 'fail' ? choice.name : this.#record.name;
      this.#record = withoutBaseline({ ...this.#record, rules, name });
    }
    if (result.status === 'resend') {
      // Who commits wants the file to be seen: what is sent for that does not wait once more.
      this.#record = { ...this.#record, rules: { ...this.#record.rules, deferCommit: false } };
    }
    return result;
  }

  async #request(): Promise<CommitRequest> {
    const { id, uri, destination, name, rules, replaces } = this.#record;
    const earlier = await this.#earlier(id);
    return {
      source: this.#ports.sourceOf(uri),
      destination,
      name,
      conflictBehavior: rules.conflictBehavior,
      verify: rules.verify,
      deferCommit: rules.deferCommit,
      releaseTarget: () => releaseTarget(this.#record, this.#ports),
      ...(replaces && { replaces }),
      ...(earlier && { earlier }),
      ...(this.#inTurn && { inTurn: this.#inTurn }),
    };
  }

  async #earlier(id: string): Promise<EarlierTransfer | undefined> {
    const { startedAt, size, mtime, session } = this.#record;
    if (startedAt === 0) {
      return undefined;
    }
    const url = session && (await this.#ports.journal.url(id));
    return { stat: { size, mtime }, startedAt, ...(session && url && { session: { url, mark: session } }) };
  }

  /** Runs something and brings the record to where it leads. */
  async #settled(signal: AbortSignal, work: () => Promise<CommitResult>): Promise<UploadResult> {
    try {
      let result = await this.#outcome(work);
      for (let tries = 0; tries < 2 && !signal.aborted; tries++) {
        const next = await this.#byRule(result, signal);
        if (!next) {
          break;
        }
        result = next;
      }
      return await this.#conclude(result, signal);
    } catch (error) {
      // Only the journal fails here: what is recorded no longer tells the truth, but the user has to know.
      return { status: 'failed', error };
    }
  }

  /** What follows without asking: all bytes again where the service wants it so, or what the user decided before. */
  async #byRule(result: CommitResult, signal: AbortSignal): Promise<CommitResult | undefined> {
    if (result.status === 'resend') {
      return this.#outcome(async () => this.#transferOnce(signal));
    }
    const { conflict } = this.#record.rules;
    if (
      result.status === 'conflict' &&
      result.reason === 'nameTaken' &&
      (conflict === 'replace' || conflict === 'rename')
    ) {
      return this.#outcome(async () => this.#commitOnce({ behavior: conflict }, signal));
    }
    return undefined;
  }

  async #outcome(work: () => Promise<CommitResult>): Promise<CommitResult> {
    const result = await work().catch((error: unknown): CommitResult => ({ status: 'failed', error }));
    if (this.#sessionClosed && result.status !== 'uploaded') {
      this.#sessionClosed = false;
      await this.#ports.journal.removeUrl(this.#record.id);
      const { session: _closed, ...others } = this.#record;
      this.#record = others;
      await this.#save({});
    }
    return result;
  }

  async #conclude(result: CommitResult, signal: AbortSignal): Promise<UploadResult> {
    this.#ended = true;
    switch (result.status) {
      case 'uploaded':
        await this.#ports.journal.remove(this.#record.id);
        this.#tellStored(result.item, result.verified);
        return result;
      case 'awaitingCommit':
        await this.#save({ state: { kind: 'awaitingCommit' } });
        return result;
      case 'conflict':
        return this.#conflict(result.reason, result.error);
      case 'resend':
      case 'stopped':
        return this.#stopped(signal);
      case 'failed':
        if (signal.aborted) {
          return this.#stopped(signal);
        }
        await this.#save({ state: this.#stateAfter(result.error) });
        return { status: 'failed', error: result.error };
    }
  }

  #tellStored(item: DriveItem, verified: Verification): void {
    const { uri, size, mtime, destination, place, parent } = this.#record;
    const folder = parent === undefined ? undefined : this.#ports.journal.get(parent);
    this.#ports.finished.addFile({ uri, size, mtime, item, verified, destination, place }, folder);
  }

  async #conflict(reason: 'nameTaken' | 'changedOnServer', error: UploadError): Promise<UploadResult> {
    const { conflict } = this.#record.rules;
    if (conflict === 'skip' && reason === 'nameTaken') {
      await this.#save({ state: { kind: 'discarding' } });
      return { status: 'skipped' };
    }
    await this.#save({ state: { kind: 'conflict', reason } });
    return { status: 'failed', error, conflict: true };
  }

  async #stopped(signal: AbortSignal): Promise<UploadResult> {
    const { state, result } = stoppedBy(signal);
    if (state) {
      await this.#save({ state });
    }
    return result;
  }

  #stateAfter(error: unknown): RecordState {
    if (isForeign(error)) {
      return this.#before;
    }
    const changed = error instanceof SourceError && error.failure === 'changed';
    return changed ? { kind: 'changed' } : { kind: 'failed', error: this.#ports.describe(error) };
  }

  async #recording(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw new JournalError('the upload could not be recorded', { cause: error });
    }
  }

  async #save(change: Partial<UploadRecord>, how?: { readonly progress?: boolean }): Promise<void> {
    this.#record = { ...this.#record, ...change, updatedAt: this.#ports.clock.now() };
    await this.#ports.journal.save(this.#record, how);
  }
}

function withoutBaseline(record: UploadRecord): UploadRecord {
  const { replaces: _decided, ...others } = record;
  return others;
}
