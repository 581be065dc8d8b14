import { randomUUID } from 'node:crypto';
import { MINUTE, type SimClock } from '../clock.ts';
import type { SimDrive } from '../drive/drive.ts';
import type { DriveNode, StoredContent } from '../drive/node.ts';
import { Document } from './book/document.ts';
import { WORKBOOK_DEFAULTS, type WorkbookOption, type WorkbookSettings } from './options.ts';
import type { WorkbookFiles } from './workbookFiles.ts';

/** Idle time after which a session ends (Excel team in microsoft-graph-docs pull requests 5575 and 5576). */
const IDLE = { persistent: 5 * MINUTE, scratch: 7 * MINUTE };

export interface WorkbookSession {
  /** 1, 2, 3 … in order of creation. */
  readonly ordinal: number;
  /** What the client gets and sends in `workbook-session-id`. */
  readonly id: string;
  /** Of the session's info resource. */
  readonly key: string;
  readonly drive: SimDrive;
  readonly node: DriveNode;
  readonly persistChanges: boolean;
  /** The workbook as this session sees it; a scratch session has one of its own. */
  readonly document: () => Promise<Document>;
  /** What the file holds; when somebody else replaces it, the session ends. */
  stored: StoredContent | undefined;
  /** When it ends unless it is used, milliseconds since 1970. */
  expires: number;
}

/** The workbook sessions of all drives. */
export class WorkbookSessions {
  settings: WorkbookSettings;
  readonly files: WorkbookFiles;
  readonly #clock: SimClock;
  readonly #sessions = new Set<WorkbookSession>();
  #count = 0;

  constructor(option: WorkbookOption, files: WorkbookFiles, clock: SimClock) {
    this.settings = { ...WORKBOOK_DEFAULTS, ...option };
    this.files = files;
    this.#clock = clock;
    files.onSaved = (node) => {
      for (const session of this.#sessions) {
        if (session.node === node) {
          session.stored = node.stored;
        }
      }
    };
  }

  /** Those that have neither ended nor been closed. */
  open(): WorkbookSession[] {
    return [...this.#sessions].filter(
      ({ expires, drive, node, stored }) =>
        expires > this.#clock.now() && drive.byId(node.id) === node && node.stored === stored,
    );
  }

  /** @throws ServiceError 404, 500 for what is no workbook */
  create(drive: SimDrive, node: DriveNode, persistChanges: boolean): WorkbookSession {
    const bytes = this.files.keptBytes(node);
    let own: Promise<Document> | undefined;
    const openOwn = async (): Promise<Document> => (own ??= Document.open(bytes ?? this.files.bytes(node)));
    this.#count += 1;
    const session: WorkbookSession = {
      ordinal: this.#count,
      // The service's own have this form: characters that a client must not touch.
      id: `cluster=SIM1&session=15.SIM.${randomUUID()}&usid=${randomUUID()}`,
      key: randomUUID().replaceAll('-', ''),
      drive,
      node,
      persistChanges,
      document: persistChanges ? () => this.files.document(node) : openOwn,
      stored: node.stored,
      expires: 0,
    };
    this.#sessions.add(session);
    this.touch(session);
    node.isHeld = () =>
      this.settings.lockWhileOpen && this.open().some((each) => each.node === node && each.persistChanges);
    return session;
  }

  /** The live session of a workbook that a header names. */
  find(node: DriveNode, id: string): WorkbookSession | undefined {
    return this.open().find((session) => session.node === node && session.id === id);
  }

  /** Whether the id is that of a live session of another workbook. */
  isOfAnother(node: DriveNode, id: string): boolean {
    return this.open().some((session) => session.node !== node && session.id === id);
  }

  findByKey(node: DriveNode, key: string): WorkbookSession | undefined {
    return this.open().find((session) => session.node === node && session.key === key);
  }

  /** It was used. */
  touch(session: WorkbookSession): void {
    session.expires = this.#clock.now() + (session.persistChanges ? IDLE.persistent : IDLE.scratch);
  }

  close(session: WorkbookSession): void {
    this.#sessions.delete(session);
  }

  clear(): void {
    this.#sessions.clear();
    this.files.clear();
  }
}
