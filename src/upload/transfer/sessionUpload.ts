import type { DriveItem } from '../../graph/driveItem.ts';
import { GraphError } from '../../graph/errors.ts';
import { failureKind, longRetries, RetryBudget } from '../../graph/retry.ts';
import type { FailureKind } from '../../graph/retry.ts';
import { UploadSessionClient } from '../../graph/uploadSession.ts';
import type { NextExpected } from '../../graph/uploadSession.ts';
import type { UploadUrl } from '../../graph/uploadUrl.ts';
import { discardSession } from './discard.ts';
import { UploadError } from '../errors.ts';
import type { UploadJob } from './job.ts';
import { locateStored } from './locate.ts';
import { openSession } from './openSession.ts';
import { nextFragment } from './plan.ts';
import { namesItsReason, refusalOf } from './refusal.ts';

/** Uploads a file in fragments. Whatever happens, no session of it is left on the server. */
export async function sessionUpload(job: UploadJob, fragmentSize: number, signal: AbortSignal): Promise<DriveItem> {
  const upload = new SessionUpload(job, fragmentSize);
  try {
    return await upload.run(signal);
  } catch (error) {
    await upload.discard();
    throw error;
  }
}

/** A new session, after the first one was lost, means all bytes again. */
const mostRestarts = 2;
/** How long a session that the service says it does not know may need to become known (rclone/rclone#8545). */
const settlingMs = 5000;

/** What to do next. `ask`: find out what the server has. */
type Step = 'send' | 'ask';

interface Session {
  readonly url: UploadUrl;
  /** Whether the server has confirmed anything of it. */
  confirmed: boolean;
  /** Whether it was given time to settle. */
  settled: boolean;
}

/**
 * The server's offset is the only truth about what is stored: it is taken from every answer and asked for after every
 * doubtful one, and never added up here.
 */
class SessionUpload {
  readonly #job: UploadJob;
  readonly #fragmentSize: number;
  readonly #sessions: UploadSessionClient;
  readonly #budget: RetryBudget;
  #session: Session | undefined;
  /** What the server expects next. */
  #offset = 0;
  /** The furthest that the server has confirmed in this session. */
  #furthest = 0;
  /** Whether there was a wait since the last fragment. */
  #paused = false;
  /** Whether an answer was lost that may have said that the file is stored. */
  #answerLost = false;
  #restarts = 0;

  constructor(job: UploadJob, fragmentSize: number) {
    this.#job = job;
    this.#fragmentSize = fragmentSize;
    this.#sessions = new UploadSessionClient(job);
    this.#budget = new RetryBudget(longRetries, () => job.random.fraction());
  }

  async run(signal: AbortSignal): Promise<DriveItem> {
    let session = await this.#open(signal);
    let step: Step = 'send';
    for (;;) {
      let result: DriveItem | Step;
      try {
        result = await (step === 'send' ? this.#send(session, signal) : this.#ask(session, signal));
      } catch (error) {
        signal.throwIfAborted();
        result = await this.#recover(error, step, session, signal);
      }
      if (typeof result !== 'string') {
        return result;
      }
      session = this.#session ?? session;
      step = result;
    }
  }

  /** Ends the session on the server, if there is one. */
  async discard(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) {
      await discardSession(this.#job, this.#sessions, session.url);
    }
  }

  async #open(signal: AbortSignal): Promise<Session> {
    const { url, next } = await openSession(this.#job, signal);
    const session = { url, confirmed: false, settled: false };
    this.#session = session;
    this.#furthest = 0;
    this.#offset = typeof next === 'object' ? next.from : 0;
    this.#job.content.accept(this.#offset);
    return session;
  }

  /** Sends what the server expects next. */
  async #send(session: Session, signal: AbortSignal): Promise<DriveItem | Step> {
    const { content, destination } = this.#job;
    const { start, end } = nextFragment(this.#offset, content.size, this.#fragmentSize);
    if (start === end) {
      return this.#follow('nothing', session, signal);
    }
    this.#paused = false;
    await content.assertUnchanged();
    const fragment = { start, end, total: content.size, body: content.body(start, end) };
    const answer = await this.#sessions.putFragment(session.url, fragment, destination.driveId, signal);
    if ('item' in answer) {
      return answer.item;
    }
    return answer.next === 'unknown' ? 'ask' : this.#follow(answer.next, session, signal);
  }

  async #ask(session: Session, signal: AbortSignal): Promise<DriveItem | Step> {
    const { next } = await this.#sessions.status(session.url, signal);
    return this.#follow(next, session, signal);
  }

