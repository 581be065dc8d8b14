import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { WorkbooksView } from '../../src/vscode/workbooks/view/workbooksView.ts';
import type { WorkbookRow } from '../../src/vscode/workbooks/rows.ts';
import { AllContents } from '../../src/workbook/contents/allContents.ts';
import { settle } from '../support/settle.ts';
import { answer, done, ended, made, never, refusal, WorkbookScene, writing } from '../support/workbookScene.ts';
import type { Reply } from '../support/scriptedTransport.ts';
import { FakeTree } from './fakeTree.ts';

function list(...value: readonly object[]): Reply {
  return answer({ value });
}

function named(...names: readonly string[]): Reply {
  return list(...names.map((name) => ({ id: name, name })));
}

/** Sheets without tables and names. */
function outlineOf(sheets: Reply, count: number): Reply[] {
  return [sheets, list(), list(), ...Array.from({ length: count }, () => list())];
}

const name = { name: 'Totals', type: 'Range', visible: true };
/** Three sheets, a table, a name of the workbook and one of the first sheet. */
const outline: readonly Reply[] = [
  list(
    { id: '1', name: 'Sales', position: 0, visibility: 'Visible' },
    { id: '2', name: 'Notes', position: 1, visibility: 'Hidden' },
    { id: '3', name: 'Data', position: 2, visibility: 'VeryHidden' },
  ),
  named('Orders'),
  list(name),
  list({ ...name, name: 'Local' }),
  list(),
  list(),
];

