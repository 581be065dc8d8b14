import { randomBytes, randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FileTarget, ConflictBehaviour, Preconditions } from '../drive/placement.ts';
import type { FileTimes } from '../drive/node.ts';
import { refuse, type ServiceError, sessionNotFound } from '../http/errors.ts';
import type { Draft } from '../store/content.ts';
import type { ContentHasher } from '../store/contentHasher.ts';
import { BUSINESS_IDLE, PERSONAL_LIFE, URL_TOKEN_LIFE } from './limits.ts';

export interface SessionSetup {
  readonly target: FileTarget;
  readonly behaviour: ConflictBehaviour;
  readonly deferCommit: boolean;
  readonly conditions: Preconditions;
  readonly times: FileTimes;
  readonly description: string | undefined;
  /** The upload host never heard of it (a fault). */
  readonly lost: boolean;
}

/** `lost` and `tokenDead` sessions are alive for nobody; `committed` ones became an item. */
export type SessionState = 'open' | 'committed' | 'cancelled' | 'expired' | 'lost' | 'tokenDead';

/** A fragment that is being received. */
export interface Turn {
  /** Settles when it was handled. */
  readonly ended: Promise<void>;
  readonly socket: Socket;
}

/** A border between fragments: the service can "lose" what is behind it. */
interface Checkpoint {
  readonly size: number;
  readonly hasher: ContentHasher;
}

/** One upload session: what it is for, which bytes arrived, and how long it lives. */
export class UploadSession {
  /** 1, 2, 3 … in order of creation: names the session where its URL must not be shown. */
  readonly ordinal: number;
  readonly guid = randomUUID();
  readonly secret = randomBytes(32).toString('base64url');
  readonly setup: SessionSetup;
  readonly created: number;
  readonly draft: Draft;
  expires: number;
  state: SessionState;
  /** Status of a dead URL token. */
  deadStatus: 401 | 403 = 401;
  /** From the first Content-Range. */
  total: number | undefined;
  /** An answer said that no byte is missing, whether that was true or not. */
  toldComplete = false;
  /** A client got its URL. */
  announced = false;
  /** Some fragment was off the 320 KiB grid. */
  unaligned = false;
  /** The answer to the commit reached the client. */
  commitAnswered = false;
  /** Requests in a row that were answered with "no such session" or a dead token. */
  deadAnswers = 0;
  /** The fragment that is on its way. */
  turn: Turn | undefined;
  #checkpoints: Checkpoint[];
  #told: { readonly position: number; readonly socket?: Socket } | undefined = { position: 0 };

  constructor(ordinal: number, setup: SessionSetup, draft: Draft, hasher: ContentHasher, now: number) {
    this.ordinal = ordinal;
    this.setup = setup;
    this.draft = draft;
    this.created = now;
    this.state = setup.lost ? 'lost' : 'open';
    this.expires = now + (this.personal ? PERSONAL_LIFE : BUSINESS_IDLE);
    this.#checkpoints = [{ size: 0, hasher }];
  }

  get personal(): boolean {
    return this.setup.target.drive.kind === 'personal';
  }

  /**
   * Where the client was told to go on; undefined after an answer that left it in doubt, and once the connection of
   * that answer is closed: a client that gave up on it has not read it.
   */
  get told(): number | undefined {
    return this.#told?.socket?.destroyed === true ? undefined : this.#told?.position;
  }

  tell(position: number, socket: Socket): void {
    this.#told = { position, socket };
  }

  /** The client cannot know where to go on, so that it may be wrong about it. */
  forgetTold(): void {
    this.#told = undefined;
  }

  /** Bytes that are safely stored. */
  get accepted(): number {
    return this.#last.size;
  }

  /** State of the hashes after the accepted bytes. */
  get hasher(): ContentHasher {
    return this.#last.hasher;
  }

  /** A fragment is on its way. */
  isBusy(): boolean {
    return this.turn !== undefined;
  }

  get complete(): boolean {
    return this.accepted === this.total;
  }

  get #last(): Checkpoint {
    const last = this.#checkpoints.at(-1);
    if (last === undefined) {
      throw new Error('a session always has a checkpoint');
    }
    return last;
  }

  /** Makes the bytes that the draft holds the accepted ones, and lets a Business session live on. */
  accept(hasher: ContentHasher, now: number): void {
    this.#checkpoints.push({ size: this.draft.size, hasher });
    if (!this.personal) {
      this.expires = now + BUSINESS_IDLE;
    }
  }

  /** Forgets the last accepted fragments. */
  rewind(fragments: number): void {
    const keep = Math.max(1, this.#checkpoints.length - fragments);
    this.#checkpoints = this.#checkpoints.slice(0, keep);
    this.draft.truncate(this.accepted);
  }

  /** Notices that time ended the session; not while a fragment is on its way. */
  age(now: number): void {
    if (this.state !== 'open' || this.isBusy()) {
      return;
    }
    if (!this.personal && now >= this.created + URL_TOKEN_LIFE) {
      this.end('tokenDead');
    } else if (now >= this.expires) {
      this.end('expired');
    }
  }

  /** Ends an open session and frees its bytes, except when they became an item. */
  end(state: Exclude<SessionState, 'open'>): void {
    if (this.state === 'open' && state !== 'committed') {
      this.draft.discard();
    }
    this.state = state;
  }

  /** The answer of the upload host when the session does not take requests any more. */
  refusal(): ServiceError | undefined {
    switch (this.state) {
      case 'open':
        return undefined;
      case 'tokenDead':
        return this.deadStatus === 401
          ? refuse(401, 'unauthenticated', 'The token in the upload URL has expired.', 'expiredToken')
          : refuse(403, 'accessDenied', 'Access denied');
      case 'committed':
      case 'cancelled':
      case 'expired':
      case 'lost':
        return sessionNotFound();
    }
  }
}
