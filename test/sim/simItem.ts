import type { Buffer } from 'node:buffer';
import type { SimDrive } from './drive/drive.ts';
import { cTagOf, type DriveNode, eTagOf, isFolder, pathOf, sizeOf } from './drive/node.ts';

/** What a test sees of an item. A picture of the moment; only `content` looks again. */
export interface SimItem {
  readonly id: string;
  readonly driveId: string;
  /** `/folder/name`. */
  readonly path: string;
  readonly name: string;
  readonly folder: boolean;
  readonly size: number;
  /** Base64; files only. */
  readonly quickXorHash: string | undefined;
  /** Hexadecimal; files only, and only when the simulator computes SHA-256. */
  readonly sha256: string | undefined;
  readonly eTag: string;
  readonly cTag: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly modified: number;
  /** Names of a folder's children. */
  readonly children: readonly string[];
  /** The bytes of a file. @throws Error for folders and with the hash-only store. */
  readonly content: () => Buffer;
}

export function simItem(drive: SimDrive, node: DriveNode): SimItem {
  return {
    id: node.id,
    driveId: drive.id,
    path: pathOf(node),
    name: node.name,
    folder: isFolder(node),
    size: sizeOf(node),
    quickXorHash: node.stored?.hashes.quickXorHash,
    sha256: node.stored?.hashes.sha256,
    eTag: eTagOf(node),
    cTag: cTagOf(node),
    created: node.created,
    modified: node.modified,
    children: [...(node.children?.values() ?? [])].map((child) => child.name),
    content: () => {
      if (node.stored === undefined) {
        throw new Error(`${pathOf(node)} is no file`);
      }
      return node.stored.content.read(0, node.stored.content.size);
    },
  };
}
