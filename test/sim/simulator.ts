import type { Authority } from './authority/authority.ts';
import type { SimDrive } from './drive/drive.ts';
import { type DriveNode, pathOf } from './drive/node.ts';
import type { LoggedRequest } from './http/requestLog.ts';
import type { DriveInfo, OpenSession } from './info.ts';
import type { Shaping } from './options.ts';
import type { FaultSpec } from './rules/faultSpec.ts';
import type { Violation } from './rules/violations.ts';
import { type SeedContent, seedItem } from './seeding.ts';
import type { Service } from './service.ts';
import { type SimItem, simItem } from './simItem.ts';
import { type SiteInfo, siteInfo } from './siteInfo.ts';
import type { TokenRequest } from './tokens.ts';
import { targetPath } from './upload/uploadSessions.ts';
import type { WorkbookOption } from './workbook/options.ts';
import { readStored, type StoredWorkbook } from './workbook/storedWorkbook.ts';

/**
 * A running simulator. Methods that take `drive` mean a drive by its id, or the default account's drive when none is
 * given; paths are written `/folder/name`.
 */
export class Simulator {
  /** Root of Graph, for example `http://127.0.0.1:41234`; routes are below `/v1.0` and `/beta`. */
  readonly graphUrl: string;
  /** Origin of upload and download addresses: another host name and port than Graph's. */
  readonly uploadOrigin: string;
  readonly #service: Service;
  readonly #authority: Authority | undefined;
  readonly #close: () => Promise<void>;
  #closed: Promise<void> | undefined;

  /** Use `startSimulator`. */
  constructor(service: Service, graphUrl: string, authority: Authority | undefined, close: () => Promise<void>) {
    this.#service = service;
    this.#authority = authority;
    this.graphUrl = graphUrl;
    this.uploadOrigin = service.uploadOrigin;
    this.#close = close;
  }

  get hasAuthority(): boolean {
    return this.#authority !== undefined;
  }

  /** Where clients sign in. @throws Error when the simulator was started without one. */
  get authority(): Authority {
    if (this.#authority === undefined) {
      throw new Error('start the simulator with { authority: true }');
    }
    return this.#authority;
  }

  /** User principal name that tokens are issued for when none is named. */
  get defaultAccount(): string {
    return this.#service.world.defaultAccount;
  }

  /** An access token, shaped like a JWT with `exp`, `upn`, `oid`, `tid` and `scp`. */
  issueToken(request: TokenRequest = {}): string {
    const { world, tokens } = this.#service;
    const { id, upn, displayName } = world.user(request.account ?? world.defaultAccount);
    return tokens.issue({ tenantId: world.tenantId, userId: id, upn, displayName }, request);
  }

  /** From now on the token gets 401. */
  revokeToken(token: string): void {
    this.#service.tokens.revoke(token);
  }

  /** The service's time: real time plus what it was advanced by. Moves expiry, Retry-After and Date headers. */
  get clock(): { now(): number; advance(ms: number): void } {
    const { clock } = this.#service;
    return { now: () => clock.now(), advance: (ms) => clock.advance(ms) };
  }

  /** Faults for requests to come. */
  get faults(): { readonly list: readonly FaultSpec[]; add(fault: FaultSpec): void; clear(): void } {
    const { faults, retryRules } = this.#service;
    return {
      list: faults.list,
      add: (fault) => {
        retryRules.changed();
        faults.add(fault);
      },
      clear: () => {
        retryRules.changed();
        faults.clear();
      },
    };
  }

  /** What clients did that they must not do; live. */
  get violations(): readonly Violation[] {
    return this.#service.violations.list;
  }

  clearViolations(): void {
    this.#service.violations.clear();
  }

  /** Every request since the start, oldest first; live, secrets masked. */
  get requests(): readonly LoggedRequest[] {
    return this.#service.log.list;
  }

  clearRequests(): void {
    this.#service.log.clear();
  }

