import { pathSegments } from '../../graph/addresses.ts';
import type { GraphClient } from '../../graph/client.ts';
import type { DriveItem, DriveType } from '../../graph/driveItem.ts';
import { findChild } from '../../graph/drives.ts';
import { childPath, longestPath, nameProblem, pathLength } from '../../graph/names.ts';
import { UploadError } from '../errors.ts';
import type { Destination } from '../model.ts';
import { largestFile } from '../transfer/plan.ts';
import type { FileSource, FileStat } from '../ports.ts';

/** Everything wrong with uploading a file of this name and size to this folder that can be told without asking anybody. */
export function checkTarget(
  name: string,
  size: number,
  destination: Pick<Destination, 'driveType' | 'path'>,
  quotaRemaining?: number,
): UploadError[] {
  const errors: UploadError[] = [];
  const place = { driveType: destination.driveType, parentPath: destination.path, kind: 'file' } as const;
  const problem = nameProblem(name, place);
  if (problem !== undefined) {
    errors.push(new UploadError('name', { name, problem }));
  }
  const path = childPath(destination.path, name);
  const length = pathLength(path);
  if (length > longestPath) {
    errors.push(new UploadError('pathTooLong', { path, length, limit: longestPath }));
  }
  if (size > largestFile) {
    errors.push(new UploadError('fileTooLarge', { size, limit: largestFile }));
  }
  if (quotaRemaining !== undefined && size > quotaRemaining) {
    errors.push(new UploadError('overQuota', { size, remaining: quotaRemaining }));
  }
  return errors;
}

/**
 * Looks at a local file before any byte is sent.
 * @throws {SourceError} when it is missing, unreadable or a folder. @throws {UploadError} the first problem.
 */
export async function checkFile(
  source: FileSource,
  name: string,
  destination: Destination,
  quotaRemaining?: number,
): Promise<FileStat> {
  const stat = await source.stat();
  const [error] = checkTarget(name, stat.size, destination, quotaRemaining);
  if (error !== undefined) {
    throw error;
  }
  return stat;
}

/** @throws {UploadError} for the first folder on a path from the drive's root that OneDrive could not hold. */
export function checkFolderPath(path: string, driveType: DriveType): void {
  const segments = pathSegments(path);
  for (const [index, name] of segments.entries()) {
    const parentPath = `/${segments.slice(0, index).join('/')}`;
    const problem = nameProblem(name, { driveType, parentPath, kind: 'folder' });
    if (problem !== undefined) {
      throw new UploadError('folderName', { name, problem });
    }
  }
}

/** What has that name in the folder now. */
export function findExisting(
  client: GraphClient,
  destination: Destination,
  name: string,
  signal: AbortSignal,
): Promise<DriveItem | undefined> {
  return findChild(client, destination, name, signal);
}
