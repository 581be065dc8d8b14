import type { DriveItem } from '../../graph/driveItem.ts';
import { GraphError } from '../../graph/errors.ts';
import { failureKind } from '../../graph/retry.ts';
import type { FailureKind, RetryBudget } from '../../graph/retry.ts';
import { UploadSessionClient } from '../../graph/uploadSession.ts';
import type { NextExpected } from '../../graph/uploadSession.ts';
import { UploadError } from '../errors.ts';
import { beginSession } from './beginSession.ts';
import { closedQuietly } from './closedQuietly.ts';
import { discardSession } from './discard.ts';
import { HeldSession } from './heldSession.ts';
import type { TransferJob } from './job.ts';
import { locateStored } from './locate.ts';
import { isUnreachable } from './patience.ts';
import { publish, sessionFate } from './publish.ts';
import type { SessionFate } from './publish.ts';
import { Ranges } from './ranges.ts';
import { conflictOf, refusalOf } from './refusal.ts';
import type { Conflict } from './refusal.ts';
import { replyOf } from './reply.ts';
import { sendFragment } from './sendFragment.ts';
import { changedTarget } from './target.ts';
import type { EarlierTransfer } from './transfer.ts';

/** A new session, after the first one was lost, means all bytes again. */
const mostRestarts = 2;
/** How long a session that the service says it does not know may need to become known (rclone/rclone#8545). */
const settlingMs = 5000;

/** How the way of the bytes ended, before what is stored was verified. */
export type Ending =
  { readonly status: 'stored'; readonly item: DriveItem } | { readonly status: 'awaitingCommit' } | Conflict;

/** What to do next. `ask`: find out what the server has. `publish`: have an item made of what is all there. */
type Step = 'send' | 'ask' | 'publish';

/** What the requests of a step are about. */
const subjects = { send: 'bytes', ask: 'status', publish: 'commit' } as const;

/**
 * Sends a file through an upload session, from the beginning or from where an earlier run came to. The session stays on
 * the server however this ends: deleting it is for the caller.
 */
export class SessionTransfer {
  readonly #job: TransferJob;
  readonly #budget: RetryBudget;
  #session: HeldSession | undefined;
  #ranges: Ranges;
  /** Whether there was a wait since the last fragment. */
  #paused = true;
  /** Whether an answer was lost that may have said that the file is stored. */
  #answerLost = false;
  /** Whether the server said before that it has all bytes, and whether it denied that when it was taken at its word. */
  #completed: 'no' | 'seen' | 'denied' = 'no';
  #restarts = 0;

  /** @param earlier the session of an earlier run, whose mark the local file has proved. */
  constructor(job: TransferJob, earlier: EarlierTransfer['session']) {
    this.#job = job;
    this.#budget = job.patience.budget();
    this.#ranges = new Ranges(job.content.size, earlier?.mark.proof.length);
    if (earlier !== undefined) {
      this.#session = HeldSession.kept(earlier);
      job.patience.watch(earlier.url.host);
      // Nobody saw how the earlier run ended.
      this.#completed = 'seen';
      this.#answerLost = job.content.allHandedOut;
    }
  }

  async run(signal: AbortSignal): Promise<Ending> {
    let next: Ending | Step = this.#session === undefined ? await this.#open(signal) : 'ask';
    while (typeof next === 'string') {
      next = await this.#take(next, signal);
    }
    return next;
  }

  /** Ends the session on the server, if there is one. */
  async drop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined && (await discardSession(this.#job, session.url))) {
      await closedQuietly(this.#job.keeper, this.#job.log);
    }
  }

  async #take(step: Step, signal: AbortSignal): Promise<Ending | Step> {
    const session = this.#session;
    if (session === undefined) {
      return this.#open(signal);
    }
    switch (step) {
      case 'send':
        return this.#send(session, signal);
      case 'ask':
        return this.#ask(session, signal);
      case 'publish':
        return this.#publish(session, signal);
    }
  }