describe('the view of open workbooks', () => {
  let views: { dispose(): void }[] = [];

  afterEach(() => {
    views.forEach((view) => view.dispose());
    views = [];
  });

  function show(replies: readonly Reply[]): { scene: WorkbookScene; tree: FakeTree; contents: AllContents } {
    const scene = new WorkbookScene(replies);
    const contents = new AllContents();
    const tree = new FakeTree();
    views.push(new WorkbooksView({ workbooks: scene.workbooks, contents, clock: scene.clock }, tree));
    return { scene, tree, contents };
  }

  it('shows how each workbook is open, and counts its idle time down', async () => {
    const { scene, tree } = show([made('s1'), made('s2', false), done]);
    await scene.open();
    const scratch = await scene.open(false);
    assert.deepEqual(await tree.rows(), [
      'Budget.xlsx [persistent · 5 min left]',
      'Budget.xlsx [scratch · 7 min left]',
    ]);
    await scene.settled(scratch.request(writing, never));
    await scene.passes(60_000);
    const [first, second] = await tree.items();
    assert.equal(first?.description, 'persistent · 4 min left');
    assert.equal(second?.description, 'scratch · changed · 6 min left');
    assert.equal(first.contextValue, 'workbook persistent refresh recalculate newSheet close asScratch browser');
    assert.equal(
      second.contextValue,
      'workbook scratch refresh recalculate newSheet compare close asPersistent browser',
    );
    assert.match(
      first.accessibilityInformation?.label ?? '',
      /^Budget\.xlsx\. Changes are saved in the file\. The workbook is open\. The session ends at .+\.$/u,
    );
    assert.match(
      typeof second.tooltip === 'string' ? second.tooltip : '',
      /^OneDrive › Budget\.xlsx\nScratch copy: .+\n[^]*It differs from .+\nThe session ends at .+\nOpened at .+\.$/u,
    );
    assert.notDeepEqual(first.iconPath, second.iconPath);
    assert.equal(first.collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
  });

  it('refreshes rows of which something else is to be seen, and looks at nothing while it is hidden', async () => {
    const { scene, tree } = show([made('s1')]);
    await scene.open();
    await scene.passes(1000);
    const [row] = await tree.children();
    tree.refreshed = [];
    await scene.passes(30_000);
    assert.deepEqual(tree.refreshed, []);
    await scene.passes(30_000);
    assert.deepEqual(tree.refreshed, [[row]]);
    assert.equal((await tree.children())[0], row);
    const before = scene.clock.pending;
    tree.setVisible(false);
    await scene.passes(1000);
    assert.equal(scene.clock.pending, before - 1);
    await scene.passes(60_000);
    assert.equal(tree.refreshed.length, 1);
    tree.setVisible(true);
    await scene.passes(1000);
    assert.equal(tree.refreshed.length, 2);
  });

  it('shows what is in a workbook when it is opened up, asked for once', async () => {
    const charts = [named('Totals', 'Units/Month'), list(), list()];
    const { scene, tree } = show([made('s1'), ...outline, ...charts]);
    await scene.open();
    assert.deepEqual(await tree.rows(Infinity), [
      'Budget.xlsx [persistent · 5 min left]',
      '  Sheets',
      '    Sales → /Budget.xlsx/worksheets/Sales.csv',
      '    Notes [hidden] → /Budget.xlsx/worksheets/Notes.csv',
      '    Data [very hidden] → /Budget.xlsx/worksheets/Data.csv',
      '  Tables',
      '    Orders → /Budget.xlsx/tables/Orders.csv',
      '  Names',
      '    Totals → /Budget.xlsx/names/Totals.csv',
      '    Local [Sales] → /Budget.xlsx/names/Sales!Local.csv',
      '  Charts',
      '    Sales',
      '      Totals → /Budget.xlsx/charts/Sales/Totals.png',
      '      Units/Month → /Budget.xlsx/charts/Sales/Units%2FMonth.png',
    ]);
    assert.equal(scene.script.left, 0);
    const labels = tree.shown.map(({ accessibilityInformation }) => accessibilityInformation?.label);
    assert.deepEqual(labels.slice(2), [
      'Sheet Sales',
      'Sheet Notes, hidden',
      'Sheet Data, very hidden',
      'Tables',
      'Table Orders',
      'Names',
      'Name Totals',
      'Name Local of the sheet Sales',
      'Charts',
      'Charts of the sheet Sales',
      'Chart Totals of the sheet Sales',
      'Chart Units/Month of the sheet Sales',
    ]);
    const ids = tree.shown.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(tree.shown.map(({ contextValue }) => contextValue).slice(2, 5), ['sheet', 'sheet', 'sheet']);
  });

  it('leaves groups out that have nothing, and says when there are no charts', async () => {
    const { scene, tree } = show([made('s1', false), named('Sales'), list(), list(), list(), list()]);
    await scene.open(false);
    await tree.rows(Infinity);
    assert.deepEqual(await tree.rows(Infinity), [
      'Budget.xlsx [scratch · 7 min left]',
      '  Sheets',
      '    Sales → /Budget.xlsx (scratch)/worksheets/Sales.csv',
      '  Charts [none]',
    ]);
    assert.equal(tree.shown.at(-1)?.collapsibleState, vscode.TreeItemCollapsibleState.None);
    assert.equal(tree.shown[2]?.contextValue, 'sheet compare');
  });

  it('says of a sheet that its charts cannot be listed, and shows those of the others', async () => {
    const unlisted = refusal(400, 'generalException');
    const { scene, tree } = show([
      made('s1'),
      named('Sales', 'Plan'),
      list(),
      list(),
      list(),
      list(),
      unlisted,
      named('Costs'),
      named('Costs'),
    ]);
    await scene.open();
    const rows = await scene.settled(tree.rows(Infinity));
    assert.deepEqual(rows.slice(-4), [
      '  Charts',
      '    Sales [Excel for the web cannot list the charts of the sheet Sales: one may be of a newer kind.] ↻',
      '    Plan',
      '      Costs → /Budget.xlsx/charts/Plan/Costs.png',
    ]);
  });

  it('says why a workbook cannot be looked into, and tries again when it was refreshed', async () => {
    const { scene, tree, contents } = show([made('s1'), refusal(403, 'accessDenied'), ...outline]);
    const workbook = await scene.open();
    const [row] = await tree.children();
    const [problem] = await tree.children(row);
    assert.ok(problem?.kind === 'problem');
    assert.deepEqual(await tree.children(row), [problem]);
    const item = tree.item(problem);
    assert.equal(item.description, 'Try Again');
    assert.deepEqual(item.command?.command, 'onedrive.refreshWorkbook');
    assert.deepEqual(item.command.arguments, [workbook.opened.id]);
    assert.match(item.accessibilityInformation?.label ?? '', /Press Enter to try again\.$/u);
    contents.of(workbook).refresh();
    assert.deepEqual(tree.refreshed.at(-1), [row]);
    assert.equal((await tree.children(row)).length, 4);
  });

  it('keeps the rows of what is still there, with other names', async () => {
    const { scene, tree, contents } = show([
      made('s1'),
      ...outlineOf(named('Sales', 'Plan'), 2),
      ...outlineOf(list({ id: 'Sales', name: 'Revenue' }), 1),
    ]);
    const workbook = await scene.open();
    const sheets = async (): Promise<readonly WorkbookRow[]> => {
      const [row] = await tree.children();
      const [group] = await tree.children(row);
      return tree.children(group);
    };
    const before = await sheets();
    contents.of(workbook).outlineChanged();
    const [sheet, ...others] = await sheets();
    assert.deepEqual(others, []);
    assert.ok(sheet && sheet === before[0]);
    assert.equal(tree.item(sheet).label, 'Revenue');
  });

  it('counts the workbooks that need the user', async () => {
    const { scene, tree } = show([made('s1', false), done, ended, made('s2', false)]);
    const workbook = await scene.open(false);
    await scene.settled(workbook.request(writing, never));
    await assert.rejects(scene.settled(workbook.request(writing, never)), { code: 'changesLost' });
    await scene.passes(1000);
    assert.deepEqual(tree.view.badge, { value: 1, tooltip: '1 workbook needs you' });
    const [item] = await tree.items();
    assert.equal(item?.contextValue, 'workbook scratch reopen close asPersistent browser');
    assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.None);
    assert.deepEqual(await tree.children((await tree.children())[0]), []);
    await scene.settled(workbook.reopen(never));
    await scene.passes(1000);
    assert.equal(tree.view.badge, undefined);
  });

  it('reveals the row of a workbook as soon as it is open', async () => {
    const { scene, tree } = show([made('s1'), done]);
    const workbook = await scene.open();
    const [view] = views;
    assert.ok(view instanceof WorkbooksView);
    await view.reveal(workbook);
    const [row] = await tree.children();
    assert.deepEqual(tree.revealed, [row]);
    await scene.workbooks.close(workbook, never);
    await scene.passes(1000);
    assert.deepEqual(await tree.children(), []);
  });

  it('leaves no timer behind', async () => {
    const { scene } = show([made('s1'), done]);
    const workbook = await scene.open();
    await scene.workbooks.close(workbook, never);
    views.forEach((view) => view.dispose());
    await settle();
    assert.equal(scene.clock.pending, 0);
  });
});
