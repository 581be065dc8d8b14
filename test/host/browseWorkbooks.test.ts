import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { systemClock } from '../../src/base/clock.ts';
import { WorkQueue } from '../../src/base/queue.ts';
import { systemRandom } from '../../src/base/random.ts';
import { GraphClient } from '../../src/graph/client.ts';
import { resolveCloud } from '../../src/graph/clouds.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import type { Transport } from '../../src/graph/transport.ts';
import { WorkbookBrowser } from '../../src/vscode/workbooks/browse/workbookBrowser.ts';
import type { WorkbookBrowserServices } from '../../src/vscode/workbooks/browse/workbookBrowser.ts';
import type { WorkbookFile } from '../../src/workbook/model.ts';
import type { SimItem, Simulator } from '../sim/index.ts';
import { startSimulator } from '../sim/index.ts';
import { eventually } from '../support/eventually.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import { memoryState } from '../support/memoryState.ts';

import type { ShownPicker } from './pickers.ts';
import { enterText, showPicker } from './pickers.ts';

const owner = 'grace@contoso.example';
const otherPlaces = ['SharePoint Sites', 'Groups and Teams', 'Shared with Me', 'Paste Link...'];

/** Small requests over the fetch of the extension host. */
const transport: Transport = {
  async send({ method, url, headers }, signal) {
    const answer = await fetch(url, { method, headers, redirect: 'manual', signal });
    return { status: answer.status, headers: new Map(answer.headers), body: await answer.text() };
  },
  close: () => Promise.resolve(),
};

