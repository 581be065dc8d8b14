import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { authorityOf } from '../../../src/auth/authority.ts';
import { resolveCloud } from '../../../src/graph/clouds.ts';
import type { CloudId } from '../../../src/graph/clouds.ts';

const tenantId = '8D1A2F0B-0C6E-4A41-9B0D-6B1F7B1D0A11';
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
const national: CloudId[] = ['usGovL4', 'usGovL5', 'china'];

function custom(authority: string): ReturnType<typeof resolveCloud> {
  return resolveCloud('custom', { graph: 'https://graph.contoso.test', authority });
}

describe('authorityOf', () => {
  const forms: [tenant: string, path: string][] = [
    ['common', 'common'],
    ['organizations', 'organizations'],
    ['consumers', 'consumers'],
    [tenantId, tenantId.toLowerCase()],
    [personalTenant, personalTenant],
    ['contoso.onmicrosoft.com', 'contoso.onmicrosoft.com'],
    ['  Contoso.COM\n', 'contoso.com'],
    ['a-b.xn--bcher-kva.example', 'a-b.xn--bcher-kva.example'],
    ['', 'common'],
    ['  ', 'common'],
  ];
  for (const [tenant, path] of forms) {
    it(`takes ${JSON.stringify(tenant)} as ${path}`, () => {
      assert.equal(authorityOf(resolveCloud('global'), tenant), `https://login.microsoftonline.com/${path}`);
    });
  }

  const refused = [
    'contoso',
    'contoso.com/evil',
    'contoso.com\\evil',
    '../common',
    '..',
    'contoso..com',
    '.contoso.com',
    'contoso.com.',
    'contoso.com?x=1',
    'contoso.com#x',
    'con toso.com',
    'contoso.com:443',
    'user@contoso.com',
    'https://login.evil.test/common',
    '%2e%2e',
    '127.0.0.1',
    '-contoso.com',
    'contoso-.com',
    'bücher.example',
    '{8d1a2f0b-0c6e-4a41-9b0d-6b1f7b1d0a11}',
    '8d1a2f0b-0c6e-4a41-9b0d-6b1f7b1d0a1',
    `${'a'.repeat(64)}.com`,
    `${'abcdefgh.'.repeat(30)}com`,
  ];
  for (const tenant of refused) {
    it(`refuses ${JSON.stringify(tenant.slice(0, 70))}, which is no tenant`, () => {
      assert.throws(() => authorityOf(resolveCloud('global'), tenant), {
        name: 'SignInError',
        problem: 'tenantInvalid',
      });
    });
  }

  for (const id of national) {
    it(`knows no personal accounts in ${id}`, () => {
      const cloud = resolveCloud(id);
      for (const tenant of ['consumers', ' Consumers', personalTenant]) {
        assert.throws(() => authorityOf(cloud, tenant), { name: 'SignInError', problem: 'accountTypeNotInCloud' });
      }
      assert.equal(authorityOf(cloud, 'common'), `${cloud.authority}/organizations`);
      assert.equal(authorityOf(cloud, ''), `${cloud.authority}/organizations`);
      assert.equal(authorityOf(cloud, 'contoso.cn'), `${cloud.authority}/contoso.cn`);
    });
  }

  it('adds the tenant to the authority of a custom cloud, personal accounts included', () => {
    assert.equal(
      authorityOf(custom('https://login.contoso.test/'), 'consumers'),
      'https://login.contoso.test/consumers',
    );
    assert.equal(authorityOf(custom('https://login.contoso.test'), 'common'), 'https://login.contoso.test/common');
    assert.equal(
      authorityOf(custom('http://127.0.0.1:8080'), tenantId.toLowerCase()),
      `http://127.0.0.1:8080/${tenantId.toLowerCase()}`,
    );
    assert.throws(() => authorityOf(custom('https://login.contoso.test'), '../x'), { problem: 'tenantInvalid' });
  });

  it('takes the authority of a custom cloud that has a path as it is', () => {
    assert.equal(
      authorityOf(custom('https://login.contoso.test/adfs/Tenant/'), 'any thing'),
      'https://login.contoso.test/adfs/Tenant',
    );
  });
});
