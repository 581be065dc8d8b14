import assert from 'node:assert/strict';
import { startSimulator } from '../index.ts';
import { patternedBytes } from '../../support/patternedFile.ts';
import { GRID, TestClient, useSimulator } from './client.ts';

const content = patternedBytes(3 * GRID + 9);

describe('which requests a fault strikes', () => {
  const fixture = useSimulator({ seed: 7 });
  const statuses = async (count: number, path = '/me/drive'): Promise<number[]> => {
    const found: number[] = [];
    for (let request = 0; request < count; request++) {
      found.push((await fixture.client.graph('GET', path)).status);
    }
    return found;
  };

  it('is the next one when nothing is said', async () => {
    fixture.sim.faults.add({ kind: 'status', status: 500 });
    assert.deepEqual(await statuses(2), [500, 200]);
    assert.deepEqual(fixture.sim.faults.list, []);
  });

  it('is chosen by number and count', async () => {
    fixture.sim.faults.add({ route: 'getDrive', nth: 2, times: 2, kind: 'status', status: 500 });
    assert.deepEqual(await statuses(5), [200, 500, 500, 200, 200]);
  });

  it('can be every one, until the faults are cleared', async () => {
    fixture.sim.faults.add({ times: 'always', kind: 'status', status: 500 });
    assert.deepEqual(await statuses(3), [500, 500, 500]);
    fixture.sim.faults.clear();
    assert.deepEqual(await statuses(1), [200]);
  });

  it('is chosen by route, method and file', async () => {
    const { client, sim } = fixture;
    sim.putItem('/a.xlsx', 'x');
    sim.faults.add({ route: ['getItem', 'deleteItem'], kind: 'status', status: 500 });
    assert.equal((await client.graph('GET', '/me/drive')).status, 200);
    assert.equal((await client.graph('GET', '/me/drive/root')).status, 500);
    sim.faults.add({ method: 'delete', kind: 'status', status: 500 });
    assert.equal((await client.graph('GET', '/me/drive/root')).status, 200);
    assert.equal((await client.graph('DELETE', '/me/drive/root:/a.xlsx')).status, 500);
    sim.faults.add({ file: '\\.XLSX$', kind: 'status', status: 500 });
    assert.equal((await client.graph('GET', '/me/drive/root')).status, 200);
    assert.equal((await client.graph('GET', `/me/drive/items/${sim.item('/a.xlsx')?.id}`)).status, 500, 'also by id');
  });

  it('is chosen by chance, the same way each time', async () => {
    fixture.sim.faults.add({ times: 'always', chance: 0.5, kind: 'status', status: 500 });
    const first = await statuses(40);
    const struck = first.filter((status) => status === 500).length;
    assert.ok(struck > 8 && struck < 32, `${struck} of 40`);
    const twin = new TestClient(await startSimulator({ seed: 7 }));
    twin.sim.faults.add({ times: 'always', chance: 0.5, kind: 'status', status: 500 });
    const again: number[] = [];
    for (let request = 0; request < 40; request++) {
      again.push((await twin.graph('GET', '/me/drive')).status);
    }
    twin.close();
    await twin.sim.close();
    assert.deepEqual(again, first);
  });

  it('can be the last fragment or any but the last', async () => {
    const { client, sim } = fixture;
    sim.faults.add({ route: 'fragment', last: true, kind: 'status', status: 503 });
    const url = await client.uploadUrl('/a.bin');
    const first = await client.fragment(url, content, 0, GRID);
    assert.equal(first.status, 202);
    assert.equal((await client.fragment(url, content, GRID)).status, 503);
    sim.faults.add({ route: 'fragment', last: false, kind: 'status', status: 503 });
    assert.equal((await client.fragment(url, content, GRID)).status, 201);
  });

  it('shows in the log', async () => {
    fixture.sim.faults.add({ kind: 'delay', ms: 1 });
    fixture.sim.faults.add({ kind: 'status', status: 500 });
    await statuses(1);
    assert.deepEqual(fixture.sim.requests[0]?.faults, ['delay', 'status']);
  });
});
