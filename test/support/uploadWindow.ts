import { fileURLToPath, pathToFileURL } from 'node:url';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { Clock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { GraphClient } from '../../src/graph/client.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import type { DriveFolder } from '../../src/graph/driveItem.ts';
import { ensureFolderPath, getMyDrive } from '../../src/graph/drives.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import type { Transport } from '../../src/graph/transport.ts';
import { finishedLogs } from '../../src/node/finishedLog.ts';
import { HttpTransport } from '../../src/node/http/httpTransport.ts';
import { localFile } from '../../src/node/localFile.ts';
import { localTree } from '../../src/node/localTree.ts';
import { openUploadFolder } from '../../src/node/uploadFolder.ts';
import { UploadUrl } from '../../src/graph/uploadUrl.ts';
import { UploadError } from '../../src/upload/errors.ts';
import { FinishedUploads } from '../../src/upload/finished.ts';
import type { AskConflict } from '../../src/upload/batch/planBatch.ts';
import { Journal } from '../../src/upload/journal/journal.ts';
import type { SharedList, TextStore, UploadUrlStore } from '../../src/upload/journal/ports.ts';
import { UploadManager } from '../../src/upload/manager.ts';
import type { UploadTask } from '../../src/upload/task.ts';
import { commitSession } from '../../src/upload/transfer/commitSession.ts';
import { discardSession } from '../../src/upload/transfer/discard.ts';
import { largestSimpleUpload } from '../../src/upload/transfer/plan.ts';
import type { FragmentSizer } from '../../src/upload/transfer/transfer.ts';
import { transferFile } from '../../src/upload/transfer/transferFile.ts';
import { MemoryLog } from './memoryLog.ts';

export interface WindowOptions {
  /** Root of the Graph service. */
  readonly graphUrl: string;
  /** Folder of everything that outlives the window. */
  readonly storage: string;
  /** The list that windows share; one of its own when it is left out. */
  readonly list?: SharedList;
  /** Of the uploads. The journal lives by the real one: its watches and signs of life are no part of them. */
  readonly clock: Clock;
  /** Access token in use; asked for each request. */
  token(): string;
  /** Whose the token is, is asked for once; else before each upload, so that what it is asked with is tried. */
  readonly remembersAccount?: boolean;
  readonly fragments: FragmentSizer;
  readonly parallel?: number;
  readonly ask?: AskConflict;
  readonly transport?: Transport;
  readonly log?: MemoryLog;
}

/** Fragments of one size, whatever the line is like. @param simpleUpTo largest file, in bytes, that goes in one request */
export function fixedFragments(
  size: number,
  simpleUpTo = largestSimpleUpload,
  onFailed: (bytes: number) => void = () => {},
): FragmentSizer {
  return { simpleUpTo, size: () => size, sent: () => {}, failed: (_host, bytes) => onFailed(bytes) };
}

/** A VS Code window without its user interface: everything that uploads and remembers, on real files and sockets. */
export class UploadWindow {
  readonly manager: UploadManager;
  readonly journal: Journal;
  readonly finished: FinishedUploads;
  readonly client: GraphClient;
  readonly log: MemoryLog;
  readonly #transport: Transport;
  #known: { readonly id: string } | undefined;

  static async open(options: WindowOptions): Promise<UploadWindow> {
    const { log = new MemoryLog() } = options;
    const parts = { clock: systemClock, random: systemRandom, log };
    const { machine, records: files, leases, urls } = await openUploadFolder(options.storage, parts, 'test');
    const list = options.list ?? memoryList();
    const journal = new Journal({ files, list, urls: urlStore(urls), leases, machine, ...parts });
    await journal.start();
    return new UploadWindow(options, journal, machine, log);
  }

  private constructor(
    options: WindowOptions,
    journal: Journal,
    machine: { readonly id: string; readonly name: string },
    log: MemoryLog,
  ) {
    const { clock, graphUrl, storage, fragments, parallel = 4 } = options;
    this.journal = journal;
    this.finished = new FinishedUploads(clock);
    this.log = log;
    this.#transport = options.transport ?? new HttpTransport(systemClock);
    const parts = {
      transport: this.#transport,
      governor: new HostGovernor(clock),
      clock,
      random: systemRandom,
      log,
    };
    this.client = new GraphClient({
      ...parts,
      cloud: resolveCloud('custom', { graph: graphUrl, authority: graphUrl }),
      version: '0.0.0',
      tokens: {
        getToken: (_signal, demand) =>
          demand?.rejected === options.token()
            ? Promise.reject(new SignInRequiredError('rejected'))
            : Promise.resolve(options.token()),
      },
    });
    const services = { ...parts, client: this.client };
    this.manager = new UploadManager({
      journal,
      finished: this.finished,
      clock,
      log,
      transfers: {
        simpleUpTo: fragments.simpleUpTo,
        send: (request, keeper, reporter, signal) =>
          transferFile(request, keeper, fragments, reporter, services, signal),
        commit: (request, keeper, reporter, signal) => commitSession(request, keeper, reporter, services, signal),
        discard: (url) => discardSession(parts, url),
      },
      folders: {
        logs: finishedLogs(path.join(storage, 'uploads')),
        treeOf: () => localTree,
        rulesFor: () => ({ respectIgnore: false, exclude: {} }),
        remote: () => services,
        quotaRemaining: () => Promise.resolve(undefined),
      },
      newId: () => systemRandom.id(),
      sourceOf: (uri) => localFile(fileURLToPath(uri)),
      place: async (signal) => ({ graph: graphUrl, account: await this.#account(options, signal), machine }),
      describe: (error) => ({
        code: error instanceof UploadError ? error.code : String(error),
        reason: String(error),
        message: String(error),
      }),
      ask: options.ask ?? (() => Promise.resolve(undefined)),
      parallel: () => parallel,
    });
  }

  async #account({ remembersAccount }: WindowOptions, signal: AbortSignal): Promise<{ readonly id: string }> {
    if (this.#known === undefined || remembersAccount !== true) {
      this.#known = { id: (await getMyDrive(this.client, signal)).id };
    }
    return this.#known;
  }

  /** A folder in OneDrive, made when it is not there. */
  async folder(folderPath: string): Promise<DriveFolder> {
    const signal = AbortSignal.timeout(20_000);
    return ensureFolderPath(this.client, await getMyDrive(this.client, signal), folderPath, signal);
  }

  /** A window that is closed: what runs is kept. */
  async close(): Promise<void> {
    await this.manager.dispose();
    await this.journal.dispose();
    await this.#transport.close();
  }
}

/** A file on disk on its way to a folder. */
export async function taskFor(
  file: string,
  destination: DriveFolder,
  changed: Partial<UploadTask> = {},
): Promise<UploadTask> {
  const source = localFile(file);
  const { size, mtime } = await source.stat();
  return {
    uri: pathToFileURL(file).toString(),
    source,
    name: source.name,
    destination,
    size,
    mtime,
    conflictBehavior: 'fail',
    conflict: 'ask',
    verify: true,
    deferCommit: false,
    ...changed,
  };
}

/** The state that windows share, within one process. */
export function memoryList(): SharedList {
  let list: readonly unknown[] = [];
  return {
    read: () => list,
    write: (records) => {
      list = records;
      return Promise.resolve();
    },
  };
}

function urlStore(texts: TextStore): UploadUrlStore {
  return {
    async get(id) {
      const text = await texts.get(id);
      return text === undefined ? undefined : new UploadUrl(text);
    },
    async save(id, url) {
      await texts.store(id, url.reveal());
    },
    async remove(id) {
      await texts.delete(id);
    },
    ids: async () => texts.keys(),
  };
}
