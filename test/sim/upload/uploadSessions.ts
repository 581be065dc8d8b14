import { timingSafeEqual } from 'node:crypto';
import type { SimClock } from '../clock.ts';
import type { FileTarget } from '../drive/placement.ts';
import { type DriveNode, pathOf } from '../drive/node.ts';
import { foldName } from '../drive/names.ts';
import type { ContentStore } from '../store/content.ts';
import { ContentHasher } from '../store/contentHasher.ts';
import { type SessionSetup, UploadSession } from './session.ts';

/** All upload sessions since the start, dead ones too, so that a dead URL can be told from an invented one. */
export class UploadSessions {
  readonly #clock: SimClock;
  readonly #store: ContentStore;
  readonly #withSha256: boolean;
  readonly #byGuid = new Map<string, UploadSession>();

  constructor(clock: SimClock, store: ContentStore, withSha256: boolean) {
    this.#clock = clock;
    this.#store = store;
    this.#withSha256 = withSha256;
  }

  create(setup: SessionSetup): UploadSession {
    const hasher = ContentHasher.start(this.#withSha256);
    const ordinal = this.#byGuid.size + 1;
    const session = new UploadSession(ordinal, setup, this.#store.create(), hasher, this.#clock.now());
    if (setup.lost) {
      session.draft.discard();
    }
    this.#byGuid.set(session.guid, session);
    return session;
  }

  /** The session of an upload URL; undefined unless both its id and its secret are right. */
  find(guid: string, secret: string): UploadSession | undefined {
    const session = this.#byGuid.get(guid);
    if (session === undefined) {
      return undefined;
    }
    const given = Buffer.from(secret);
    const expected = Buffer.from(session.secret);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return undefined;
    }
    session.age(this.#clock.now());
    return session;
  }

  /** Sessions that still hold something on the service. */
  open(): UploadSession[] {
    const now = this.#clock.now();
    const sessions = [...this.#byGuid.values()];
    for (const session of sessions) {
      session.age(now);
    }
    return sessions.filter((session) => session.state === 'open');
  }

  /** An open session for the same place. */
  openFor(target: FileTarget): UploadSession | undefined {
    const place = placeOf(target);
    return this.open().find((session) => placeOf(session.setup.target) === place);
  }

  /** The latest session for the same place, whatever became of it. */
  latestFor(target: FileTarget): UploadSession | undefined {
    const place = placeOf(target);
    return [...this.#byGuid.values()].findLast((session) => placeOf(session.setup.target) === place);
  }

  close(): void {
    for (const session of this.#byGuid.values()) {
      session.end('cancelled');
    }
  }
}

/** Drive and path; the same however the target was addressed. */
function placeOf(target: FileTarget): string {
  return `${target.drive.id} ${foldName(targetPath(target))}`;
}

/** `/folder/name` of the file that an upload is for. */
export function targetPath(target: FileTarget): string {
  const folder: DriveNode | undefined = target.existing === undefined ? target.parent : target.existing.parent;
  const start = folder === undefined ? '' : pathOf(folder).replace(/\/$/u, '');
  const name = target.existing?.name ?? target.name;
  return [start, ...target.folders, name].join('/');
}
