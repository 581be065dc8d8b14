import { randomUUID } from 'node:crypto';
import { MINUTE, type SimClock } from '../clock.ts';
import type { SimDrive } from '../drive/drive.ts';
import type { DriveNode } from '../drive/node.ts';
import type { WorkbookOption } from '../options.ts';

/** Idle time after which a session ends (Excel team in microsoft-graph-docs pull requests 5575 and 5576). */
const IDLE = { persistent: 5 * MINUTE, scratch: 7 * MINUTE };
/** An operation that nobody asks about is forgotten (learn.microsoft.com/graph/workbook-best-practice). */
const OPERATION_IDLE = 4 * MINUTE;

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
  /** When it ends unless it is used, milliseconds since 1970. */
  expires: number;
}

/** Opening a workbook that takes its time. */
export interface WorkbookOperation {
  readonly id: string;
  readonly node: DriveNode;
  /** When it is done, milliseconds since 1970. */
  readonly done: number;
  readonly begun: number;
  /** Made when it is done. */
  session: WorkbookSession | undefined;
  readonly open: () => WorkbookSession;
  /** When it is forgotten. */
  expires: number;
}

/** The workbook sessions of all drives, and the operations that make them. */
export class WorkbookSessions {
  readonly option: WorkbookOption;
  readonly #clock: SimClock;
  readonly #sessions = new Set<WorkbookSession>();
  readonly #operations = new Map<string, WorkbookOperation>();
  #count = 0;

  constructor(option: WorkbookOption, clock: SimClock) {
    this.option = option;
    this.#clock = clock;
  }

  /** Those that have neither ended nor been closed. */
  open(): WorkbookSession[] {
    return [...this.#sessions].filter(({ expires }) => expires > this.#clock.now());
  }

  create(drive: SimDrive, node: DriveNode, persistChanges: boolean): WorkbookSession {
    this.#count += 1;
    const session: WorkbookSession = {
      ordinal: this.#count,
      // The service's own have this form: characters that a client must not touch.
      id: `cluster=SIM1&session=15.SIM.${randomUUID()}&usid=${randomUUID()}`,
      key: randomUUID().replaceAll('-', ''),
      drive,
      node,
      persistChanges,
      expires: 0,
    };
    this.#sessions.add(session);
    this.touch(session);
    return session;
  }

  /** The live session of a workbook that a header names. */
  find(node: DriveNode, id: string): WorkbookSession | undefined {
    return this.open().find((session) => session.node === node && session.id === id);
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

  /** Begins to open a workbook. */
  begin(drive: SimDrive, node: DriveNode, persistChanges: boolean): WorkbookOperation {
    const now = this.#clock.now();
    const operation: WorkbookOperation = {
      id: randomUUID(),
      node,
      begun: now,
      done: now + (this.option.openMs ?? 0),
      session: undefined,
      open: () => this.create(drive, node, persistChanges),
      expires: now + OPERATION_IDLE,
    };
    this.#operations.set(operation.id, operation);
    return operation;
  }

  /** An operation that is still known; asking keeps it so. */
  operation(node: DriveNode, id: string): WorkbookOperation | undefined {
    const operation = this.#operations.get(id);
    if (operation === undefined || operation.node !== node || operation.expires <= this.#clock.now()) {
      return undefined;
    }
    operation.expires = this.#clock.now() + OPERATION_IDLE;
    return operation;
  }

  clear(): void {
    this.#sessions.clear();
    this.#operations.clear();
  }
}
