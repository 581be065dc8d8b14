import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { systemClock } from '../../src/base/clock.ts';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import type { TestAccess } from '../../src/extension.ts';
import { canariesIn, canariesOf } from '../support/canary.ts';
import { eventually } from '../support/eventually.ts';
import { useCheckList } from './checkList.ts';
import { extensionId, setSetting, setUp, signIn, signOutAll } from './setup.ts';
import type { World } from './setup.ts';

const steps = [
  'Name Lookup',
  'Proxy',
  'Secure Connection',
  'Sign-In Service',
  'Microsoft Graph',
  'Clock',
  'Account',
  'Drive',
  'Storage',
  'Upload Server',
];

describe('onedrive.checkConnection', () => {
  let world: World;
  const watched = useCheckList();
  const { check, labels, row } = watched;

  before(async () => {
    world = await setUp({ authority: true });
    const { graphUrl: graph, authority } = world.sim;
    await setSetting(settingKeys.customCloud, { graph, authority: authority.url });
    // Nobody here trusts who signed the certificate of the sign-in service.
    await setSetting('http.proxyStrictSSL', false);
  });
  beforeEach(() => world.reset());
  afterEach(() => eventually(() => world.assertCleanConduct()));
  after(async () => {
    await setSetting('http.proxyStrictSSL', undefined);
    await world.end();
  });

  it('tries every step, and says in words that each works', async () => {
    assert.deepEqual(await check(), ['Copy Report', 'Check Again', 'Steps', ...steps.map((step) => `${step}: OK`)]);
    assert.equal(watched.list.title, 'Check Connection');
    assert.equal(watched.list.placeholder, 'Everything works');
    assert.equal(watched.list.busy, false);
    assert.equal(watched.list.activeItems[0]?.label, '$(copy) Copy Report');
    assert.match(row('Account').description ?? '', /^ada@contoso\.example/u);
    assert.match(row('Upload Server').description ?? '', /^localhost:\d+ answered in \d+ ms\.$/u);
  });

  it('copies a report that holds no secret and names nobody', async () => {
    const token = world.sim.issueToken();
    await signIn(token);
    await check();
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await eventually(() => assert.match(watched.list.items[0]?.description ?? '', /clipboard/u));
    const report = await vscode.env.clipboard.readText();
    assert.match(report, /^OneDrive Sessions: connection check\ntime: .*\nversions: extension \d/u);
    assert.match(report, /^cloud: custom, Graph: 127\.0\.0\.1:\d+, sign-in: localhost:\d+$/mu);
    assert.match(report, /^account: ok: token, permissions: not known/mu);
    assert.match(report, /^uploadHost: ok: localhost:\d+ reached/mu);
    const canaries = { ...canariesOf(token), user: 'ada@', name: 'Ada ', home: homedir() };
    assert.deepEqual(canariesIn(report, canaries), []);
  });

  it('checks again, and names problems with what helps', async () => {
    await check();
    world.sim.setQuota(0);
    // What the window shows follows a moment later.
    await systemClock.delay(300);
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await eventually(() => assert.equal(watched.list.activeItems[0]?.label, '$(refresh) Check Again'));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await eventually(() => assert.equal(watched.list.placeholder, 'One step has a problem'));
    assert.deepEqual(labels().slice(0, 4), ['Copy Report', 'Check Again', 'Show Log', 'Steps']);
    const { label, description, detail } = row('Storage');
    assert.deepEqual(
      [label, description, detail],
      ['$(error) Storage: problem', 'OneDrive is full.', 'Free some space in OneDrive and try again.'],
    );
    world.sim.setQuota(1024 ** 4);
  });

  it('skips the last steps when nobody is signed in, and asks nobody to', async () => {
    await signOutAll();
    const found = await check();
    assert.deepEqual(
      found.slice(-4),
      steps.slice(-4).map((step) => `${step}: skipped`),
    );
    assert.equal(row('Drive').description, 'You are not signed in to OneDrive.');
    assert.equal(watched.list.placeholder, 'Everything that could be tried works');
  });

  it('finds that the sign-in has ended, and asks nobody to sign in', async () => {
    const token = world.sim.issueToken();
    await signIn(token);
    world.sim.revokeToken(token);
    await check();
    assert.equal(row('Account').label, '$(error) Account: problem');
    assert.equal(row('Drive').description, 'Cannot work before this does: Account.');
  });

  it('ends when the list is closed, and leaves nothing behind', async () => {
    world.sim.faults.add({ route: 'createUploadSession', kind: 'delay', ms: 500, when: 'after' });
    const checking = vscode.commands.executeCommand(commandIds.checkConnection);
    await eventually(() => assert.ok(world.sim.openSessions.length > 0));
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await checking;
    assert.deepEqual(world.sim.openSessions, []);
  });

  it('writes a line into the log for each step', async () => {
    await check();
    const access = await vscode.extensions.getExtension<TestAccess>(extensionId)?.activate();
    const file = join(access?.context.logUri.fsPath ?? '', 'OneDrive Sessions.log');
    await eventually(async () => {
      const log = await readFile(file, 'utf8');
      for (const step of ['name', 'proxy', 'tls', 'signInHost', 'graph', 'clock', 'account', 'quota', 'uploadHost']) {
        assert.match(log, new RegExp(`check connection: ${step}: ok: `, 'u'));
      }
    });
  });
});
