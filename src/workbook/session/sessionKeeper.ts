import { withTimeLimit } from '../../base/deadline.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { GraphClient } from '../../graph/client.ts';
import { SignInRequiredError } from '../../graph/tokens.ts';
import { workbookRefusal } from '../../graph/workbook/refusal.ts';
import { closeWorkbookSession, refreshWorkbookSession } from '../../graph/workbook/session.ts';
import type { WorkbookSession } from '../../graph/workbook/session.ts';
import { openingError, sessionError } from '../eligibility.ts';
import { WorkbookError } from '../errors.ts';
import type { EarlierSession, OpenedFile, WorkbookServices, WorkbookState } from '../model.ts';
import { createSession } from './createSession.ts';
import { IdleWatch } from './idleWatch.ts';

/** How long to try to tell the service that a session is of no use any more. */
const closeMs = 4000;
/** How many sessions one request may be tried in. */
const sessionsOfRequest = 2;

/** What one request does in a session, and whether that can change the workbook. */
export interface SessionTask<T> {
  readonly changes: boolean;
  readonly run: (client: GraphClient, session: WorkbookSession, signal: AbortSignal) => Promise<T>;
}

export interface KeeperEvents {
  /** State, session or `hasUnsavedChanges` changed. */
  readonly changed: () => void;
  /** Does something that is not urgent between two requests. Never rejects. */
  readonly later: (work: () => Promise<void>) => void;
  /** It is time to use the session so that it goes on. Never rejects. */
  readonly keepAlive: (signal: AbortSignal) => Promise<void>;
}

/**
 * The session of one open workbook: makes it, and makes it anew when it has ended and nothing is lost by that. Of `ensure`,
 * `run`, `touch` and `end` only one may be under way at a time.
 */
export class SessionKeeper {
  readonly #opened: OpenedFile;
  readonly #services: WorkbookServices;
  readonly #events: KeeperEvents;
  readonly #watch: IdleWatch;
  #session: WorkbookSession | undefined;
  #state: WorkbookState;
  #changed: boolean;
  #ending = false;

