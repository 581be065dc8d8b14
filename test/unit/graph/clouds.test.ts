import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CloudError, resolveCloud } from '../../../src/graph/clouds.ts';

const good = { graph: 'https://graph.example.test', authority: 'https://login.example.test' };

function problemOf(custom: unknown): string {
  try {
    resolveCloud('custom', custom);
    return 'none';
  } catch (error) {
    assert.ok(error instanceof CloudError);
    return `${error.field}: ${error.problem}`;
  }
}

describe('resolveCloud', () => {
  const known = {
    global: ['https://graph.microsoft.com', 'https://login.microsoftonline.com'],
    usGovL4: ['https://graph.microsoft.us', 'https://login.microsoftonline.us'],
    usGovL5: ['https://dod-graph.microsoft.us', 'https://login.microsoftonline.us'],
    china: ['https://microsoftgraph.chinacloudapi.cn', 'https://login.chinacloudapi.cn'],
  } as const;
  for (const id of ['global', 'usGovL4', 'usGovL5', 'china'] as const) {
    it(`knows the addresses of ${id}`, () => {
      const [graph, authority] = known[id];
      assert.deepEqual(resolveCloud(id), { id, graph, authority });
    });
  }

  it('takes the addresses of a custom cloud, without a slash at their end', () => {
    const cloud = resolveCloud('custom', { graph: `${good.graph}/`, authority: `${good.authority}/` });
    assert.deepEqual(cloud, { id: 'custom', ...good });
  });

  it('ignores the custom addresses for another cloud', () => {
    assert.equal(resolveCloud('global', good).graph, 'https://graph.microsoft.com');
  });

  for (const host of ['127.0.0.1:8080', '127.1.2.3', 'localhost:3000', '[::1]:9']) {
    it(`takes plain http for ${host}`, () => {
      assert.equal(resolveCloud('custom', { ...good, graph: `http://${host}` }).graph, `http://${host}`);
    });
  }

  const bad: [string, unknown, string][] = [
    ['nothing', undefined, 'graph: missing'],
    ['a text', 'https://graph.example.test', 'graph: missing'],
    ['no graph address', { authority: good.authority }, 'graph: missing'],
    ['no authority', { graph: good.graph }, 'authority: missing'],
    ['a number', { ...good, graph: 7 }, 'graph: notAnAddress'],
    ['a host name alone', { ...good, graph: 'graph.example.test' }, 'graph: notAnAddress'],
    ['plain http', { ...good, graph: 'http://graph.example.test' }, 'graph: notHttps'],
    [
      'plain http to a host that only begins like loopback',
      { ...good, graph: 'http://127.0.0.1.test' },
      'graph: notHttps',
    ],
    ['plain http to localhost under a domain', { ...good, graph: 'http://localhost.test' }, 'graph: notHttps'],
    ['another scheme', { ...good, authority: 'ftp://login.example.test' }, 'authority: notHttps'],
    ['a user name', { ...good, graph: 'https://me@graph.example.test' }, 'graph: credentials'],
    ['a password', { ...good, graph: 'https://:pw@graph.example.test' }, 'graph: credentials'],
    ['a path', { ...good, graph: 'https://graph.example.test/v1.0' }, 'graph: path'],
    ['a query', { ...good, graph: 'https://graph.example.test?x=1' }, 'graph: query'],
    ['a fragment', { ...good, authority: 'https://login.example.test#x' }, 'authority: query'],
  ];
  for (const [name, custom, problem] of bad) {
    it(`refuses ${name}`, () => {
      assert.equal(problemOf(custom), problem);
    });
  }
});
