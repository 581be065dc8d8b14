import type { DriveItem } from '../../graph/driveItem.ts';
import { GraphError } from '../../graph/errors.ts';
import { failureKind } from '../../graph/retry.ts';
import type { RetryBudget } from '../../graph/retry.ts';
import { UploadSessionClient } from '../../graph/uploadSession.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import { UploadError } from '../errors.ts';
import { deleteSession } from './discard.ts';
import type { UploadJob } from './job.ts';
import { locateAfterLoss, locateStored } from './locate.ts';
import { graphHost } from './lookUp.ts';
import { publish, sessionFate } from './publish.ts';
import { conflictOf, refusalOf } from './refusal.ts';
import { replyOf } from './reply.ts';
import { storedBeforeStop } from './storedBeforeStop.ts';
import { changedTarget, refuseDeferredReplace } from './target.ts';
import type { CommitResult, SessionKeeper } from './transfer.ts';
import { verifyStored } from './verify.ts';

/** What follows a failed commit: the item that was made after all, what there is to tell, or another try. */
type Next = DriveItem | CommitResult | 'again';

/** The commit of one session whose bytes are all there, as far as is known. */
export class Commit {
  readonly #job: UploadJob;
  readonly #url: UploadUrl;
  readonly #otherRule: boolean;
  readonly #keeper: SessionKeeper;
  readonly #budget: RetryBudget;
  /** Whether an answer was lost that may have said that the file is stored. */
  #answerLost = false;

  /** @param otherRule whether the session was created with another name or rule than the job's. */
  constructor(job: UploadJob, url: UploadUrl, otherRule: boolean, keeper: SessionKeeper) {
    this.#job = job;
    this.#url = url;
    this.#otherRule = otherRule;
    this.#keeper = keeper;
    this.#budget = job.patience.budget();
  }

  /** @param byHash see {@link verifyStored}. */
  async run(byHash: boolean, signal: AbortSignal): Promise<CommitResult> {
    const { content, destination } = this.#job;
    signal.throwIfAborted();
    // Only personal drives can change the rule of a session.
    const fixed = this.#otherRule && destination.driveType !== 'personal';
    if (fixed || content.quickXorHash === undefined) {
      return this.#resend(signal);
    }
    await refuseDeferredReplace(this.#job, signal);
    const conflict = await changedTarget(this.#job, signal);
    if (conflict !== undefined) {
      return conflict;
    }
    try {
      const outcome = await this.#commit(signal);
      if ('status' in outcome) {
        return outcome;
      }
      return { status: 'uploaded', ...(await verifyStored(outcome, this.#job, byHash, signal)) };
    } catch (error) {
      const stored = signal.aborted ? await storedBeforeStop(this.#job, byHash) : undefined;
      if (stored === undefined) {
        throw error;
      }
      return { status: 'uploaded', ...stored };
    }
  }

  async #commit(signal: AbortSignal): Promise<DriveItem | CommitResult> {
    for (;;) {
      const reply = await replyOf(publish(this.#job, this.#url, signal));
      if ('answer' in reply) {
        this.#job.patience.goesOn();
        return reply.answer;
      }
      signal.throwIfAborted();
      this.#job.log.debug(`commit: ${String(reply.error)}`);
      const next = await this.#after(reply.error, signal);
      if (next !== 'again') {
        return next;
      }
    }
  }

  async #after(error: unknown, signal: AbortSignal): Promise<Next> {
    const { destination, patience } = this.#job;
    const kind = failureKind(error);
    if (kind !== 'permanent') {
      const host = destination.driveType === 'personal' ? graphHost(this.#job) : this.#url.host;
      if (!(await patience.after(error, kind, this.#budget, host, signal))) {
        throw await refusalOf(error, this.#job, signal);
      }
      if (kind === 'throttled') {
        return 'again';
      }
      this.#answerLost = true;
      return (await locateAfterLoss(this.#job, this.#budget, signal)) ?? 'again';
    }
    if (!(error instanceof GraphError)) {
      throw error;
    }
    return this.#afterRefusal(error, signal);
  }

  async #afterRefusal(error: GraphError, signal: AbortSignal): Promise<Next> {
    const fate = sessionFate(error, 'commit', this.#job);
    if (fate === 'incomplete') {
      return this.#resend(signal);
    }
    if (fate === 'gone' || (fate === 'unclear' && (await this.#isGone(signal)))) {
      return (await locateStored(this.#job, signal)) ?? this.#expired(error, signal);
    }
    if (fate === 'unable' && !this.#job.deferCommit && this.#job.destination.driveType !== 'personal') {
      // Only documented for sessions whose commit was put off from the beginning.
      await this.#end(signal);
      return { status: 'resend' };
    }
    const mayBeOurs = error.status === 412 || (error.status === 409 && this.#answerLost);
    const item = mayBeOurs ? await locateStored(this.#job, signal) : undefined;
    if (item !== undefined) {
      return item;
    }
    const conflict = await conflictOf(error, this.#job, signal);
    if (conflict === undefined) {
      throw await refusalOf(error, this.#job, signal);
    }
    return conflict;
  }

  async #isGone(signal: AbortSignal): Promise<boolean> {
    const sessions = new UploadSessionClient(this.#job);
    const status = this.#job.patience.reach(this.#url.host, () => sessions.status(this.#url, signal), signal);
    const reply = await replyOf(status);
    if ('answer' in reply) {
      return false;
    }
    if (reply.error instanceof GraphError && sessionFate(reply.error, 'status', this.#job) === 'gone') {
      return true;
    }
    throw reply.error;
  }

  async #expired(cause: GraphError, signal: AbortSignal): Promise<never> {
    await this.#end(signal);
    throw new UploadError('sessionExpired', { name: this.#job.name }, cause);
  }

  /** The session goes on with its missing bytes, if it may. */
  async #resend(signal: AbortSignal): Promise<CommitResult> {
    if (this.#otherRule) {
      await this.#end(signal);
    }
    return { status: 'resend' };
  }

  /** Deletes the session: another one for the same name must be possible. */
  async #end(signal: AbortSignal): Promise<void> {
    const { patience } = this.#job;
    await patience.reach(this.#url.host, () => deleteSession(this.#job, this.#url, signal), signal);
    await this.#keeper.closed();
  }
}
