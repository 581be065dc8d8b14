import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DriveItem } from '../../src/graph/driveItem.ts';
import { createLink, getItem } from '../../src/graph/drives.ts';
import type { ListOptions } from '../../src/graph/drives.ts';
import { findFolder, getFolder, getRootFolder } from '../../src/graph/folders.ts';
import { GroupsWithheldError, memberGroups } from '../../src/graph/groups.ts';
import { getLibrary, listLibraries } from '../../src/graph/libraries.ts';
import type { Page } from '../../src/graph/paging.ts';
import { folderByLink, itemByLink } from '../../src/graph/shareLink.ts';
import { sharedItems } from '../../src/graph/sharedItems.ts';
import { followedSites, searchSites } from '../../src/graph/sites.ts';
import { positionalBytes } from '../support/content.ts';
import { uploaded, useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { testLarge } from '../support/testSizes.ts';

const { signal } = new AbortController();
const owner = 'grace@contoso.example';

async function all<T>(page: (nextLink: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let nextLink: string | undefined;
  do {
    const next = await page(nextLink);
    items.push(...next.items);
    nextLink = next.nextLink;
  } while (nextLink !== undefined);
  return items;
}

function from(nextLink: string | undefined): ListOptions {
  return nextLink === undefined ? {} : { nextLink };
}

/** A folder of somebody else, and the id of its drive. */
function foreignFolder({ sim }: Engine, path: string): { readonly driveId: string; readonly id: string } {
  sim.issueToken({ account: owner });
  const driveId = sim.drives.find((drive) => drive.owner === owner)?.id ?? '';
  return { driveId, id: sim.putItem(path, { folder: true }, driveId).id };
}

describe('places of a work account', () => {
  const started = useEngine();

  it('are sites, followed or found by their names, page by page and over empty pages', async () => {
    const engine = started();
    const { client, sim } = engine;
    for (let number = 0; number < 401; number++) {
      sim.addSite(`Project ${number}`, ['Documents'], number % 2 === 0);
    }
    const followed = await all((next) => followedSites(client, next, signal));
    assert.equal(followed.length, 2 + 201);
    sim.faults.add({ kind: 'emptyPage', route: 'searchSites' });
    const found = await all((next) => searchSites(client, 'project', next, signal));
    assert.equal(new Set(found.map(({ id }) => id)).size, 401);
    engine.assertClean();
  });

  it('are sites, but not what is the OneDrive of a person', async () => {
    const { client, sim } = started();
    sim.issueToken({ account: owner });
    sim.addSite('Graceful');
    const found = await searchSites(client, 'grace', undefined, signal);
    assert.deepEqual(
      found.items.map(({ name }) => name),
      ['Graceful'],
    );
  });

  it('have libraries, which take uploads at their top', async () => {
    const engine = started();
    const { client, sim } = engine;
    const [site] = (await searchSites(client, 'engineering', undefined, signal)).items;
    assert.ok(site);
    const libraries = await all((next) => listLibraries(client, { kind: 'site', id: site.id }, next, signal));
    assert.deepEqual(
      libraries.map(({ name, driveType }) => `${name} ${driveType}`),
      ['Documents documentLibrary', 'Designs documentLibrary'],
    );
    for (const { driveId } of libraries) {
      const destination = await getRootFolder(client, driveId, signal);
      assert.equal(destination.driveType, 'documentLibrary');
      assert.equal(destination.path, '/');
      const file = await engine.file('plan.bin', positionalBytes(50_000));
      const { item } = uploaded(await engine.upload(file, { destination }));
      assert.equal(sim.item('/plan.bin', driveId)?.id, item.id);
    }
    engine.assertClean();
  });

  it('are groups with files, of which a session is a library', async () => {
    const engine = started();
    const { client, sim } = engine;
    sim.addGroup('Guards', 'security');
    for (let number = 0; number < 150; number++) {
      sim.addGroup(`Crew ${number}`);
    }
    const groups = await all((next) => memberGroups(client, next, signal));
    assert.equal(groups.length, 151);
    assert.ok(groups.every(({ name }) => name !== 'Guards'));
    const [library] = (await listLibraries(client, { kind: 'group', id: groups.at(-1)?.id ?? '' }, undefined, signal))
      .items;
    assert.equal(library?.driveType, 'documentLibrary');
    const destination = await getRootFolder(client, library.driveId, signal);
    const file = await engine.file('large.bin', positionalBytes(testLarge));
    const { item } = uploaded(await engine.upload(file, { destination }));
    assert.equal(sim.item('/large.bin', library.driveId)?.id, item.id);
    engine.assertClean();
  });

  it('are folders that others shared, by the ids of their drive', async () => {
    const engine = started();
    const { client, sim } = engine;
    const { driveId, id } = foreignFolder(engine, '/Plans/2026');
    sim.putItem('/a.txt', 'x', driveId);
    sim.share('/Plans/2026', sim.defaultAccount, owner);
    sim.share('/a.txt', sim.defaultAccount, owner);
    const shared = await all((next) => sharedItems(client, from(next), signal));
    assert.deepEqual(
      shared.map(({ name, kind, ownerName }) => `${kind} ${name} of ${String(ownerName)}`),
      ['folder 2026 of Grace', 'file a.txt of Grace'],
    );
    const wanted = ({ kind }: DriveItem): boolean => kind === 'folder';
    const folders = await all((next) => sharedItems(client, { ...from(next), wanted }, signal));
    assert.deepEqual(folders, [{ driveId, itemId: id, name: '2026', kind: 'folder', ownerName: 'Grace' }]);
    const destination = await getFolder(client, driveId, id, signal);
    assert.equal(destination.driveType, 'business');
    const file = await engine.file('plan.bin', positionalBytes(50_000));
    uploaded(await engine.upload(file, { destination }));
    assert.equal(sim.item('/Plans/2026/plan.bin', driveId)?.size, 50_000);
    engine.assertClean();
  });

  it('are behind links of others, and stay open after the link was accepted', async () => {
    const engine = started();
    const { client, sim } = engine;
    const { driveId, id } = foreignFolder(engine, '/Offered #1');
    const ownToken = engine.token;
    engine.token = sim.issueToken({ account: owner });
    const link = await createLink(client, driveId, id, signal);
    engine.token = ownToken;
    await assert.rejects(getFolder(client, driveId, id, signal), { status: 403 });
    const destination = await folderByLink(client, link, signal);
    assert.deepEqual(destination, { driveId, itemId: id, driveType: 'business', path: '/Offered #1' });
    const file = await engine.file('plan.bin', positionalBytes(50_000));
    uploaded(await engine.upload(file, { destination }));
    assert.equal(sim.item('/Offered #1/plan.bin', driveId)?.size, 50_000);
    await assert.rejects(folderByLink(client, `${sim.uploadOrigin}/:f:/g/nothing`, signal), { status: 404 });
    engine.assertClean();
  });

  it('are behind the address that a browser shows for a folder of a library', async () => {
    const { client, sim } = started();
    const driveId = sim.sites.find(({ displayName }) => displayName === 'Marketing')?.libraries[0]?.id ?? '';
    const { id } = sim.putItem('/50% off', { folder: true }, driveId);
    const path = '/sites/marketing/Shared Documents';
    const page = `${sim.uploadOrigin}${path}/Forms/AllItems.aspx?id=${encodeURIComponent(`${path}/50% off`)}&viewid=1`;
    assert.equal((await folderByLink(client, page, signal)).itemId, id);
    assert.equal((await folderByLink(client, `${sim.uploadOrigin}${path}`, signal)).path, '/');
  });

  it('are files behind links of others and web addresses', async () => {
    const engine = started();
    const { client, sim } = engine;
    const { driveId } = foreignFolder(engine, '/Plans');
    const { id } = sim.putItem('/Plans/50% #1.xlsx', 'x', driveId);
    const ownToken = engine.token;
    engine.token = sim.issueToken({ account: owner });
    const link = await createLink(client, driveId, id, signal);
    const { webUrl } = await getItem(client, driveId, id, signal);
    engine.token = ownToken;
    const found = await itemByLink(client, link, signal);
    const path = '/Plans/50% #1.xlsx';
    assert.deepEqual(found, { driveId, itemId: id, name: '50% #1.xlsx', kind: 'file', driveType: 'business', path });
    assert.deepEqual(await itemByLink(client, webUrl, signal), found);
    engine.assertClean();
  });

  it('are paths of the own drive, which are there or not', async () => {
    const { client, destination, sim } = started();
    const { id } = sim.putItem("/Reports/50% of o'clock #1", { folder: true });
    const path = "/reports/50% of o'clock #1";
    assert.equal((await findFolder(client, destination.driveId, path, signal))?.itemId, id);
    assert.equal(await findFolder(client, destination.driveId, '/Reports/none', signal), undefined);
    assert.equal((await findFolder(client, destination.driveId, '/', signal))?.path, '/');
  });

  it('have names', async () => {
    const engine = started();
    const { driveId } = foreignFolder(engine, '/Plans');
    const { client, sim } = engine;
    const designs = sim.sites.flatMap(({ libraries }) => libraries).find(({ name }) => name === 'Designs')?.id ?? '';
    assert.equal((await getLibrary(client, designs, signal)).name, 'Designs');
    await assert.rejects(getLibrary(client, driveId, signal), { status: 403 });
  });
});

describe('places without their permissions', () => {
  const started = useEngine();

  it('are refused, and names of groups are withheld', async () => {
    const engine = started();
    const { client, sim } = engine;
    const { driveId, id } = foreignFolder(engine, '/Plans');
    sim.share('/Plans', sim.defaultAccount, owner);
    engine.token = sim.issueToken({ scopes: ['User.Read', 'Files.ReadWrite'] });
    await assert.rejects(followedSites(client, undefined, signal), { status: 403 });
    await assert.rejects(searchSites(client, 'x', undefined, signal), { status: 403 });
    await assert.rejects(memberGroups(client, undefined, signal), GroupsWithheldError);
    assert.equal((await sharedItems(client, {}, signal)).items.length, 1);
    await assert.rejects(getFolder(client, driveId, id, signal), { status: 403 });
  });
});
