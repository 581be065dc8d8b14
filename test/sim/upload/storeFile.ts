import type { SimDrive } from '../drive/drive.ts';
import { extensionOf } from '../drive/names.ts';
import type { DriveNode, FileTimes } from '../drive/node.ts';
import { place, type Placement } from '../drive/placement.ts';
import type { Draft } from '../store/content.ts';
import type { ContentHasher } from '../store/contentHasher.ts';
import { mimeTypeOf } from './mimeTypes.ts';

export interface FileMeta {
  readonly times?: FileTimes;
  readonly mimeType?: string | undefined;
  readonly description?: string | undefined;
}

/** Files whose properties SharePoint writes into them, with the number of bytes that this adds here. */
const REWRITTEN: Readonly<Record<string, number>> = {
  docx: 96,
  docm: 96,
  xlsx: 96,
  xlsm: 96,
  pptx: 96,
  pptm: 96,
  html: 40,
  htm: 40,
  aspx: 40,
  jpg: 12,
};

/** Turns a draft into a file at its place. On a library that rewrites files, size and hash differ from what was sent. */
export async function storeFile(
  placement: Placement,
  draft: Draft,
  hasher: ContentHasher,
  meta: FileMeta,
): Promise<{ node: DriveNode; created: boolean }> {
  const { drive } = placement.target;
  const added = drive.behaviours.rewriteOfficeFiles ? (REWRITTEN[extensionOf(placement.name)] ?? 0) : 0;
  if (added > 0) {
    const bytes = Buffer.alloc(added, ' property promotion');
    hasher.update(bytes);
    await draft.append(bytes);
  }
  const stored = { content: draft.finish(), hashes: hasher.digest() };
  const { node, created } = place(placement, stored, meta.times);
  node.mimeType = meta.mimeType ?? mimeTypeOf(node.name);
  if (meta.description !== undefined) {
    node.description = meta.description;
  }
  return { node, created };
}

/** SharePoint may touch an item once more after it answered. */
export function afterUpload(drive: SimDrive, node: DriveNode): void {
  if (drive.behaviours.eTagMovesAfterUpload) {
    node.eTagVersion += 1;
  }
}
