import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DriveItem } from '../../src/graph/driveItem.ts';
import { createFolder, createLink, ensureFolderPath, getMyDrive, listChildren } from '../../src/graph/drives.ts';
import type { ListOptions } from '../../src/graph/drives.ts';
import { getFolder } from '../../src/graph/folders.ts';
import { useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';

const { signal } = new AbortController();

async function listAll(
  engine: Engine,
  chosen: Pick<ListOptions, 'wanted'> = {},
): Promise<{ pages: number; items: DriveItem[] }> {
  const items: DriveItem[] = [];
  let nextLink: string | undefined;
  let pages = 0;
  do {
    const options = { ...chosen, ...(nextLink !== undefined && { nextLink }) };
    const page = await listChildren(engine.client, engine.destination, options, signal);
    items.push(...page.items);
    nextLink = page.nextLink;
    pages++;
  } while (nextLink !== undefined);
  return { pages, items };
}

function isFolder({ kind }: DriveItem): boolean {
  return kind === 'folder';
}

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`folders of a ${drive} drive`, () => {
    const started = useEngine({ drive });

    it('are listed page by page, nothing twice and nothing left out', async () => {
      const engine = started();
      for (let index = 0; index < 450; index++) {
        engine.sim.putItem(`/Reports/${index % 3 === 0 ? `folder ${index}/x` : `file ${index}`}`, 'x');
      }
      const all = await listAll(engine);
      assert.equal(all.pages, 3);
      assert.equal(new Set(all.items.map((item) => item.name)).size, 450);
      const folders = await listAll(engine, { wanted: isFolder });
      assert.equal(folders.items.length, 150);
      const some = await listAll(engine, { wanted: (item) => isFolder(item) || item.name.endsWith('9') });
      assert.equal(some.items.length, 150 + 30);
      engine.assertClean();
    });

    it('are listed over an empty page', async () => {
      const engine = started();
      engine.sim.putItem('/Reports/a/b', 'x');
      engine.sim.faults.add({ kind: 'emptyPage', route: 'listChildren' });
      const { items } = await listAll(engine, { wanted: isFolder });
      assert.deepEqual(
        items.map((item) => item.name),
        ['a'],
      );
      engine.assertClean();
    });

    it('are created along a path, as far as they are missing', async () => {
      const engine = started();
      const mine = await getMyDrive(engine.client, signal);
      engine.sim.putItem('/Reports/2026', { folder: true });
      const folder = await ensureFolderPath(engine.client, mine, '/reports/2026/Q 1/50%', signal);
      assert.equal(folder.path, '/Reports/2026/Q 1/50%');
      assert.equal(folder.driveType, drive);
      assert.equal(engine.sim.item('/Reports/2026/Q 1/50%')?.id, folder.itemId);
      assert.equal(engine.requests('createFolder').length, 2);
      engine.assertClean();
    });

    it('are created once although the answer was lost', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'loseAnswer', route: 'createFolder' });
      const item = await createFolder(engine.client, engine.destination, 'New', signal);
      assert.equal(engine.sim.item('/Reports/New')?.id, item.id);
      assert.deepEqual(engine.sim.item('/Reports')?.children, ['New']);
    });

    it('are found by their ids with the path that they have now', async () => {
      const engine = started();
      for (const path of ['/', '/Reports', '/Reports/50% of #1/日本']) {
        const item = engine.sim.putItem(path, { folder: true });
        const folder = await getFolder(engine.client, item.driveId, item.id, signal);
        assert.deepEqual(folder, { driveId: folder.driveId, itemId: item.id, driveType: drive, path });
      }
      engine.assertClean();
    });

    it('give a link to a file in them, the same one again', async () => {
      const engine = started();
      const item = engine.sim.putItem('/Reports/a.txt', 'x');
      const link = await createLink(engine.client, item.driveId, item.id, signal);
      assert.match(link, /^https?:\/\//u);
      assert.equal(await createLink(engine.client, item.driveId, item.id, signal), link);
      engine.assertClean();
    });

    it('tell whose drive they are in and how much room it has', async () => {
      const engine = started();
      engine.sim.setQuota(5000);
      engine.sim.putItem('/Reports/a.txt', 'twelve bytes');
      const mine = await getMyDrive(engine.client, signal);
      assert.equal(mine.driveType, drive);
      assert.equal(mine.rootId, engine.sim.item('/')?.id);
      assert.equal(mine.quota?.remaining, 5000 - 12);
      assert.ok(mine.ownerName);
    });
  });
}