  constructor(opened: OpenedFile, services: WorkbookServices, events: KeeperEvents, earlier?: EarlierSession) {
    this.#opened = opened;
    this.#services = services;
    this.#events = events;
    this.#session = earlier?.session;
    this.#changed = earlier?.changed === true;
    this.#state = earlier === undefined ? { kind: 'opening' } : this.#expired();
    this.#watch = new IdleWatch(services.clock, opened.persistChanges, {
      keepAlive: events.keepAlive,
      ended: () => this.#set({ kind: 'expired', changesLost: false }),
    });
  }

  get state(): WorkbookState {
    return this.#state;
  }

  get session(): WorkbookSession | undefined {
    return this.#session;
  }

  /** When the session ends for want of use, milliseconds since 1970; `undefined` without a session. */
  get idleEndsAt(): number | undefined {
    return this.#watch.endsAt;
  }

  /** Whether it is a scratch copy that differs from the file, as far as requests tell. */
  get hasUnsavedChanges(): boolean {
    return !this.#opened.persistChanges && this.#changed;
  }

  hold(): Disposable {
    return this.#watch.hold();
  }

  /** Somebody was told what happened: a new session may be made. */
  forgive(): void {
    if (this.#session === undefined) {
      this.#changed = false;
      this.#set(this.#expired());
    }
  }

  /** Carries a request out, in a new session if it has to be. @throws {WorkbookError} and what the request throws. */
  async run<T>(task: SessionTask<T>, signal: AbortSignal): Promise<T> {
    for (let left = sessionsOfRequest - 1; ; left--) {
      const session = await this.ensure(signal);
      const client = this.#client();
      const sentAt = this.#services.clock.monotonic();
      try {
        const result = await task.run(client, session, signal);
        this.#noteChange(task.changes);
        this.#used(sentAt);
        return result;
      } catch (error) {
        this.#settle(error, task.changes, sentAt);
        if (left === 0) {
          throw workbookRefusal(error)?.action === 'signIn' ? new SignInRequiredError('rejected') : error;
        }
      }
    }
  }

  /** The session, a new one if there is none. @throws {WorkbookError} and what the client throws. */
  async ensure(signal: AbortSignal): Promise<WorkbookSession> {
    const { file, persistChanges } = this.#opened;
    if (this.#state.kind === 'failed') {
      throw this.#state.error;
    }
    if (this.#state.kind === 'expired' && this.#state.changesLost) {
      throw new WorkbookError('changesLost', { name: file.name });
    }
    if (this.#session !== undefined) {
      return this.#session;
    }
    const { clock } = this.#services;
    const client = this.#client();
    const kind = this.#state.kind === 'opening' ? 'opening' : 'reopening';
    this.#set({ kind });
    const sentAt = clock.monotonic();
    try {
      const wish = {
        workbook: file,
        persistChanges,
        tell: (operation: 'notStarted' | 'running') => this.#set({ kind, operation }),
        abandon: (session: WorkbookSession) => this.#discard(session),
      };
      this.#session = await createSession(client, wish, clock, signal);
    } catch (error) {
      const problem = openingError(error, file, persistChanges);
      this.#set(problem instanceof WorkbookError ? { kind: 'failed', error: problem } : this.#expired());
      throw problem;
    }
    this.#used(sentAt);
    return this.#session;
  }

  /** Uses the session, if there is one, so that it goes on; finds out when it does not. Never rejects. */
  async touch(signal: AbortSignal): Promise<void> {
    if (this.#session === undefined) {
      return;
    }
    const sentAt = this.#services.clock.monotonic();
    try {
      await refreshWorkbookSession(this.#client(), this.#opened.file, this.#session, signal);
      this.#used(sentAt);
    } catch (error) {
      if (workbookRefusal(error)?.endsSession === true) {
        this.#lose(true);
      } else {
        this.#services.log.debug(`a workbook session was not kept alive: ${String(error)}`);
      }
    }
  }

  /** From now on the state stays, and nothing keeps the session alive. */
  stop(kind: 'closing' | 'closed'): void {
    this.#set({ kind });
    this.#ending = true;
    this.#watch.stop();
  }

  /** Ends the session at the service. Never rejects. */
  async end(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) {
      await this.#discard(session);
    }
    this.#state = { kind: 'closed' };
    this.#events.changed();
  }

  /** Draws the consequences of a failure. Returns when another session would help. @throws when the request has failed. */
  #settle(error: unknown, changes: boolean, sentAt: number): void {
    const { file, persistChanges } = this.#opened;
    const refusal = workbookRefusal(error);
    const problem = sessionError(error, file, persistChanges);
    if (refusal?.endsSession !== true) {
      // Whatever was sent may have been carried out.
      this.#noteChange(changes);
      if (refusal !== undefined && refusal.action !== 'wait') {
        this.#used(sentAt);
      }
      throw problem;
    }
    const again = refusal.action === 'recreate' || refusal.action === 'signIn';
    this.#lose(again || refusal.action === 'missing');
    if (this.hasUnsavedChanges) {
      throw new WorkbookError('changesLost', { name: file.name }, error);
    }
    if (!again) {
      if (problem instanceof WorkbookError) {
        this.#set({ kind: 'failed', error: problem });
      }
      throw problem;
    }
  }

  /** @throws {WorkbookError} when the service or the account is not the one that it was opened with. */
  #client(): GraphClient {
    const client = this.#services.client();
    const { file, place } = this.#opened;
    if (client.cloud.graph !== place.graph) {
      throw new WorkbookError('otherService', { name: file.name, host: new URL(place.graph).host });
    }
    const current = this.#services.account();
    if (place.account !== undefined && current !== undefined && place.account !== current) {
      throw new WorkbookError('otherAccount', { name: file.name });
    }
    return client;
  }

  #used(at: number): void {
    if (!this.#ending) {
      this.#watch.used(at);
    }
    if (this.#state.kind !== 'open') {
      this.#set({ kind: 'open' });
    }
  }

  #noteChange(changes: boolean): void {
    if (changes && !this.#changed) {
      this.#changed = true;
      this.#events.changed();
    }
  }

  /** @param ended the service has none any more; otherwise it is told to end it, in a while. */
  #lose(ended: boolean): void {
    const session = this.#session;
    this.#session = undefined;
    this.#watch.stop();
    this.#set(this.#expired());
    if (!ended && session !== undefined) {
      this.#events.later(() => this.#discard(session));
    }
  }

  #expired(): WorkbookState {
    return { kind: 'expired', changesLost: this.hasUnsavedChanges && this.#session === undefined };
  }

  async #discard(session: WorkbookSession): Promise<void> {
    const { clock, log } = this.#services;
    try {
      await withTimeLimit(clock, closeMs, (signal) =>
        closeWorkbookSession(this.#client(), this.#opened.file, session, signal),
      );
    } catch (error) {
      log.debug(`a workbook session is left to end by itself: ${String(error)}`);
    }
  }

  #set(state: WorkbookState): void {
    if (!this.#ending) {
      this.#state = state;
      this.#events.changed();
    }
  }
}
