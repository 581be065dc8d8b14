import type { Content } from '../store/content.ts';
import type { ContentHashes } from '../store/contentHasher.ts';

/** Content together with what the service reports about it. */
export interface StoredContent {
  readonly content: Content;
  readonly hashes: ContentHashes;
}

/** Time stamps of the file on the client's machine; milliseconds since 1970. */
export interface FileTimes {
  readonly created?: number;
  readonly modified?: number;
}

export interface SharingLink {
  readonly id: string;
  readonly type: 'view' | 'edit' | 'embed';
  readonly scope: 'anonymous' | 'organization' | 'users';
  readonly webUrl: string;
  readonly expires?: string;
  readonly hasPassword: boolean;
}

/** An item of a drive. Folders have `children`, files have `stored`; a package has neither. */
export interface DriveNode {
  readonly id: string;
  name: string;
  parent: DriveNode | undefined;
  readonly children: Map<string, DriveNode> | undefined;
  stored: StoredContent | undefined;
  mimeType: string;
  /** Set for OneNote notebooks and the like. */
  readonly packageType: string | undefined;
  /** Set for a shortcut to an item of another drive. */
  readonly remote: { readonly driveId: string; readonly node: DriveNode } | undefined;
  description: string | undefined;
  created: number;
  modified: number;
  /** The GUID inside eTag and cTag. */
  readonly tagId: string;
  eTagVersion: number;
  cTagVersion: number;
  /** Why the item cannot be written now; `legacy` answers in the older form. */
  lock: 'current' | 'legacy' | undefined;
  /** Whether somebody who edits it keeps others from writing to it. */
  isHeld: () => boolean;
  readonly links: SharingLink[];
}

export function isFolder(node: DriveNode): node is DriveNode & { children: Map<string, DriveNode> } {
  return node.children !== undefined;
}

/** Moves with content and metadata. */
export function eTagOf(node: DriveNode): string {
  return `"{${node.tagId}},${node.eTagVersion}"`;
}

/** Moves with content only. */
export function cTagOf(node: DriveNode): string {
  return `"c:{${node.tagId}},${node.cTagVersion}"`;
}

/** Bytes of a file, or of everything below a folder. */
export function sizeOf(node: DriveNode): number {
  if (node.children === undefined) {
    return node.stored?.content.size ?? 0;
  }
  let total = 0;
  for (const child of node.children.values()) {
    total += sizeOf(child);
  }
  return total;
}

/** Names from below the root down to the item. */
export function pathSegments(node: DriveNode): string[] {
  const names: string[] = [];
  for (let at: DriveNode = node; at.parent !== undefined; at = at.parent) {
    names.unshift(at.name);
  }
  return names;
}

/** `/folder/name`; the root is `/`. */
export function pathOf(node: DriveNode): string {
  return `/${pathSegments(node).join('/')}`;
}
