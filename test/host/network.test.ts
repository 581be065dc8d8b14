import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { FetchTransport } from '../../src/node/http/fetchTransport.ts';
import { defaultHttpLimits } from '../../src/node/http/httpTransport.ts';
import { systemClock } from '../../src/base/clock.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { writePatternedFile } from '../support/patternedFile.ts';
import { useProxies } from '../support/proxies.ts';
import type { World } from './setup.ts';
import { setSetting, setUp, upload } from './setup.ts';

const size = 25 * 1024 * 1024 + 17;

describe('the network settings of VS Code', () => {
  const startProxy = useProxies();
  let world: World;
  before(async () => {
    world = await setUp();
  });
  beforeEach(() => world.reset());
  afterEach(async () => {
    await setSetting('http.proxy', undefined);
    await setSetting('http.noProxy', undefined);
    world.assertCleanConduct();
  });
  after(() => world.end());

  async function file(name: string): Promise<vscode.Uri> {
    const path = join(world.folder, name);
    await writePatternedFile(path, size);
    return vscode.Uri.file(path);
  }

  /** Loopback addresses have to be named, or no proxy sees them. */
  async function useProxy(address: string): Promise<void> {
    await setSetting('http.noProxy', ['<-loopback>']);
    await setSetting('http.proxy', address);
  }

  it('lead an upload through the proxy of the user, with its password', async () => {
    const proxy = await startProxy({ users: { ann: 'secret' } });
    await useProxy(proxy.address.replace('//', '//ann:secret@'));
    const uri = await file('through.bin');
    const [outcome] = await upload([uri]);
    assert.equal(outcome?.verified, 'hash');
    await compareWithOneDrive(world.sim, uri.fsPath, '/Reports/2026/through.bin');
    const hosts = new Set(proxy.tunnels.map((target) => target.split(':')[0]));
    assert.deepEqual([...hosts], ['127.0.0.1', 'localhost']);

    proxy.tunnels.length = 0;
    await setSetting('http.proxy', undefined);
    const direct = await file('direct.bin');
    assert.equal((await upload([direct]))[0]?.status, 'uploaded');
    assert.deepEqual(proxy.tunnels, []);
  });

  it("leave the upload to VS Code's own fetch where nobody else gets through", async () => {
    const proxy = await startProxy({ users: { ann: 'secret' } });
    await useProxy(proxy.address);
    // VS Code never takes a proxy to loopback addresses, and so its fetch gets through.
    const uri = await file('around.bin');
    const [outcome] = await upload([uri]);
    assert.equal(outcome?.verified, 'hash');
    await compareWithOneDrive(world.sim, uri.fsPath, '/Reports/2026/around.bin');
    // What Node's fetch calls itself; undici alone says nothing.
    const fragments = world.sim.requests.filter(({ route }) => route === 'fragment');
    assert.deepEqual([...new Set(fragments.map(({ headers }) => headers['user-agent']))], ['node']);
    assert.deepEqual(proxy.tunnels, []);
  });

  it('also hold for the fetch of the extension host, which VS Code has replaced', async () => {
    const original: unknown = Reflect.get(globalThis, '__vscodeOriginalFetch');
    assert.equal(typeof original, 'function', 'VS Code keeps the one that it has replaced');
    assert.notEqual(globalThis.fetch, original);
    const transport = new FetchTransport(globalThis.fetch, defaultHttpLimits, systemClock);
    const token = world.sim.issueToken();
    world.sim.clearRequests();
    const body = {
      length: 3 * 65_536,
      async *open(): AsyncGenerator<Uint8Array> {
        const chunk = Buffer.alloc(65_536);
        for (let index = 1; index <= 3; index++) {
          yield chunk.fill(index);
        }
      },
    };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
    const url = `${world.sim.graphUrl}/v1.0/me/drive/root:/fetched.bin:/content`;
    const answer = await transport.send({ method: 'PUT', url, headers, body }, new AbortController().signal);
    assert.equal(answer.status, 201);
    assert.equal(world.sim.requests[0]?.headers['content-length'], String(body.length));
    const content = world.sim.item('/fetched.bin')?.content();
    assert.deepEqual([content?.[0], content?.[65_536], content?.at(-1), content?.length], [1, 2, 3, body.length]);
  });
});
