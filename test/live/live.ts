import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withTimeLimit } from '../../src/base/deadline.ts';
import { systemRandom } from '../../src/base/random.ts';
import { itemAddress, itemById } from '../../src/graph/addresses.ts';
import { GraphClient } from '../../src/graph/client.ts';
import type { DriveFolder, DriveType } from '../../src/graph/driveItem.ts';
import { createFolder, findChild, getMyDrive } from '../../src/graph/drives.ts';
import { GraphError } from '../../src/graph/errors.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import { childPath } from '../../src/graph/names.ts';
import { closeWorkbookSession, createWorkbookSession } from '../../src/graph/workbook/session.ts';
import type { WorkbookRef, WorkbookSession } from '../../src/graph/workbook/session.ts';
import { localFile } from '../../src/node/localFile.ts';
import { commitSession } from '../../src/upload/transfer/commitSession.ts';
import { deleteSession } from '../../src/upload/transfer/discard.ts';
import type { UploadServices } from '../../src/upload/transfer/job.ts';
import { transferFile } from '../../src/upload/transfer/transferFile.ts';
import type {
  CommitRequest,
  CommitResult,
  TransferRequest,
  TransferResult,
} from '../../src/upload/transfer/transfer.ts';
import { QuickXorHash } from '../sim/index.ts';
import type { KeptUpload } from '../support/keptUpload.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import { writePatternedFile } from '../support/patternedFile.ts';
import type { Target } from './target.ts';
import { WatchedTransport } from './watchedTransport.ts';

/** Small, so that a file of some megabytes has several. */
export const fragmentSize = 4 * 320 * 1024;
/** What most uploads are sent with. */
export const usualFragment = 32 * 320 * 1024;
const cleaningMs = 120_000;
const pauseMs = 5000;

/** The product's upload engine at work in a new folder of its own. Everything that it makes is removed by `end`. */
export class Live {
  readonly client: GraphClient;
  readonly services: UploadServices;
  readonly transport: WatchedTransport;
  readonly target: Target;
  readonly log: MemoryLog;
  readonly driveType: DriveType;
  #folder: DriveFolder | undefined;
  /** On this machine. */
  readonly #storage: string;
  readonly #cleanings: (readonly [what: string, work: (signal: AbortSignal) => Promise<void>])[] = [];
  /** Those that are open, with their workbook. */
  readonly #workbooks = new Map<WorkbookSession, WorkbookRef>();
  #files = 0;

  /** @throws when nobody is signed in, or the folder cannot be made; then nothing is left. */
  static async begin(target: Target, signal: AbortSignal): Promise<Live> {
    const { cloud, tokens, clock } = target;
    const transport = new WatchedTransport(target.transport, cloud.graph);
    const log = new MemoryLog();
    const services = { transport, governor: new HostGovernor(clock), clock, log, random: systemRandom };
    const client = new GraphClient({ ...services, cloud, tokens, version: '0.0.0' });
    const { id, rootId, driveType } = await getMyDrive(client, signal);
    const storage = await mkdtemp(join(tmpdir(), 'onedrive-live-'));
    const live = new Live(target, { ...services, client }, transport, log, driveType, storage);
    try {
      live.#folder = await live.folderIn({ driveId: id, itemId: rootId, driveType, path: '/' }, signal);
      return live;
    } catch (error) {
      await live.end();
      throw error;
    }
  }

  private constructor(
    target: Target,
    services: UploadServices,
    transport: WatchedTransport,
    log: MemoryLog,
    driveType: DriveType,
    storage: string,
  ) {
    this.target = target;
    this.services = services;
    this.client = services.client;
    this.transport = transport;
    this.log = log;
    this.driveType = driveType;
    this.#storage = storage;
  }

  /** The new folder in the own OneDrive. */
  get folder(): DriveFolder {
    if (this.#folder === undefined) {
      throw new Error('the folder was not made');
    }
    return this.#folder;
  }

