import type { SimDrive } from './drive/drive.ts';
import { type DriveNode, isFolder } from './drive/node.ts';
import { occupant, planPlacement } from './drive/placement.ts';
import type { Service } from './service.ts';
import { ZeroContent } from './store/content.ts';
import { ContentHasher } from './store/contentHasher.ts';
import { QuickXorHash } from './store/quickXorHash.ts';
import { mimeTypeOf } from './upload/mimeTypes.ts';

/** Bytes, text, so many zero bytes, a folder, or something that is neither file nor folder. */
export type SeedContent =
  Uint8Array | string | { readonly size: number } | { readonly folder: true } | { readonly package: string };

/** Puts something at a path as if another client had done it; folders on the way are made. */
export function seedItem(service: Service, drive: SimDrive, path: string, seed: SeedContent): DriveNode {
  const names = path.split('/').filter((name) => name !== '');
  const name = names.pop();
  const parent = drive.ensureFolder(drive.root, names);
  if (parent === undefined) {
    throw new Error(`a file is in the way of ${path}`);
  }
  service.retryRules.changed();
  if (name === undefined) {
    return drive.root;
  }
  if (typeof seed === 'object' && 'folder' in seed) {
    return drive.ensureFolder(parent, [name]) ?? parent;
  }
  if (typeof seed === 'object' && 'package' in seed) {
    return drive.addPackage(parent, name, seed.package);
  }
  const target = { drive, parent, folders: [], name };
  const stored = storedContent(service, seed);
  const there = occupant(target);
  if (there !== undefined && isFolder(there)) {
    throw new Error(`${path} is a folder`);
  }
  planPlacement(target, 'replace', stored.content.size, {});
  if (there !== undefined) {
    drive.replaceContent(there, stored);
  }
  const node = there ?? drive.addFile(parent, name, stored);
  node.mimeType = mimeTypeOf(name);
  return node;
}

function storedContent(
  service: Service,
  seed: Uint8Array | string | { readonly size: number },
): NonNullable<DriveNode['stored']> {
  if (typeof seed === 'object' && 'size' in seed) {
    return { content: new ZeroContent(seed.size), hashes: { quickXorHash: QuickXorHash.ofZeros(seed.size) } };
  }
  const bytes = Buffer.from(seed);
  const hasher = ContentHasher.start(service.withSha256);
  hasher.update(bytes);
  return { content: service.store.put(bytes), hashes: hasher.digest() };
}
