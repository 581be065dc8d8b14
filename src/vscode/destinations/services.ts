import type { DriveItem } from '../../graph/driveItem.ts';
import type { Destination } from '../../upload/model.ts';
import type { Places, Tour } from '../places/places.ts';

/** What finding a destination asks of OneDrive. */
export interface DestinationServices extends Places {
  create(parent: Destination, name: string, signal: AbortSignal): Promise<DriveItem>;
  /** Why a folder cannot have this name, in words; `undefined` when it can. */
  checkName(parent: Destination, name: string): string | undefined;
  /** The folder behind a sharing link or web address. */
  byLink(link: string, signal: AbortSignal): Promise<Destination>;
  /** The folder at a path of the user's own drive, if there is one. */
  findPath(root: Destination, path: string, signal: AbortSignal): Promise<Destination | undefined>;
  /** The folder at a path from the root of the user's own drive; what is missing of it is created. */
  ensurePath(path: string, signal: AbortSignal): Promise<Destination>;
  /** Why there can be no such path, in words. */
  checkPath(root: Destination, path: string): string | undefined;
}

/** Going through OneDrive and SharePoint to a folder that takes uploads. */
export interface DestinationTour extends Tour<Destination> {
  readonly places: DestinationServices;
}
