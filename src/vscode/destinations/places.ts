import type { Permission } from '../../auth/model.ts';
import type { DriveOwnerRef } from '../../graph/addresses.ts';
import type { DriveItem } from '../../graph/driveItem.ts';
import type { Group } from '../../graph/groups.ts';
import type { Library } from '../../graph/libraries.ts';
import type { Page } from '../../graph/paging.ts';
import type { SharedFolder } from '../../graph/sharedItems.ts';
import type { Site } from '../../graph/sites.ts';
import type { Destination } from '../../upload/model.ts';

/** What a list of folders asks of OneDrive. */
export interface FolderBrowser {
  /** The next folders in a folder. @param nextLink of the page before. */
  list(folder: Destination, nextLink: string | undefined, signal: AbortSignal): Promise<Page<DriveItem>>;
  create(parent: Destination, name: string, signal: AbortSignal): Promise<DriveItem>;
  /** Why a folder cannot have this name, in words; `undefined` when it can. */
  checkName(parent: Destination, name: string): string | undefined;
  /** A folder by its ids, with the path that it has now and the name of its drive. */
  byId(driveId: string, itemId: string, signal: AbortSignal): Promise<Destination>;
  /** A folder as it is today, of a drive whose name is known. */
  refreshed(folder: Pick<Destination, 'driveId' | 'itemId' | 'drive'>, signal: AbortSignal): Promise<Destination>;
}

/** Permissions for what is not the user's own; see `Consent`. */
export interface Access {
  missing(wanted: readonly Permission[]): readonly Permission[];
  ask(wanted: readonly Permission[]): Promise<boolean>;
}

/** What the places beside the user's own folders ask of OneDrive and SharePoint. */
export interface Places extends FolderBrowser {
  readonly access: Access;
  followedSites(nextLink: string | undefined, signal: AbortSignal): Promise<Page<Site>>;
  searchSites(words: string, nextLink: string | undefined, signal: AbortSignal): Promise<Page<Site>>;
  groups(nextLink: string | undefined, signal: AbortSignal): Promise<Page<Group>>;
  sharedFolders(nextLink: string | undefined, signal: AbortSignal): Promise<Page<SharedFolder>>;
  libraries(owner: DriveOwnerRef, nextLink: string | undefined, signal: AbortSignal): Promise<Page<Library>>;
  /** The top folder of a library. @param drive name for people. */
  topFolder(library: Library, drive: string, signal: AbortSignal): Promise<Destination>;
  /** The folder behind a sharing link or web address. */
  byLink(link: string, signal: AbortSignal): Promise<Destination>;
  /** The folder at a path of the user's own drive, if there is one. */
  findPath(root: Destination, path: string, signal: AbortSignal): Promise<Destination | undefined>;
  /** The folder at a path from the root of the user's own drive; what is missing of it is created. */
  ensurePath(path: string, signal: AbortSignal): Promise<Destination>;
  /** Why there can be no such path, in words. */
  checkPath(root: Destination, path: string): string | undefined;
}
