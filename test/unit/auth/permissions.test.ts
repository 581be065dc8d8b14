import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Permission } from '../../../src/auth/model.ts';
import { grantedPermissions, isPermission, missingPermissions, scopesOf } from '../../../src/auth/permissions.ts';

describe('permissions', () => {
  it('are asked for with the address of their service, each once', () => {
    const wanted: Permission[] = ['Files.ReadWrite', 'Sites.Read.All', 'Files.ReadWrite'];
    assert.deepEqual(scopesOf('https://graph.microsoft.us', wanted), [
      'https://graph.microsoft.us/Files.ReadWrite',
      'https://graph.microsoft.us/Sites.Read.All',
    ]);
  });

  it('are told from other names', () => {
    assert.equal(isPermission('Files.ReadWrite.All'), true);
    for (const other of ['files.readwrite', 'Mail.Read', 'toString', '', 3, undefined]) {
      assert.equal(isPermission(other), false, String(other));
    }
  });

  const covers: [scopes: string[], permissions: Permission[]][] = [
    [[], []],
    [['openid', 'profile', 'offline_access', 'User.Read'], []],
    [['Files.ReadWrite'], ['Files.ReadWrite']],
    [['Files.ReadWrite.All'], ['Files.ReadWrite', 'Files.ReadWrite.All']],
    [['Sites.ReadWrite.All'], ['Files.ReadWrite', 'Files.ReadWrite.All', 'Sites.Read.All']],
    [['Sites.Read.All'], ['Sites.Read.All']],
    [['Group.Read.All'], ['GroupMember.Read.All']],
    [['GroupMember.ReadWrite.All'], ['GroupMember.Read.All']],
    [['Directory.Read.All'], ['GroupMember.Read.All']],
    // Neither reading alone nor the folder of an application is enough to upload.
    [['Files.Read', 'Files.Read.All', 'Files.ReadWrite.AppFolder', 'Files.ReadWrite.Selected'], []],
    // The identity platform writes them in the letters that they were asked in, and with or without the service.
    [['files.readWRITE'], ['Files.ReadWrite']],
    [['https://graph.microsoft.com/Files.ReadWrite'], ['Files.ReadWrite']],
    [['https://microsoftgraph.chinacloudapi.cn//sites.read.all'], ['Sites.Read.All']],
  ];
  for (const [scopes, permissions] of covers) {
    it(`include ${permissions.join(', ') || 'none of ours'} in ${scopes.join(' ') || 'nothing'}`, () => {
      assert.deepEqual(grantedPermissions(scopes), permissions);
    });
  }

  it('are missing when nothing that was granted includes them', () => {
    const wanted: Permission[] = ['Sites.Read.All', 'Files.ReadWrite', 'Sites.Read.All', 'GroupMember.Read.All'];
    assert.deepEqual(missingPermissions(['Files.ReadWrite.All'], wanted), ['Sites.Read.All', 'GroupMember.Read.All']);
    assert.deepEqual(missingPermissions(['Sites.ReadWrite.All', 'group.read.all'], wanted), []);
  });
});
