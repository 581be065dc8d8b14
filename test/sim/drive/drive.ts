import type { SimClock } from '../clock.ts';
import type { Behaviours, DriveKind } from '../options.ts';
import { newDriveId, newItemId, newTagId } from './ids.ts';
import { foldName, nameProblem, oldTenantProblem } from './names.ts';
import { type DriveNode, isFolder, type StoredContent } from './node.ts';

export interface DriveSetup {
  readonly kind: DriveKind;
  readonly name: string;
  /** User principal name of the owner; undefined for a library, which everybody may use. */
  readonly owner: string | undefined;
  /** Path of the drive on its web host, for example `/personal/ada_contoso/Documents`. */
  readonly webPath: string;
  readonly quota: number;
  readonly behaviours: Behaviours;
}

/** One drive: a tree of items, an index by id, and a quota. Knows nothing of HTTP. */
export class SimDrive {
  readonly id: string;
  readonly kind: DriveKind;
  readonly name: string;
  readonly owner: string | undefined;
  readonly webPath: string;
  readonly behaviours: Behaviours;
  readonly root: DriveNode;
  readonly created: number;
  /** Bytes. */
  quota: number;
  /** Accounts that may use an item of this drive and all below it, by item id. */
  readonly shares = new Map<string, Set<string>>();
  readonly #clock: SimClock;
  readonly #nodes = new Map<string, DriveNode>();
  #used = 0;

  constructor(setup: DriveSetup, clock: SimClock) {
    this.kind = setup.kind;
    this.id = newDriveId(setup.kind);
    this.name = setup.name;
    this.owner = setup.owner;
    this.webPath = setup.webPath;
    this.quota = setup.quota;
    this.behaviours = setup.behaviours;
    this.#clock = clock;
    this.created = clock.now();
    this.root = this.#make('root', undefined, { folder: true });
  }

  /** Bytes of all files. */
  get used(): number {
    return this.#used;
  }

  byId(id: string): DriveNode | undefined {
    return this.#nodes.get(id);
  }

  child(parent: DriveNode, name: string): DriveNode | undefined {
    return parent.children?.get(foldName(name));
  }

  /** The item that the names lead to from `from`. */
  resolve(from: DriveNode, names: readonly string[]): DriveNode | undefined {
    let at: DriveNode | undefined = from;
    for (const name of names) {
      at = at && this.child(at, name);
    }
    return at;
  }

  /** Why every drive of this kind would refuse the name in this place, or undefined. */
  nameProblem(name: string, folder: boolean, inRoot: boolean): string | undefined {
    return nameProblem(name, { kind: this.kind, folder, inRoot });
  }

  /** Why this tenant alone would refuse the name, or undefined. */
  tenantProblem(name: string): string | undefined {
    return this.behaviours.refuseHashAndPercent ? oldTenantProblem(name) : undefined;
  }

  addFolder(parent: DriveNode, name: string): DriveNode {
    return this.#make(name, parent, { folder: true });
  }

  addFile(parent: DriveNode, name: string, stored: StoredContent): DriveNode {
    const node = this.#make(name, parent, {});
    this.#setContent(node, stored);
    return node;
  }

  addPackage(parent: DriveNode, name: string, packageType: string): DriveNode {
    return this.#make(name, parent, { packageType });
  }

  addShortcut(parent: DriveNode, name: string, driveId: string, node: DriveNode): DriveNode {
    return this.#make(name, parent, { remote: { driveId, node } });
  }

  /** Gives a file new content and frees the old one. */
  replaceContent(node: DriveNode, stored: StoredContent): void {
    this.#setContent(node, stored);
    node.cTagVersion += 1;
    this.touch(node);
  }

  /** A change of metadata: moves the eTag and the modified time. */
  touch(node: DriveNode): void {
    node.eTagVersion += 1;
    node.modified = this.#clock.now();
  }

  move(node: DriveNode, parent: DriveNode, name: string): void {
    node.parent?.children?.delete(foldName(node.name));
    node.name = name;
    node.parent = parent;
    parent.children?.set(foldName(name), node);
  }

  /** Removes an item with everything below it. */
  remove(node: DriveNode): void {
    for (const child of node.children?.values() ?? []) {
      this.remove(child);
    }
    node.parent?.children?.delete(foldName(node.name));
    this.#setContent(node, undefined);
    this.#nodes.delete(node.id);
  }

  /** The folder at the end of the path; makes what is missing. Undefined when a file is in the way. */
  ensureFolder(from: DriveNode, names: readonly string[]): DriveNode | undefined {
    let at = from;
    for (const name of names) {
      const next = this.child(at, name) ?? this.addFolder(at, name);
      if (!isFolder(next)) {
        return undefined;
      }
      at = next;
    }
    return at;
  }

  #setContent(node: DriveNode, stored: StoredContent | undefined): void {
    this.#used += (stored?.content.size ?? 0) - (node.stored?.content.size ?? 0);
    node.stored?.content.dispose();
    node.stored = stored;
  }

  #make(
    name: string,
    parent: DriveNode | undefined,
    is: { folder?: boolean; packageType?: string; remote?: DriveNode['remote'] },
  ): DriveNode {
    const now = this.#clock.now();
    const node: DriveNode = {
      id: newItemId(this.kind, this.id),
      name,
      parent,
      children: is.folder ? new Map() : undefined,
      stored: undefined,
      mimeType: 'application/octet-stream',
      packageType: is.packageType,
      remote: is.remote,
      description: undefined,
      created: now,
      modified: now,
      tagId: newTagId(),
      eTagVersion: 1,
      cTagVersion: 1,
      lock: undefined,
      isHeld: () => false,
      links: [],
    };
    parent?.children?.set(foldName(name), node);
    this.#nodes.set(node.id, node);
    return node;
  }
}