  get openSessions(): readonly OpenSession[] {
    return this.#service.sessions.open().map((session) => ({
      number: session.ordinal,
      driveId: session.setup.target.drive.id,
      path: targetPath(session.setup.target),
      name: session.setup.target.name,
      acceptedBytes: session.accepted,
      total: session.total,
      deferCommit: session.setup.deferCommit,
      created: session.created,
      expires: session.expires,
    }));
  }

  /** Workbook sessions that are alive; the ids are not told. */
  get workbookSessions(): readonly { path: string; persistChanges: boolean; expires: number }[] {
    const { workbooks } = this.#service;
    return workbooks
      .open()
      .map(({ node, persistChanges, expires }) => ({ path: pathOf(node), persistChanges, expires }));
  }

  /** Changes how workbooks are served from now on; what is not named stays. */
  setWorkbooks(option: WorkbookOption): void {
    const { workbooks } = this.#service;
    workbooks.settings = { ...workbooks.settings, ...option };
  }

  /** What a workbook holds that is stored, read by another library. @throws Error when it is none */
  async workbook(path: string, drive?: string): Promise<StoredWorkbook> {
    this.#service.workbooks.files.settle();
    return readStored(simItem(this.#drive(drive), this.#existing(this.#drive(drive), path)).content());
  }

  /** All drives: the users', the groups' and the sites'. */
  get drives(): readonly DriveInfo[] {
    this.#drive(undefined);
    return this.#service.world
      .drives()
      .map(({ id, kind, name, owner, quota, used }) => ({ id, kind, name, owner, quota, used }));
  }

  get sites(): readonly SiteInfo[] {
    return this.#service.world.sites.map(siteInfo);
  }

  /** Makes a site that the account can find, or follows. Stays until the end. */
  addSite(displayName: string, libraries: readonly string[] = ['Documents'], followed = false): SiteInfo {
    const path = `/sites/${displayName.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-')}`;
    return siteInfo(this.#service.world.addSite({ path, displayName, libraries, followed }));
  }

  /** Makes a group that the account is a member of; a `security` group has no library. Stays until the end. */
  addGroup(displayName: string, kind: 'unified' | 'security' = 'unified'): { id: string; driveId: string | undefined } {
    const { id, drive } = this.#service.world.addGroup(displayName, kind === 'unified');
    return { id, driveId: drive?.id };
  }

  get groups(): readonly { id: string; displayName: string; driveId: string | undefined }[] {
    return this.#service.world.groups.map(({ id, displayName, drive }) => ({ id, displayName, driveId: drive?.id }));
  }

  item(path: string, drive?: string): SimItem | undefined {
    this.#service.workbooks.files.settle();
    const where = this.#drive(drive);
    const node = find(where, path);
    return node && simItem(where, node);
  }

  /** Puts a file or folder at a path, as if another client had done it; folders on the way are made. */
  putItem(path: string, content: SeedContent, drive?: string): SimItem {
    const where = this.#drive(drive);
    return simItem(where, seedItem(this.#service, where, path, content));
  }

  removeItem(path: string, drive?: string): void {
    const where = this.#drive(drive);
    where.remove(this.#existing(where, path));
    this.#service.retryRules.changed();
  }

  /** Makes writes to the item answer 423, as while somebody edits it; `legacy` is an older form of that answer. */
  lock(path: string, form: 'current' | 'legacy' = 'current', drive?: string): void {
    const where = this.#drive(drive);
    this.#existing(where, path).lock = form;
  }

  unlock(path: string, drive?: string): void {
    const where = this.#drive(drive);
    this.#existing(where, path).lock = undefined;
    this.#service.retryRules.changed();
  }

  /** Bytes; lets a drive become full. */
  setQuota(bytes: number, drive?: string): void {
    this.#drive(drive).quota = bytes;
    this.#service.retryRules.changed();
  }

  /** Gives an account access to an item of somebody else's drive. The drive is made when the owner is new. */
  share(path: string, withAccount: string, ownerAccount: string): SimItem {
    const { world } = this.#service;
    const { drive } = world.user(ownerAccount);
    const node = this.#existing(drive, path);
    world.share(drive, node, withAccount);
    return simItem(drive, node);
  }

  /** Puts a shortcut to an item of another drive, as "Add shortcut to My files" does. */
  putShortcut(path: string, to: { drive: string; path: string }, drive?: string): SimItem {
    const where = this.#drive(drive);
    const other = this.#drive(to.drive);
    const names = namesOf(path);
    const name = names.pop() ?? 'Shortcut';
    const parent = where.ensureFolder(where.root, names) ?? where.root;
    return simItem(where, where.addShortcut(parent, name, other.id, this.#existing(other, to.path)));
  }

  /** Somebody else has an upload session for that name; on Business a client then gets 409. Returns its number. */
  openForeignSession(path: string, drive?: string): number {
    const where = this.#drive(drive);
    const folders = namesOf(path);
    const name = folders.pop() ?? '';
    const session = this.#service.sessions.create({
      target: { drive: where, parent: where.root, folders, name },
      behaviour: 'replace',
      deferCommit: false,
      conditions: {},
      times: {},
      description: undefined,
      lost: false,
    });
    return session.ordinal;
  }

  /** Speed of the line for requests that start from now on. */
  shape(shaping: Shaping): void {
    this.#service.shaper.current = shaping;
  }

  /** Back to empty drives without sessions, faults, violations and requests. Tokens, sign-ins and the clock stay. */
  reset(): void {
    const { world, sessions, workbooks, workbookOperations, faults, violations, log, retryRules } = this.#service;
    sessions.close();
    workbooks.clear();
    workbookOperations.clear();
    for (const drive of world.drives()) {
      for (const child of drive.root.children?.values() ?? []) {
        drive.remove(child);
      }
    }
    faults.clear();
    violations.clear();
    log.clear();
    retryRules.clear();
  }

  /** Ends every connection and removes everything stored. */
  async close(): Promise<void> {
    this.#closed ??= this.#close();
    await this.#closed;
  }

  #drive(id: string | undefined): SimDrive {
    const { world } = this.#service;
    const own = world.user(world.defaultAccount).drive;
    const drive = id === undefined ? own : world.drive(id);
    if (drive === undefined) {
      throw new Error('there is no drive with that id');
    }
    return drive;
  }

  #existing(drive: SimDrive, path: string): DriveNode {
    const node = find(drive, path);
    if (node === undefined) {
      throw new Error(`there is nothing at ${path}`);
    }
    return node;
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

function find(drive: SimDrive, path: string): DriveNode | undefined {
  return drive.resolve(drive.root, namesOf(path));
}
