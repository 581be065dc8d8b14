import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { drivesAddress } from '../../../src/graph/addresses.ts';
import { GroupsWithheldError, memberGroups } from '../../../src/graph/groups.ts';
import { getLibrary, listLibraries } from '../../../src/graph/libraries.ts';
import { sharedItems } from '../../../src/graph/sharedItems.ts';
import { followedSites, searchSites } from '../../../src/graph/sites.ts';
import { clientFor } from '../../support/graphClient.ts';
import { ScriptedTransport } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;

function answering(value: readonly unknown[], nextLink?: string): ScriptedTransport {
  return new ScriptedTransport({ status: 200, json: { value, ...(nextLink && { '@odata.nextLink': nextLink }) } });
}

/** Path and query of the last request. */
function asked({ last }: ScriptedTransport): string {
  const { pathname, searchParams } = new URL(last.url);
  return `${pathname}?${[...searchParams].map(([key, value]) => `${key}=${value}`).join('&')}`;
}

describe('sites', () => {
  const next = 'https://graph.microsoft.com/v1.0/sites?x=1';
  const site = { id: 'h,1,2', displayName: 'Engineering', webUrl: 'https://h/sites/eng' };

  it('that are followed are listed with their names and addresses', async () => {
    const transport = answering([site], next);
    assert.deepEqual(await followedSites(clientFor(transport), undefined, never), {
      items: [{ id: 'h,1,2', name: 'Engineering', webUrl: 'https://h/sites/eng' }],
      nextLink: next,
    });
    assert.equal(asked(transport), '/v1.0/me/followedSites?$select=id,name,displayName,webUrl');
  });

  it('are searched for by any words', async () => {
    const transport = answering([site]);
    await searchSites(clientFor(transport), 'R&D #1 "x"', undefined, never);
    assert.equal(asked(transport), '/v1.0/sites?search=R&D #1 "x"&$select=id,name,displayName,webUrl');
    assert.ok(transport.last.url.includes('search=R%26D%20%231%20%22x%22&'));
  });

  it('go on where the page before ended', async () => {
    const transport = answering([site]);
    await searchSites(clientFor(transport), 'eng', next, never);
    assert.equal(transport.last.url, next);
  });

  it('leave out what is the OneDrive of a person', async () => {
    const personal = { id: 'p', displayName: 'Grace', webUrl: 'https://h-my.sharepoint.com/personal/grace_h' };
    const { items } = await searchSites(clientFor(answering([personal, site])), 'e', undefined, never);
    assert.deepEqual(
      items.map(({ name }) => name),
      ['Engineering'],
    );
  });

  it('are called by what is known of them', async () => {
    const { items } = await searchSites(
      clientFor(
        answering([
          { id: 'a', displayName: null, name: 'alpha', webUrl: null },
          { id: 'b', webUrl: 'https://h/sites/beta' },
          { id: 'c' },
        ]),
      ),
      '*',
      undefined,
      never,
    );
    assert.deepEqual(
      items.map(({ name }) => name),
      ['alpha', 'beta', 'c'],
    );
  });
});

describe('memberGroups', () => {
  it('asks as an advanced query and keeps the groups that have files', async () => {
    const transport = answering([
      { id: 's', displayName: 'Security', groupTypes: [] },
      { id: 'u', displayName: 'Team', groupTypes: ['Unified', 'DynamicMembership'] },
    ]);
    assert.deepEqual(await memberGroups(clientFor(transport), undefined, never), {
      items: [{ id: 'u', name: 'Team' }],
    });
    assert.match(asked(transport), /^\/v1\.0\/me\/memberOf\/microsoft\.graph\.group\?\$count=true&/u);
    assert.equal(transport.last.headers['consistencylevel'], 'eventual');
  });

  it('says that a permission is missing when only ids are told', async () => {
    const transport = answering([{ id: 'u', displayName: null, groupTypes: null }]);
    await assert.rejects(memberGroups(clientFor(transport), undefined, never), GroupsWithheldError);
    assert.equal(transport.requests.length, 1);
  });
});

describe('libraries', () => {
  const library = {
    id: 'b!1',
    name: 'Designs',
    driveType: 'documentLibrary',
    owner: { group: { displayName: 'Eng' } },
    webUrl: 'https://h/teams/R%26D/Designs',
  };
  const expected = { driveId: 'b!1', name: 'Designs', driveType: 'documentLibrary', ownerName: 'Eng', siteName: 'R&D' };

  it('of a site and of a group are listed', async () => {
    const transport = answering([library]);
    const { items } = await listLibraries(clientFor(transport), { kind: 'site', id: 'h,1,2' }, undefined, never);
    assert.deepEqual(items, [expected]);
    assert.equal(asked(transport), '/v1.0/sites/h%2C1%2C2/drives?$select=id,name,driveType,owner,webUrl');
    assert.equal(drivesAddress({ kind: 'group', id: 'g/1' }), '/groups/g%2F1/drives');
  });

  it('are found by id, whatever is withheld', async () => {
    const one = new ScriptedTransport({ status: 200, json: library });
    assert.deepEqual(await getLibrary(clientFor(one), 'b!1', never), expected);
    const bare = new ScriptedTransport({ status: 200, json: { id: 'x', webUrl: 'https://h/personal/ada/Documents' } });
    assert.deepEqual(await getLibrary(clientFor(bare), 'x', never), {
      driveId: 'x',
      name: 'x',
      driveType: 'documentLibrary',
    });
  });
});

describe('sharedItems', () => {
  const remote = { id: 'R', name: 'Plans', folder: {}, parentReference: { driveId: 'theirs', id: 'p' } };

  it('gives the ids in the drive of the owner, and who that is', async () => {
    const shared = { owner: { user: { displayName: 'Grace' } } };
    const { items } = await sharedItems(
      clientFor(
        answering([
          { id: 'mine', remoteItem: { ...remote, shared } },
          { id: 'mine', name: 'Mine', remoteItem: { ...remote, createdBy: { user: { displayName: 'Ada' } } } },
        ]),
      ),
      {},
      never,
    );
    assert.deepEqual(items, [
      { driveId: 'theirs', itemId: 'R', name: 'Plans', kind: 'folder', ownerName: 'Grace' },
      { driveId: 'theirs', itemId: 'R', name: 'Mine', kind: 'folder', ownerName: 'Ada' },
    ]);
  });

  it('leaves out what is not wanted, and what cannot be used', async () => {
    const { folder: _, ...file } = remote;
    const { items } = await sharedItems(
      clientFor(
        answering([
          { id: '1', name: 'a.txt', remoteItem: { ...file, file: {} } },
          { id: '2', name: 'b', remoteItem: { ...remote, parentReference: {} } },
          { id: '3', name: 'c.xlsx', remoteItem: { ...file, file: {} } },
        ]),
      ),
      { wanted: ({ name }) => name !== 'a.txt' },
      never,
    );
    assert.deepEqual(items, [{ driveId: 'theirs', itemId: 'R', name: 'c.xlsx', kind: 'file' }]);
  });
});
