import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { itemById, itemByName } from '../../src/graph/addresses.ts';
import type { DriveRef, ItemRef } from '../../src/graph/addresses.ts';
import { GraphClient } from '../../src/graph/client.ts';
import type { CloudId } from '../../src/graph/clouds.ts';
import { createUploadSession, UploadSessionClient } from '../../src/graph/uploadSession.ts';
import { systemRandom } from '../../src/base/random.ts';
import { positionalBytes, sha256 } from '../support/content.ts';
import { useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';

const { signal } = new AbortController();
const content = positionalBytes(400_001);
const name = "50% o'clock #1 & 日本.bin";

/** Whose drive is addressed, and the id of that drive in the simulator. */
type Owner = (engine: Engine) => { readonly drive: DriveRef; readonly id: string };

const byKind: Readonly<Record<string, Owner>> = {
  'the own drive': (engine) => ({ drive: { kind: 'me' }, id: engine.destination.driveId }),
  'a drive by its id': (engine) => ({
    drive: { kind: 'drive', id: engine.destination.driveId },
    id: engine.destination.driveId,
  }),
  "a user's drive": (engine) => ({
    drive: { kind: 'user', id: engine.sim.defaultAccount },
    id: engine.destination.driveId,
  }),
  "a group's drive": ({ sim }) => {
    const [group] = sim.groups;
    assert.ok(group?.driveId);
    return { drive: { kind: 'group', id: group.id }, id: group.driveId };
  },
  "a site's library": ({ sim }) => {
    const site = sim.sites.find(({ displayName }) => displayName === 'Engineering');
    assert.ok(site?.libraries[0]);
    return { drive: { kind: 'site', id: site.id }, id: site.libraries[0].id };
  },
};

/** The same simulator as another cloud. */
function clientIn(cloud: CloudId, engine: Engine): GraphClient {
  return new GraphClient({
    cloud: { id: cloud, graph: engine.sim.graphUrl, authority: engine.sim.graphUrl },
    tokens: { getToken: () => Promise.resolve(engine.token) },
    transport: engine.transport,
    governor: engine.governor,
    clock: engine.clock,
    log: engine.log,
    random: systemRandom,
    version: '0.0.0',
  });
}

/** Creates a session for the item and sends the file in one fragment. @returns the id of the stored item. */
async function uploadTo(item: ItemRef, cloud: CloudId, engine: Engine): Promise<string> {
  const session = await createUploadSession(clientIn(cloud, engine), item, { conflictBehavior: 'replace' }, signal);
  assert.deepEqual(session.next, { from: 0 });
  const uploads = new UploadSessionClient(engine);
  const body = {
    length: content.length,
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(content);
    },
  };
  const fragment = { start: 0, end: content.length, total: content.length, body };
  const answer = await uploads.putFragment(session.url, fragment, '', signal);
  assert.ok('item' in answer, 'the file is complete');
  return answer.item.id;
}

for (const [cloud, behaviours] of [
  ['global', {}],
  ['china', { refuseColonPaths: true }],
] as const) {
  for (const [owner, find] of Object.entries(byKind)) {
    describe(`an upload session in ${owner}, cloud ${cloud}`, () => {
      const started = useEngine({ behaviours });

      function assertStored(path: string, id: string): void {
        const item = started().sim.item(path, find(started()).id);
        assert.equal(item?.id, id);
        assert.equal(item.sha256, sha256(content));
        started().assertClean();
      }

      it('stores a new file by path', async () => {
        const engine = started();
        const { drive, id } = find(engine);
        engine.sim.putItem('/Reports/20 26', { folder: true }, id);
        const path = `/Reports/20 26/${name}`;
        assertStored(path, await uploadTo({ by: 'path', drive, path }, cloud, engine));
      });

      it('stores a new file by the id of its folder and its name', async () => {
        const engine = started();
        const { drive, id } = find(engine);
        const parentId = engine.sim.putItem('/Reports', { folder: true }, id).id;
        assertStored(`/Reports/${name}`, await uploadTo({ by: 'name', drive, parentId, name }, cloud, engine));
      });

      it('updates an existing file by its id, by its folder and name, and by its path', async () => {
        const engine = started();
        const { drive, id } = find(engine);
        const parentId = engine.sim.putItem('/Reports', { folder: true }, id).id;
        const path = `/Reports/${name}`;
        const { id: itemId } = engine.sim.putItem(path, 'old', id);
        const refs: readonly ItemRef[] = [
          { by: 'id', drive, itemId },
          { by: 'name', drive, parentId, name },
          { by: 'path', drive, path },
        ];
        for (const ref of refs) {
          engine.sim.putItem(path, 'old', id);
          assert.equal(await uploadTo(ref, cloud, engine), itemId);
          assertStored(path, itemId);
        }
      });
    });
  }
}

describe('upload sessions in drives that are not the own one', () => {
  const started = useEngine();

  it('go to each library of a site by the ids that the list of libraries gave', async () => {
    const engine = started();
    const site = engine.sim.sites.find(({ displayName }) => displayName === 'Engineering');
    for (const library of site?.libraries ?? []) {
      const root = engine.sim.item('/', library.id)?.id ?? '';
      const id = await uploadTo(itemByName({ driveId: library.id, itemId: root }, name), 'global', engine);
      assert.equal(engine.sim.item(`/${name}`, library.id)?.id, id);
    }
    assert.equal(site?.libraries.length, 2);
    engine.assertClean();
  });

  it('go to a folder of somebody else, and update a file in it', async () => {
    const engine = started();
    const owner = 'grace@contoso.example';
    engine.sim.issueToken({ account: owner });
    const theirs = engine.sim.drives.find((drive) => drive.owner === owner)?.id ?? '';
    const folder = engine.sim.putItem('/Shared', { folder: true }, theirs);
    engine.sim.share('/Shared', engine.sim.defaultAccount, owner);
    const id = await uploadTo(itemByName({ driveId: theirs, itemId: folder.id }, name), 'global', engine);
    assert.equal(await uploadTo(itemById(theirs, id), 'global', engine), id);
    assert.equal(engine.sim.item(`/Shared/${name}`, theirs)?.sha256, sha256(content));
    engine.assertClean();
  });
});
