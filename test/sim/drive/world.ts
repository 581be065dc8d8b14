import { randomUUID } from 'node:crypto';
import type { SimClock } from '../clock.ts';
import { type Behaviours, behavioursFor, type DriveKind } from '../options.ts';
import { SimDrive } from './drive.ts';
import { sameDriveId } from './ids.ts';
import type { DriveNode } from './node.ts';

export interface User {
  readonly id: string;
  readonly upn: string;
  readonly displayName: string;
  readonly drive: SimDrive;
}

export interface Site {
  /** `{host},{site collection id},{site id}`. */
  readonly id: string;
  readonly host: string;
  /** `/sites/engineering`; empty for the root site. */
  readonly path: string;
  readonly displayName: string;
  readonly libraries: readonly SimDrive[];
  readonly followed: boolean;
}

export interface Group {
  readonly id: string;
  readonly displayName: string;
  /** A security group has none. */
  readonly drive: SimDrive | undefined;
}

export interface SiteSetup {
  /** `/sites/engineering` */
  readonly path: string;
  readonly displayName: string;
  /** Names of its document libraries. */
  readonly libraries: readonly string[];
  readonly followed: boolean;
}

export interface WorldSetup {
  readonly kind: DriveKind;
  readonly quota: number;
  readonly behaviours: Partial<Behaviours>;
}

/** Tenant id of Personal accounts (learn.microsoft.com/azure/active-directory/develop/id-tokens). */
const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
/** Where the drive of a user shows on the web; `*` stands for the user. */
const WEB_PATHS: Readonly<Record<DriveKind, string>> = {
  personal: '/personal/*',
  business: '/personal/*/Documents',
  documentLibrary: '/sites/*/Shared Documents',
};
const WORK_HOST = 'contoso.sharepoint.com';

/** Everybody and everything in the tenant. Users come into being when first named. */
export class World {
  readonly tenantId: string;
  readonly sites: Site[] = [];
  readonly groups: Group[] = [];
  readonly #setup: WorldSetup;
  readonly #clock: SimClock;
  readonly #users = new Map<string, User>();

  constructor(setup: WorldSetup, clock: SimClock) {
    this.#setup = setup;
    this.#clock = clock;
    this.tenantId = setup.kind === 'personal' ? PERSONAL_TENANT : randomUUID();
    if (setup.kind !== 'personal') {
      this.#makeOrganization();
    }
  }

  get kind(): DriveKind {
    return this.#setup.kind;
  }

  /** The account that tokens are issued for when none is named. */
  get defaultAccount(): string {
    return this.kind === 'personal' ? 'ada@outlook.example' : 'ada@contoso.example';
  }

  get users(): readonly User[] {
    return [...this.#users.values()];
  }

  user(upn: string): User {
    const key = upn.toLowerCase();
    let user = this.#users.get(key);
    if (user === undefined) {
      const alias = key.replaceAll(/[^a-z0-9]+/gu, '_');
      const first = (upn.split('@')[0] ?? upn).replace(/^./u, (letter) => letter.toUpperCase());
      const webPath = WEB_PATHS[this.kind].replace('*', alias);
      const drive = this.#makeDrive(this.kind, 'OneDrive', key, webPath);
      user = { id: randomUUID(), upn: key, displayName: first, drive };
      this.#users.set(key, user);
    }
    return user;
  }

  /** The user with this id or principal name; by id only when it exists. */
  findUser(idOrUpn: string): User | undefined {
    if (idOrUpn.includes('@')) {
      return this.user(idOrUpn);
    }
    return this.users.find((user) => user.id === idOrUpn);
  }

  drives(): SimDrive[] {
    return [
      ...this.users.map((user) => user.drive),
      ...this.groups.map((group) => group.drive).filter((drive) => drive !== undefined),
      ...this.sites.flatMap((site) => site.libraries),
    ];
  }

  drive(id: string): SimDrive | undefined {
    return this.drives().find((drive) => sameDriveId(drive.id, id));
  }

  site(id: string): Site | undefined {
    if (id === 'root') {
      return this.sites.find((site) => site.path === '');
    }
    return this.sites.find((site) => site.id === id || site.id.split(',')[2] === id);
  }

  siteByPath(host: string, path: string): Site | undefined {
    const wanted = path.replace(/\/+$/u, '').toLowerCase();
    return this.sites.find((site) => site.host === host && site.path.toLowerCase() === wanted);
  }

  /** Whether the account may use the item: own drive, a library, or something shared with it. */
  mayUse(upn: string, drive: SimDrive, node: DriveNode | undefined): boolean {
    if (drive.owner === undefined || drive.owner === upn) {
      return true;
    }
    for (let at = node; at !== undefined; at = at.parent) {
      if (drive.shares.get(at.id)?.has(upn)) {
        return true;
      }
    }
    return false;
  }

  /** Items that others shared with the account. */
  sharedWith(upn: string): { drive: SimDrive; node: DriveNode }[] {
    const found: { drive: SimDrive; node: DriveNode }[] = [];
    for (const drive of this.drives()) {
      for (const [id, accounts] of drive.shares) {
        const node = drive.byId(id);
        if (node !== undefined && accounts.has(upn)) {
          found.push({ drive, node });
        }
      }
    }
    return found;
  }

  share(drive: SimDrive, node: DriveNode, upn: string): void {
    const accounts = drive.shares.get(node.id) ?? new Set<string>();
    accounts.add(upn.toLowerCase());
    drive.shares.set(node.id, accounts);
  }

  addSite({ path, displayName, libraries, followed }: SiteSetup): Site {
    const site: Site = {
      id: `${WORK_HOST},${randomUUID()},${randomUUID()}`,
      host: WORK_HOST,
      path,
      displayName,
      libraries: libraries.map((name) => this.#makeLibrary(name, path)),
      followed,
    };
    this.sites.push(site);
    return site;
  }

  /** @param library false: a security group. */
  addGroup(displayName: string, library: boolean): Group {
    const path = `/sites/${displayName.toLowerCase()}`;
    const drive = library ? this.#makeLibrary('Documents', path) : undefined;
    const group: Group = { id: randomUUID(), displayName, drive };
    this.groups.push(group);
    return group;
  }

  #makeOrganization(): void {
    this.addSite({ path: '', displayName: 'Contoso', libraries: ['Documents'], followed: false });
    this.addSite({
      path: '/sites/engineering',
      displayName: 'Engineering',
      libraries: ['Documents', 'Designs'],
      followed: true,
    });
    this.addSite({ path: '/sites/marketing', displayName: 'Marketing', libraries: ['Documents'], followed: true });
    this.addGroup('Team', true);
  }

  #makeLibrary(name: string, sitePath: string): SimDrive {
    const folder = name === 'Documents' ? 'Shared Documents' : name;
    return this.#makeDrive('documentLibrary', name, undefined, `${sitePath}/${folder}`);
  }

  #makeDrive(kind: DriveKind, name: string, owner: string | undefined, webPath: string): SimDrive {
    const { quota, behaviours } = this.#setup;
    return new SimDrive(
      { kind, name, owner, webPath, quota, behaviours: behavioursFor(kind, behaviours) },
      this.#clock,
    );
  }
}