  /** Goes where the server wants it. */
  async #follow(next: NextExpected, session: Session, signal: AbortSignal): Promise<DriveItem | Step> {
    session.confirmed = true;
    const { content, name } = this.#job;
    if (typeof next === 'object' && next.from < content.size) {
      if (next.from > this.#furthest) {
        this.#furthest = next.from;
        this.#budget.refill();
      } else if (next.from <= this.#offset && !this.#paused) {
        await this.#pause(new UploadError('bytesNotKept', { name }), 'transient', signal);
      }
      this.#offset = next.from;
      content.accept(next.from);
      return 'send';
    }
    // All bytes are there. Either the file is stored already, or it will be in a moment, or never.
    const stored = next === 'unknown' ? undefined : await locateStored(this.#job, signal);
    if (stored === undefined) {
      await this.#pause(new UploadError('notStored', { name }), 'transient', signal);
      return 'ask';
    }
    await this.discard();
    return stored;
  }

  /** What a failure means and how to go on after it. @throws what cannot be recovered. */
  async #recover(error: unknown, step: Step, session: Session, signal: AbortSignal): Promise<DriveItem | Step> {
    this.#job.log.debug(`upload at byte ${this.#offset}: ${String(error)}`);
    const kind = failureKind(error);
    if (kind !== 'permanent') {
      this.#answerLost ||= kind !== 'throttled' && this.#job.content.quickXorHash !== undefined;
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
      await this.#job.clock.delay(settlingMs, signal);
      return step;
    }
    if (isSessionGone(error, step)) {
      return (await locateStored(this.#job, signal)) ?? this.#restart(error, signal);
    }
    const stored = error.status === 409 && this.#answerLost ? await locateStored(this.#job, signal) : undefined;
    if (stored === undefined) {
      throw await refusalOf(error, this.#job, signal);
    }
    return stored;
  }

  /** A new session for all bytes, in place of one that the server does not know any more. */
  async #restart(error: GraphError, signal: AbortSignal): Promise<Step> {
    this.#restarts++;
    if (this.#restarts > mostRestarts) {
      throw new UploadError('sessionLost', { restarts: mostRestarts }, error);
    }
    this.#job.log.info(`the upload session was lost (${String(error)}); starting again`);
    await this.discard();
    await this.#open(signal);
    this.#budget.refill();
    return 'send';
  }

  /** Waits after a failure. @throws what the failure means, when there were too many. */
  async #pause(error: unknown, kind: FailureKind, signal: AbortSignal): Promise<void> {
    this.#paused = true;
    const decision = this.#budget.fail(error, kind);
    if (decision === 'stop') {
      throw await refusalOf(error, this.#job, signal);
    }
    const host = this.#session?.url.host;
    if (kind === 'throttled' && host !== undefined) {
      this.#job.governor.hold(host, decision.waitMs);
    } else {
      await this.#job.clock.delay(decision.waitMs, signal);
    }
  }
}

/**
 * A session ends in many ways: expired, finished, deleted, or its address lost its power before its time. A reason that
 * would be the same for a new one counts more than the status.
 */
function isSessionGone(error: GraphError, step: Step): boolean {
  if (namesItsReason(error)) {
    return false;
  }
  return (
    [401, 403, 404, 410].includes(error.status) ||
    error.has('uploadSessionFailed') ||
    error.has('uploadSessionNotFound') ||
    (step === 'ask' && error.status === 400)
  );
}
