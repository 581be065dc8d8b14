import { orAborted } from '../../base/abort.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter } from '../../base/event.ts';
import type { Event } from '../../base/event.ts';
import type { WorkQueue } from '../../base/queue.ts';
import type { WorkbookChannel, WorkbookRequest } from '../../graph/workbook/channel.ts';
import { sendInSession } from '../../graph/workbook/send.ts';
import { refreshWorkbookSession } from '../../graph/workbook/session.ts';
import type { WorkbookSession } from '../../graph/workbook/session.ts';
import { WorkbookError } from '../errors.ts';
import type { EarlierSession, OpenedFile, WorkbookFile, WorkbookServices, WorkbookState } from '../model.ts';
import { SessionKeeper } from './sessionKeeper.ts';

const never = new AbortController().signal;

/**
 * A workbook that is open: its requests go one after another through one session, and through a new one when that has
 * ended and nothing is lost by it.
 */
export class OpenWorkbook implements WorkbookChannel {
  readonly opened: OpenedFile;
  readonly #services: WorkbookServices;
  readonly #turns: WorkQueue;
  readonly #keeper: SessionKeeper;
  readonly #changes = new Emitter<void>();
  /** Aborted when no more requests are taken. */
  readonly #accepting = new AbortController();
  /** Aborted when what is under way must stop. */
  readonly #hurrying = new AbortController();
  #closed: Promise<void> | undefined;

  /** @param turns of all that are open on the same file: it takes one request at a time. */
  constructor(opened: OpenedFile, turns: WorkQueue, services: WorkbookServices, earlier?: EarlierSession) {
    this.opened = opened;
    this.#turns = turns;
    this.#services = services;
    const events = {
      changed: () => this.#changes.fire(),
      later: (work: () => Promise<void>) => void turns.run(work, never),
      // Rejects when the session was used otherwise meanwhile, or when it is closed.
      keepAlive: (signal: AbortSignal) => this.#turn((sending) => this.#keeper.touch(sending), signal).catch(() => {}),
    };
    this.#keeper = new SessionKeeper(opened, services, events, earlier);
  }

  /** State, session or {@link hasUnsavedChanges} changed; {@link idleEndsAt} moves without. */
  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  get workbook(): WorkbookFile {
    return this.opened.file;
  }

  get state(): WorkbookState {
    return this.#keeper.state;
  }

  /** When the session ends for want of use, milliseconds since 1970; `undefined` without a session. */
  get idleEndsAt(): number | undefined {
    return this.#keeper.idleEndsAt;
  }

  /** Whether it is a scratch copy that differs from the file, as far as requests tell. */
  get hasUnsavedChanges(): boolean {
    return this.#keeper.hasUnsavedChanges;
  }

  /** For whoever keeps it over a reload. */
  get session(): WorkbookSession | undefined {
    return this.#keeper.session;
  }

  request<T>(request: WorkbookRequest<T>, signal: AbortSignal): Promise<T> {
    const { clock } = this.#services;
    return this.#turn(
      (sending) =>
        this.#keeper.run(
          {
            changes: request.changes ?? request.method !== 'GET',
            run: (client, session) =>
              sendInSession(client, { workbook: this.workbook, session }, request, clock, sending),
          },
          sending,
        ),
      signal,
    );
  }

  /** Sees to it that there is a session. @throws {WorkbookError} and what the client throws. */
  async open(signal: AbortSignal): Promise<void> {
    if (this.state.kind === 'expired' && this.session !== undefined) {
      await this.refresh(signal);
    } else {
      await this.#turn((sending) => this.#keeper.ensure(sending), signal);
    }
    // Somebody may have closed it meanwhile.
    this.#accepting.signal.throwIfAborted();
  }

  /** The same after it failed, or its changes were lost: for whoever told the user. */
  async reopen(signal: AbortSignal): Promise<void> {
    await this.#turn((sending) => {
      this.#keeper.forgive();
      return this.#keeper.ensure(sending);
    }, signal);
    this.#accepting.signal.throwIfAborted();
  }

  /** Finds out whether the session of before a reload is still there. Never rejects but with the signal's reason. */
  async takeUp(signal: AbortSignal): Promise<void> {
    await this.#turn((sending) => this.#keeper.touch(sending), signal);
  }

  /** Asks the service to let the session live on. @throws {WorkbookError} and what the client throws. */
  async refresh(signal: AbortSignal): Promise<void> {
    await this.#turn(
      (sending) =>
        this.#keeper.run(
          {
            changes: false,
            run: (client, session) => refreshWorkbookSession(client, this.workbook, session, sending),
          },
          sending,
        ),
      signal,
    );
  }

  /** Keeps the session, and those after it, from ending for want of use until disposed. */
  hold(): Disposable {
    return this.#keeper.hold();
  }

  /**
   * Ends the session after what is under way; what waits is refused. Never rejects: a session that the service could not
   * be told about ends by itself.
   * @param hurry aborts what is under way.
   */
  async close(hurry: AbortSignal): Promise<void> {
    this.#closed ??= this.#close();
    const finished = new AbortController();
    const stop = (): void => this.#hurrying.abort(this.#closedError());
    if (hurry.aborted) {
      stop();
    } else {
      hurry.addEventListener('abort', stop, { once: true, signal: finished.signal });
    }
    await this.#closed;
    finished.abort();
  }

  /** Gives the session out of the hand, to live on at the service until somebody takes it up or its idle time is over. */
  leave(): void {
    this.#closed ??= Promise.resolve();
    this.#keeper.stop('closed');
    this.#accepting.abort(this.#closedError());
    this.#hurrying.abort(this.#closedError());
  }

  async #close(): Promise<void> {
    this.#keeper.stop('closing');
    this.#accepting.abort(this.#closedError());
    await this.#turns.run(() => this.#keeper.end(), never);
  }

  /** Settles at the latest with the signal, while the turn lasts until everything that it began has ended. */
  async #turn<T>(task: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const waiting = AbortSignal.any([signal, this.#accepting.signal]);
    const sending = AbortSignal.any([signal, this.#hurrying.signal]);
    waiting.throwIfAborted();
    return orAborted(
      this.#turns.run(() => task(sending), waiting),
      sending,
    );
  }

  #closedError(): WorkbookError {
    return new WorkbookError('closed', { name: this.workbook.name });
  }
}