  async #open(signal: AbortSignal): Promise<Ending | Step> {
    const session = await beginSession(this.#job, signal);
    if (!(session instanceof HeldSession)) {
      return session;
    }
    this.#session = session;
    this.#ranges = new Ranges(this.#job.content.size);
    this.#completed = 'no';
    signal.throwIfAborted();
    this.#job.patience.watch(session.url.host);
    return 'send';
  }

  /** Sends what the server expects next. */
  async #send(session: HeldSession, signal: AbortSignal): Promise<Ending | Step> {
    const { content, deferCommit, fragments, keeper } = this.#job;
    const size = fragments.size(session.url.host);
    const range = this.#ranges.take(size);
    await content.assertUnchanged();
    const isLast = range.end === content.size;
    const conflict = isLast && !deferCommit ? await changedTarget(this.#job, signal) : undefined;
    if (conflict !== undefined) {
      return conflict;
    }
    const proof = await content.proof(range.end, signal);
    await keeper.sending(session.mark(this.#ranges.offset, proof));
    signal.throwIfAborted();
    content.prepare(Math.min(content.size, range.end + size));
    this.#paused = false;
    const reply = await sendFragment(this.#job, session.url, range, signal);
    if ('error' in reply) {
      return this.#recover(reply.error, 'send', session, signal);
    }
    if ('item' in reply.answer) {
      return { status: 'stored', item: reply.answer.item };
    }
    session.note(reply.answer);
    return this.#follow(reply.answer.next, 'send', session, signal);
  }

  async #ask(session: HeldSession, signal: AbortSignal): Promise<Ending | Step> {
    const reply = await replyOf(new UploadSessionClient(this.#job).status(session.url, signal));
    if ('error' in reply) {
      return this.#recover(reply.error, 'ask', session, signal);
    }
    this.#job.patience.goesOn();
    session.note(reply.answer);
    return this.#follow(reply.answer.next, 'ask', session, signal);
  }

  async #publish(session: HeldSession, signal: AbortSignal): Promise<Ending | Step> {
    const conflict = await changedTarget(this.#job, signal);
    if (conflict !== undefined) {
      return conflict;
    }
    const reply = await replyOf(publish(this.#job, session.url, signal));
    if ('error' in reply) {
      return this.#recover(reply.error, 'publish', session, signal);
    }
    this.#job.patience.goesOn();
    return { status: 'stored', item: reply.answer };
  }

  /** Goes where the server wants it. */
  async #follow(next: NextExpected, step: Step, session: HeldSession, signal: AbortSignal): Promise<Ending | Step> {
    const { content, name } = this.#job;
    const before = this.#ranges.offset;
    const advance = this.#ranges.follow(next);
    switch (advance) {
      case 'complete':
        return this.#complete(session, signal);
      case 'impossible':
        return this.#restart(new UploadError('bytesNotKept', { name }), signal);
      case 'unclear':
        if (step === 'ask') {
          await this.#pause(new UploadError('notStored', { name }), 'transient', signal);
        }
        return 'ask';
      case 'moved':
      case 'behind':
        if (advance === 'moved') {
          this.#budget.refill();
        } else if (this.#ranges.offset <= before && !this.#paused) {
          await this.#pause(new UploadError('bytesNotKept', { name }), 'transient', signal);
        }
        this.#completed = 'no';
        content.accept(this.#ranges.offset);
        return 'send';
    }
  }

  /** All bytes are there. Either the file is stored already, or it will be in a moment, or it has to be asked for. */
  async #complete(session: HeldSession, signal: AbortSignal): Promise<Ending | Step> {
    const { content, deferCommit, keeper, name } = this.#job;
    content.accept(content.size);
    if (deferCommit) {
      await keeper.sending(session.mark(content.size, await content.proof(content.size, signal)));
      return { status: 'awaitingCommit' };
    }
    const item = await locateStored(this.#job, signal);
    if (item !== undefined) {
      await discardSession(this.#job, session.url);
      return { status: 'stored', item };
    }
    if (this.#completed === 'seen') {
      return 'publish';
    }
    if (this.#completed === 'no') {
      this.#completed = 'seen';
    }
    await this.#pause(new UploadError('notStored', { name }), 'transient', signal);
    return 'ask';
  }

  /** What a failure means and how to go on after it. @throws what cannot be recovered. */
  async #recover(error: unknown, step: Step, session: HeldSession, signal: AbortSignal): Promise<Ending | Step> {
    signal.throwIfAborted();
    const { clock, content, log, patience } = this.#job;
    log.debug(`upload at byte ${this.#ranges.offset}: ${String(error)}`);
    if (step === 'ask' && isUnreachable(error)) {
      // What failed before failed because of that.
      this.#budget.refill();
      await patience.offline(error, signal);
      return step;
    }
    const kind = failureKind(error);
    if (kind !== 'permanent') {
      this.#answerLost ||= kind !== 'throttled' && content.allHandedOut;
      await this.#pause(error, kind, signal);
      return kind === 'throttled' ? step : 'ask';
    }
    if (!(error instanceof GraphError)) {
      throw error;
    }
    if (error.status === 416) {
      await this.#pause(error, 'transient', signal);
      return 'ask';
    }
    if (error.status === 404 && !session.confirmed && !session.settled) {
      session.settled = true;
      await clock.delay(settlingMs, signal);
      return step;
    }
    const subject = step === 'send' && !session.confirmed ? 'firstBytes' : subjects[step];
    return this.#afterRefusal(error, step, sessionFate(error, subject, this.#job), signal);
  }

  async #afterRefusal(error: GraphError, step: Step, fate: SessionFate, signal: AbortSignal): Promise<Ending | Step> {
    if (fate === 'incomplete' || fate === 'unclear') {
      this.#completed = fate === 'incomplete' ? 'denied' : this.#completed;
      await this.#pause(error, 'transient', signal);
      return 'ask';
    }
    const isOwnConflict = [409, 412].includes(error.status) && (step === 'publish' || this.#answerLost);
    const item = fate !== 'alive' || isOwnConflict ? await this.#locate(signal) : undefined;
    if (item !== undefined) {
      return { status: 'stored', item };
    }
    if (fate !== 'alive') {
      return this.#restart(error, signal);
    }
    const isLate = this.#ranges.allExposed || error.status === 412;
    const conflict = isLate ? await conflictOf(error, this.#job, signal) : undefined;
    if (conflict === undefined) {
      throw await refusalOf(error, this.#job, signal);
    }
    return conflict;
  }

  /** The item, if the service may have made it: of a commit that was put off, only if an earlier run asked for it. */
  async #locate(signal: AbortSignal): Promise<DriveItem | undefined> {
    const { content, deferCommit } = this.#job;
    const mayExist = content.allHandedOut && (!deferCommit || this.#session?.isEarlier === true);
    return mayExist ? locateStored(this.#job, signal) : undefined;
  }

  /** A new session for all bytes, in place of one that the server does not know any more or that cannot be right. */
  async #restart(cause: GraphError | UploadError, signal: AbortSignal): Promise<Ending | Step> {
    this.#restarts++;
    if (this.#restarts > mostRestarts) {
      throw new UploadError('sessionLost', { restarts: mostRestarts }, cause);
    }
    this.#job.log.info(`the upload session was lost (${String(cause)}); starting again`);
    await this.drop();
    await this.#job.content.restart();
    this.#budget.refill();
    return this.#open(signal);
  }

  /** Waits after a failure. @throws what the failure means, when there were too many. */
  async #pause(error: unknown, kind: FailureKind, signal: AbortSignal): Promise<void> {
    this.#paused = true;
    const host = this.#session?.url.host;
    if (!(await this.#job.patience.after(error, kind, this.#budget, host, signal))) {
      throw await refusalOf(error, this.#job, signal);
    }
  }
}
