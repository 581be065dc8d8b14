import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { GraphClient } from '../../graph/client.ts';
import { isSameDrive } from '../../graph/driveIds.ts';
import type { DriveFolder, DriveItem } from '../../graph/driveItem.ts';
import { listChildren, makeFolder } from '../../graph/drives.ts';
import { GraphError } from '../../graph/errors.ts';
import { childPath, longestPath, nameProblem, pathLength } from '../../graph/names.ts';
import { failureKind, longRetries, RetryBudget } from '../../graph/retry.ts';
import { UploadError } from '../errors.ts';

export interface RemoteServices {
  readonly client: GraphClient;
  readonly clock: Clock;
  readonly random: Random;
}

/** The form under which OneDrive takes two names to be the same. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** What is in a folder, by {@link nameKey}. */
export type Children = ReadonlyMap<string, DriveItem>;

/** A folder in OneDrive and how it was come by. */
interface Place {
  readonly folder: DriveFolder;
  /** `logged`: an earlier run had it, and nobody has looked since. */
  readonly from: 'made' | 'found' | 'logged';
}

/**
 * A folder in OneDrive that receives one of this computer: made, or found, when it is needed first. Asks as little as
 * possible: a folder that was just made is known to be empty, one that an earlier run knew is not asked for, and one
 * whose files are all finished is never listed.
 */
export class RemoteFolder {
  /** Path in OneDrive; known before the folder is. */
  readonly path: string;
  /** Kind of the drive, as far as the path tells. */
  readonly driveType: DriveFolder['driveType'];
  /** What rules out the folder, and all that belongs in it, without asking anybody. */
  readonly problem: UploadError | undefined;
  readonly #services: RemoteServices;
  readonly #name: string;
  readonly #above: RemoteFolder | DriveFolder;
  readonly #signal: AbortSignal;
  #place: Promise<Place> | undefined;
  #children: Promise<Children> | undefined;

  /**
   * @param above the folder that it is in: the destination of the upload, or another one of these.
   * @param problem that was found by others.
   */
  constructor(
    services: RemoteServices,
    name: string,
    above: RemoteFolder | DriveFolder,
    known: { readonly logged?: DriveFolder | undefined; readonly problem?: UploadError | undefined },
    signal: AbortSignal,
  ) {
    this.#services = services;
    this.#name = name;
    this.#above = above;
    this.#signal = signal;
    this.path = childPath(above.path, name);
    this.driveType = above.driveType;
    this.problem = (above instanceof RemoteFolder ? above.problem : undefined) ?? known.problem ?? this.#nameProblem();
    this.#place = known.logged && Promise.resolve({ folder: known.logged, from: 'logged' });
  }

  /** @throws {UploadError} and what the Graph client throws. */
  async folder(): Promise<DriveFolder> {
    return (await this.#placed()).folder;
  }

  /** What was in the folder before this run put anything there. */
  children(): Promise<Children> {
    this.#children ??= this.#list();
    return this.#children;
  }

  #placed(): Promise<Place> {
    this.#place ??= this.#make();
    return this.#place;
  }

  async #make(): Promise<Place> {
    if (this.problem) {
      throw this.problem;
    }
    const above = this.#above;
    // What is listed may be found to be gone, so the list comes first.
    const there = above instanceof RemoteFolder ? (await above.children()).get(nameKey(this.#name)) : undefined;
    const parent = above instanceof RemoteFolder ? await above.folder() : above;
    if (there !== undefined) {
      if (there.kind !== 'folder') {
        throw new UploadError('folderNameTaken', { name: this.#name });
      }
      return { folder: this.#folderOf(there, parent), from: 'found' };
    }
    const { client } = this.#services;
    const { item, isNew } = await this.#asking(parent, () => makeFolder(client, parent, this.#name, this.#signal));
    return { folder: this.#folderOf(item, parent), from: isNew ? 'made' : 'found' };
  }

  async #list(): Promise<Children> {
    const place = await this.#placed();
    if (place.from === 'made') {
      return new Map();
    }
    try {
      return await this.#listed(place.folder);
    } catch (error) {
      if (place.from !== 'logged' || !(error instanceof UploadError && error.code === 'destinationMissing')) {
        throw error;
      }
      // Somebody deleted it since the earlier run.
      this.#place = this.#make();
      const again = await this.#place;
      return again.from === 'made' ? new Map() : this.#listed(again.folder);
    }
  }

  async #listed(folder: DriveFolder): Promise<Children> {
    const children = new Map<string, DriveItem>();
    let nextLink: string | undefined;
    do {
      const options = nextLink === undefined ? {} : { nextLink };
      const page = await this.#asking(folder, () => listChildren(this.#services.client, folder, options, this.#signal));
      for (const item of page.items) {
        children.set(nameKey(item.name), item);
      }
      nextLink = page.nextLink;
    } while (nextLink !== undefined);
    return children;
  }

  /** Patiently: all that belongs in the folder depends on it. */
  async #asking<T>(folder: DriveFolder, ask: () => Promise<T>): Promise<T> {
    const { clock, random } = this.#services;
    const budget = new RetryBudget(longRetries, () => random.fraction());
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        this.#signal.throwIfAborted();
        const decision = budget.fail(error);
        if (decision === 'stop') {
          throw this.#refusalOf(error, folder);
        }
        await clock.delay(decision.waitMs, this.#signal);
      }
    }
  }

  #refusalOf(error: unknown, folder: DriveFolder): unknown {
    if (!(error instanceof GraphError) || failureKind(error) !== 'permanent') {
      return error;
    }
    switch (error.status) {
      case 403:
        return new UploadError('accessDenied', { folder }, error);
      case 404:
        return new UploadError('destinationMissing', { folder }, error);
      case 409:
        return new UploadError('folderNameTaken', { name: this.#name }, error);
      default:
        return new UploadError('refused', { status: error.status, serviceCode: error.code }, error);
    }
  }

  #folderOf(item: DriveItem, parent: DriveFolder): DriveFolder {
    const { driveId, id: itemId } = item;
    // A shortcut leads into another drive, of which nothing is known.
    return isSameDrive(driveId, parent.driveId)
      ? { ...parent, driveId, itemId, path: this.path }
      : { driveId, itemId, driveType: 'documentLibrary', path: this.path };
  }

  #nameProblem(): UploadError | undefined {
    const name = this.#name;
    const problem = nameProblem(name, { driveType: this.driveType, parentPath: this.#above.path, kind: 'folder' });
    if (problem !== undefined) {
      return new UploadError('folderName', { name, problem });
    }
    const length = pathLength(this.path);
    return length > longestPath
      ? new UploadError('pathTooLong', { path: this.path, length, limit: longestPath })
      : undefined;
  }
}