  /** A new folder below one that is there, under a name that nobody else has. */
  async folderIn(place: DriveFolder, signal: AbortSignal): Promise<DriveFolder> {
    const name = `OneDrive Sessions live check ${systemRandom.id()}`;
    // Known before it is made: the answer may get lost, or not be waited for.
    const cleaning = [`the folder "${name}"`, (ending: AbortSignal) => this.#removeChild(place, name, ending)] as const;
    this.#cleanings.push(cleaning);
    const item = await createFolder(this.client, place, name, signal).catch((error: unknown) => {
      if (error instanceof GraphError && error.status < 500) {
        // It was refused: there is none, and where not even a look is allowed nobody could find that out later.
        this.#cleanings.splice(this.#cleanings.indexOf(cleaning), 1);
      }
      throw error;
    });
    return {
      driveId: item.driveId,
      itemId: item.id,
      driveType: place.driveType,
      path: childPath(place.path, item.name),
    };
  }

  /** A local file of patterned bytes, of which no two files have the same. */
  async file(name: string, size: number): Promise<string> {
    const path = await this.#pathFor(name);
    await writePatternedFile(path, size, this.#files);
    return path;
  }

  async fileOf(name: string, content: Uint8Array): Promise<string> {
    const path = await this.#pathFor(name);
    await writeFile(path, content);
    return path;
  }

  upload(
    path: string,
    kept: KeptUpload,
    options: Partial<TransferRequest>,
    signal: AbortSignal,
  ): Promise<TransferResult> {
    return transferFile(this.#request(path, options), kept, kept, kept, this.services, signal);
  }

  commit(path: string, kept: KeptUpload, options: Partial<CommitRequest>, signal: AbortSignal): Promise<CommitResult> {
    const request = { ...this.#request(path, { earlier: kept.earlier, ...options }), ...options };
    return commitSession(request, kept, kept, this.services, signal);
  }

  async openWorkbook(workbook: WorkbookRef, persistChanges: boolean, signal: AbortSignal): Promise<WorkbookSession> {
    const session = await createWorkbookSession(this.client, workbook, persistChanges, this.target.clock, signal);
    this.#workbooks.set(session, workbook);
    return session;
  }

  async closeWorkbook(session: WorkbookSession, signal: AbortSignal): Promise<void> {
    const workbook = this.#workbooks.get(session);
    if (workbook !== undefined) {
      await closeWorkbookSession(this.client, workbook, session, signal);
      this.#workbooks.delete(session);
    }
  }

  /** Removes everything that was made, on the service and here, as far as that goes. @returns what is left. */
  async end(): Promise<string[]> {
    const left = await withTimeLimit(this.target.clock, cleaningMs, (signal) => this.#clean(signal));
    await rm(this.#storage, { recursive: true, force: true });
    return left;
  }

  /** @returns what is left on the service. */
  async #clean(signal: AbortSignal): Promise<string[]> {
    const left: string[] = [];
    for (const url of this.transport.sessions) {
      await deleteSession(this.services, url, signal).catch(() => left.push('an upload session, which ends by itself'));
    }
    for (const session of this.#workbooks.keys()) {
      await this.closeWorkbook(session, signal).catch(() => left.push('a workbook session, which ends by itself'));
    }
    for (const [what, work] of this.#cleanings.toReversed()) {
      await work(signal).catch(() => left.push(what));
    }
    return left;
  }

  /** A folder with a workbook that was just open can be locked for a while. */
  async #removeChild(place: DriveFolder, name: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const item = await findChild(this.client, place, name, signal);
      if (item === undefined) {
        return;
      }
      const address = itemAddress(this.client.cloud, itemById(item.driveId, item.id), '');
      try {
        await this.client.request({ method: 'DELETE', label: 'item', address, read: () => {} }, signal);
      } catch (error) {
        if (!(error instanceof GraphError && [404, 409, 423].includes(error.status))) {
          throw error;
        }
        await this.target.clock.delay(pauseMs, signal);
      }
    }
  }

  /** A folder of its own for each file, so that two can have one name. */
  async #pathFor(name: string): Promise<string> {
    this.#files++;
    const folder = join(this.#storage, String(this.#files));
    await mkdir(folder);
    return join(folder, name);
  }

  #request(path: string, options: Partial<TransferRequest>): TransferRequest {
    const source = localFile(path);
    return {
      source,
      destination: this.folder,
      name: source.name,
      conflictBehavior: 'fail',
      verify: true,
      deferCommit: false,
      ...options,
    };
  }
}

/** The hash of a local file, by the simulator's code: another one than the product's. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = new QuickXorHash();
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(part);
  }
  return hash.digest();
}