describe('choosing a workbook in OneDrive', () => {
  let sim: Simulator;
  let services: WorkbookBrowserServices;
  /** Permissions that are missing until they are asked for. */
  let missing: string[];
  let asked: string[];
  let chosen: Promise<WorkbookFile | undefined> | undefined;

  beforeEach(async () => {
    await start({});
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await chosen;
    chosen = undefined;
    assert.deepEqual(sim.violations, []);
    await sim.close();
  });

  async function start(options: Parameters<typeof startSimulator>[0]): Promise<void> {
    sim = await startSimulator(options);
    const token = sim.issueToken();
    const client = new GraphClient({
      transport,
      cloud: resolveCloud('custom', { graph: sim.graphUrl, authority: sim.graphUrl }),
      governor: new HostGovernor(systemClock),
      tokens: { getToken: () => Promise.resolve(token) },
      clock: systemClock,
      log: new MemoryLog(),
      random: systemRandom,
      version: '0.0.0',
    });
    missing = [];
    asked = [];
    services = {
      memory: memoryState(),
      client: () => client,
      access: {
        missing: (wanted) => wanted.filter((each) => missing.includes(each)),
        ask(wanted) {
          asked.push(...wanted);
          missing = [];
          return Promise.resolve(true);
        },
      },
      prompts: new WorkQueue(1),
      clock: systemClock,
    };
  }

  /** Opens the list. What is chosen in it becomes `chosen`. */
  function open(): Promise<ShownPicker> {
    return showPicker(() => (chosen = new WorkbookBrowser(services).choose()));
  }

  function fileOf({ driveId, id, name }: SimItem, driveType?: WorkbookFile['driveType']): WorkbookFile {
    return { driveId, itemId: id, name, ...(driveType && { driveType }) };
  }

  function library(site: string): string {
    return sim.sites.find(({ displayName }) => displayName === site)?.libraries[0]?.id ?? '';
  }

  /** Puts a file into the drive of somebody else, who shares it or the folder that it is in. */
  function shared(path: string, share: string): SimItem {
    sim.issueToken({ account: owner });
    const theirs = sim.drives.find((drive) => drive.owner === owner)?.id ?? '';
    const item = sim.putItem(path, 'x', theirs);
    sim.share(share, sim.defaultAccount, owner);
    return item;
  }

  it('leads through folders, and shows no other files', async () => {
    const item = sim.putItem('/Reports/2026/Budget.XLSX', 'x');
    sim.putItem('/Reports/2026/plan.docx', 'x');
    sim.putItem('/Reports/macros.xlsm', 'x');
    sim.putItem('/Reports/binary.xlsb', 'x');
    sim.putItem('/old.xls', 'x');
    sim.putItem('/data.csv', 'x');
    const picker = await open();
    assert.deepEqual(await picker.labels(), [...otherPlaces, 'Reports']);
    await picker.choose('Reports');
    await picker.titled('Choose a workbook in /Reports');
    assert.deepEqual(await picker.labels(), ['2026', 'binary.xlsb', 'macros.xlsm']);
    await picker.choose('2026');
    await picker.titled('Choose a workbook in /Reports/2026');
    assert.deepEqual(await picker.labels(), ['Budget.XLSX']);
    await picker.choose('Budget.XLSX');
    assert.deepEqual(await chosen, fileOf(item, 'business'));
  });

  it('goes on page by page over other files, and says when there is nothing', async () => {
    for (let number = 100; number < 650; number++) {
      sim.putItem(`/Many/${number}.${number < 350 ? 'txt' : 'xlsx'}`, 'x');
    }
    sim.putItem('/Empty/a.txt', 'x');
    const picker = await open();
    await picker.choose('Many');
    await picker.titled('Choose a workbook in /Many');
    const first = await picker.labels();
    assert.deepEqual([first.length, first[0], first.at(-1)], [151, '350.xlsx', 'More...']);
    await picker.choose('More...');
    await eventually(() => assert.equal(picker.list.items.length, 301));
    assert.equal((await picker.labels()).at(-1), '649.xlsx');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await chosen;
    const second = await open();
    await second.choose('Empty');
    await second.titled('Choose a workbook in /Empty');
    assert.deepEqual(await second.labels(), ['No folders and no workbooks here']);
  });

  it('says what went wrong, and tries again', async () => {
    const item = sim.putItem('/Reports/a.xlsx', 'x');
    const picker = await open();
    await picker.labels();
    sim.faults.add({ kind: 'status', route: 'listChildren', status: 403, code: 'accessDenied' });
    await picker.choose('Reports');
    await picker.choose('Try Again');
    await picker.choose('a.xlsx');
    assert.deepEqual(await chosen, fileOf(item, 'business'));
  });

  it('follows a link to a workbook, to a folder, and to nothing of both', async () => {
    const drive = library('Marketing');
    const item = sim.putItem('/Campaign/50% #1.xlsx', 'x', drive);
    const text = sim.putItem('/Campaign/a.txt', 'x', drive);
    const address = `${sim.uploadOrigin}/sites/marketing/Shared%20Documents/Campaign`;
    const picker = await open();
    await enterText(picker, 'Paste Link...', `${address}/${text.name}`);
    await eventually(() => assert.match(picker.list.items[0]?.description ?? '', /a\.txt/u));
    await enterText(picker, 'Paste Link...', ` ${address} `);
    await picker.titled('Choose a workbook in marketing › Documents › Campaign');
    assert.deepEqual(await picker.labels(), ['50% #1.xlsx']);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    assert.equal(await chosen, undefined);
    const second = await open();
    await enterText(second, 'Paste Link...', `${address}/50%25%20%231.xlsx`);
    assert.deepEqual(await chosen, fileOf(item, 'documentLibrary'));
  });

  it('goes on in the list when no link is entered', async () => {
    sim.putItem('/Budget.xlsx', 'x');
    const picker = await open();
    await enterText(picker, 'Paste Link...', undefined);
    await eventually(() => assert.equal(picker.list.busy, false));
    await picker.choose('Budget.xlsx');
    assert.equal((await chosen)?.name, 'Budget.xlsx');
  });

  it('asks for access where a link is refused, and goes on to its workbook', async () => {
    const item = shared('/Plans/Budget.xlsx', '/Plans/Budget.xlsx');
    const address = `${sim.uploadOrigin}/personal/grace_contoso_example/Documents/Plans/Budget.xlsx`;
    missing = ['Files.ReadWrite.All'];
    const picker = await open();
    await picker.labels();
    sim.faults.add({ kind: 'status', route: 'getItem', status: 403, code: 'accessDenied' });
    await enterText(picker, 'Paste Link...', address);
    await picker.titled('Permission Needed');
    await picker.choose('Allow Access...');
    assert.deepEqual(await chosen, fileOf(item, 'business'));
    assert.deepEqual(asked, ['Files.ReadWrite.All']);
  });

  it('leads to libraries of sites and groups', async () => {
    const item = sim.putItem('/Budget.xlsx', 'x', library('Marketing'));
    missing = ['Sites.Read.All'];
    const picker = await open();
    await picker.choose('SharePoint Sites');
    await picker.choose('Allow Access...');
    await picker.choose('Marketing');
    await picker.titled('Choose a workbook in Marketing › Documents');
    await picker.choose('Budget.xlsx');
    assert.deepEqual(await chosen, fileOf(item, 'documentLibrary'));
    assert.deepEqual(asked, ['Sites.Read.All', 'Files.ReadWrite.All']);
    const ofGroup = sim.putItem('/Team.xlsx', 'x', sim.groups[0]?.driveId);
    const second = await open();
    await second.choose('Groups and Teams');
    await second.choose('Team');
    await second.titled('Choose a workbook in Team › Documents');
    await second.choose('Team.xlsx');
    assert.deepEqual(await chosen, fileOf(ofGroup, 'documentLibrary'));
  });

  it('lists workbooks and folders that others shared', async () => {
    const single = shared('/Plans/Budget.xlsx', '/Plans/Budget.xlsx');
    shared('/a.txt', '/a.txt');
    const inFolder = shared('/Open/Forecast.xlsx', '/Open');
    const picker = await open();
    await picker.choose('Shared with Me');
    await picker.titled('Shared with Me');
    assert.deepEqual([...(await picker.labels())].toSorted(), ['Budget.xlsx', 'Open']);
    assert.ok(picker.list.items.every(({ description }) => description === 'Grace'));
    await picker.choose('Budget.xlsx');
    assert.deepEqual(await chosen, fileOf(single));
    const second = await open();
    await second.choose('Shared with Me');
    await second.choose('Open');
    await second.titled('Choose a workbook in Grace › Open');
    await second.choose('Forecast.xlsx');
    assert.deepEqual(await chosen, fileOf(inFolder, 'business'));
  });

  it('offers what was opened lately first, five at most, by the name of today', async () => {
    const items = Array.from({ length: 7 }, (_, index) => sim.putItem(`/f/${index}.xlsx`, 'x'));
    const browser = new WorkbookBrowser(services);
    for (const item of [...items, items[3] ?? assert.fail()]) {
      await browser.remember({ ...fileOf(item, 'business'), ...(item === items[5] && { name: 'Old name.xlsx' }) });
    }
    const picker = await open();
    const names = ['3.xlsx', '6.xlsx', 'Old name.xlsx', '4.xlsx', '2.xlsx'];
    assert.deepEqual((await picker.labels()).slice(0, 6), [...names, otherPlaces[0]]);
    assert.match(picker.list.activeItems[0]?.label ?? '', /3\.xlsx$/u);
    await picker.choose('Old name.xlsx');
    assert.deepEqual(await chosen, fileOf(items[5] ?? assert.fail(), 'business'));
  });

  it('does not offer a workbook that is gone twice', async () => {
    const [kept, gone] = [sim.putItem('/kept.xlsx', 'x'), sim.putItem('/gone.xlsx', 'x')];
    const browser = new WorkbookBrowser(services);
    await browser.remember(fileOf(kept));
    await browser.remember(fileOf(gone));
    sim.removeItem('/gone.xlsx');
    const picker = await open();
    await picker.choose('gone.xlsx');
    await eventually(() => assert.match(picker.list.items[0]?.description ?? '', /is not there/u));
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    assert.equal(await chosen, undefined);
    const second = await open();
    assert.deepEqual(await second.labels(), ['kept.xlsx', ...otherPlaces, 'kept.xlsx']);
  });

  it('gives nothing when the list is closed while it loads', async () => {
    sim.putItem('/a/b.xlsx', 'x');
    const picker = await open();
    await picker.labels();
    sim.faults.add({ kind: 'delay', route: 'listChildren', ms: 60_000 });
    await picker.choose('a');
    await eventually(() => assert.equal(picker.list.busy, true));
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    assert.equal(await chosen, undefined);
  });

  it('lets personal accounts browse, who have no sites and groups', async () => {
    await sim.close();
    await start({ drive: 'personal' });
    const item = sim.putItem('/Budget.xlsx', 'x');
    const picker = await open();
    assert.deepEqual(await picker.labels(), ['Shared with Me', 'Paste Link...', 'Budget.xlsx']);
    await picker.choose('Budget.xlsx');
    assert.deepEqual(await chosen, fileOf(item, 'personal'));
  });
});
