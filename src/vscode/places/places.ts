import type { Permission } from '../../auth/model.ts';
import type { DriveOwnerRef } from '../../graph/addresses.ts';
import type { DriveFolder, DriveItem } from '../../graph/driveItem.ts';
import type { Group } from '../../graph/groups.ts';
import type { Library } from '../../graph/libraries.ts';
import type { Page } from '../../graph/paging.ts';
import type { SharedItem } from '../../graph/sharedItems.ts';
import type { Site } from '../../graph/sites.ts';
import type { Row, Screen, Step } from '../picker/screen.ts';

/** Permissions for what is not the user's own; see `Consent`. */
export interface Access {
  missing(wanted: readonly Permission[]): readonly Permission[];
  ask(wanted: readonly Permission[]): Promise<boolean>;
}

/** What going through OneDrive and SharePoint asks of them. Lists of items have only what can be chosen or leads to it. */
export interface Places {
  readonly access: Access;
  /** Origin of the Graph service in use: ids mean nothing in another cloud. */
  readonly graph: string;
  /** The root folder of the signed-in user's own drive. */
  root(signal: AbortSignal): Promise<DriveFolder>;
  /** The next items in a folder. @param nextLink of the page before. */
  list(folder: DriveFolder, nextLink: string | undefined, signal: AbortSignal): Promise<Page<DriveItem>>;
  /** A folder by its ids, with the path that it has now and the name of its drive. */
  byId(driveId: string, itemId: string, signal: AbortSignal): Promise<DriveFolder>;
  /** A folder as it is today, of a drive whose name is known. */
  refreshed(folder: Pick<DriveFolder, 'driveId' | 'itemId' | 'drive'>, signal: AbortSignal): Promise<DriveFolder>;
  followedSites(nextLink: string | undefined, signal: AbortSignal): Promise<Page<Site>>;
  searchSites(words: string, nextLink: string | undefined, signal: AbortSignal): Promise<Page<Site>>;
  groups(nextLink: string | undefined, signal: AbortSignal): Promise<Page<Group>>;
  sharedItems(nextLink: string | undefined, signal: AbortSignal): Promise<Page<SharedItem>>;
  libraries(owner: DriveOwnerRef, nextLink: string | undefined, signal: AbortSignal): Promise<Page<Library>>;
  /** The top folder of a library. @param drive name for people. */
  topFolder(library: Library, drive: string, signal: AbortSignal): Promise<DriveFolder>;
}

/** Going through OneDrive and SharePoint until a T is chosen. */
export interface Tour<T> {
  readonly places: Places;
  /** What a folder leads to. */
  readonly folder: (folder: DriveFolder) => Screen<T>;
  /** The row of a shared item that is no folder; left out where only folders are listed. */
  readonly file?: (item: SharedItem) => Row<T>;
  /** Where a sharing link or web address leads to. */
  readonly byLink: (link: string, signal: AbortSignal) => Promise<Step<T>>;
  readonly words: TourWords;
}

interface TourWords {
  /** What others may have shared. */
  readonly shared: string;
  readonly shareHint: string;
  readonly nothingShared: string;
  readonly moreShared: string;
  /** What a link may be of. */
  readonly link: string;
  readonly linkTitle: string;
  readonly linkPrompt: string;
}
