import assert from 'node:assert/strict';
import { useSimulator } from './client.ts';

describe('permissions for files', () => {
  const fixture = useSimulator();
  const library = (): string => fixture.sim.drives.find(({ kind }) => kind === 'documentLibrary')?.id ?? '';
  const useScopes = (...scopes: string[]): void => {
    fixture.client.token = fixture.sim.issueToken({ scopes });
  };

  it('let Files.ReadWrite alone do everything in the own drive', async () => {
    const { client, sim } = fixture;
    useScopes('Files.ReadWrite');
    assert.equal((await client.graph('GET', '/me/drive')).status, 200);
    assert.equal((await client.graph('GET', '/me/drives')).status, 200);
    assert.equal((await client.graph('GET', '/me/drive/root/children')).status, 200);
    const content = Buffer.from('hello');
    assert.equal((await client.fragments(await client.uploadUrl('/a.bin'), content, content.length)).status, 201);
    assert.equal((await client.graph('PUT', '/me/drive/root:/b.bin:/content', content)).status, 201);
    assert.equal((await client.graph('DELETE', '/me/drive/root:/b.bin')).status, 204);
    assert.deepEqual(sim.violations, []);
  });

  it('refuse the own drive to a token without a scope for files', async () => {
    const { client } = fixture;
    useScopes('User.Read', 'Group.Read.All');
    for (const path of ['/me/drive', '/me/drives', '/me/drive/root/children']) {
      assert.equal((await client.graph('GET', path)).refusal, '403 accessDenied', path);
    }
    assert.equal((await client.createSession('/a.bin')).refusal, '403 accessDenied');
  });

  it('let Files.Read look and change nothing', async () => {
    const { client } = fixture;
    useScopes('Files.Read');
    assert.equal((await client.graph('GET', '/me/drive/root/children')).status, 200);
    assert.equal((await client.createSession('/a.bin')).refusal, '403 accessDenied');
  });

  it('want wider scopes in libraries', async () => {
    const { client } = fixture;
    const create = (): ReturnType<typeof client.graph> =>
      client.graph('POST', `/drives/${library()}/root:/a.bin:/createUploadSession`, {
        item: { '@microsoft.graph.conflictBehavior': 'replace' },
      });
    useScopes('Files.ReadWrite');
    assert.equal((await client.graph('GET', `/drives/${library()}`)).refusal, '403 accessDenied');
    assert.equal((await create()).refusal, '403 accessDenied');
    useScopes('Sites.Read.All');
    assert.equal((await client.graph('GET', `/drives/${library()}`)).status, 200);
    assert.equal((await client.graph('GET', `/drives/${library()}/root/children`)).status, 200);
    assert.equal((await create()).refusal, '403 accessDenied');
    useScopes('Files.ReadWrite.All');
    const created = await create();
    assert.equal(created.status, 200);
    await client.cancel(created.textAt('uploadUrl'));
  });
});
