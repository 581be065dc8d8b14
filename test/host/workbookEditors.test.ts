import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { TabHolds } from '../../src/vscode/workbooks/files/tabHolds.ts';
import { eventually } from '../support/eventually.ts';
import { largeWorkbook, SHEETS } from '../support/workbooks.ts';
import { watchingProgress } from './progressShown.ts';
import { read, replace, show, useEditors } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

describe('the files of an open workbook in editors', () => {
  useEditors();
  const world = useWorkbookWorld();

  async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
    const position = document.positionAt(document.getText().indexOf(text));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n');
  }

  it('tell the address and the formula of a cell', async () => {
    const workbook = await world.openBudget();
    const sales = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    assert.match(await hoverAt(sales, '2026-01-03'), /\nSales!E3\n/u);
    assert.match(await hoverAt(sales, '21,'), /\nSales!D4\n=B4\*C4\n/u);
    await replace(sales, '3,21,', '3,22,');
    assert.match(await hoverAt(sales, '22,'), /\nSales!D4\n[^=]*$/u, 'what was typed is no formula');
    const rate = await show(world.uri(workbook, 'names/TaxRate.csv'));
    assert.match(await hoverAt(rate, '0.2'), /\n'Übersicht 2026'!B5\n/u);
  });

  it('keep the session alive as long as a tab shows one of them', async () => {
    const workbook = await world.openBudget();
    const held: string[] = [];
    const fake = {
      opened: { folder: 'Budget.xlsx' },
      hold: () => {
        held.push('held');
        return { dispose: () => held.push('released') };
      },
    };
    const workbooks = { list: [fake], onDidChange: () => ({ dispose: () => {} }) };
    const holds = new TabHolds(workbooks);
    const { tabGroups } = vscode.window;
    await show(world.uri(workbook, 'worksheets/Sales.csv'));
    await eventually(() => assert.deepEqual(held, ['held']));
    const picture = world.uri(workbook, 'charts/Sales/Totals.png');
    await vscode.commands.executeCommand('vscode.open', picture, { preview: false });
    const isText = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputText;
    await tabGroups.close(tabGroups.all.flatMap(({ tabs }) => tabs.filter(isText)));
    assert.deepEqual(held, ['held'], 'the picture is still shown');
    await tabGroups.close(tabGroups.all.flatMap(({ tabs }) => tabs));
    await eventually(() => assert.deepEqual(held, ['held', 'released']));
    holds.dispose();
    assert.deepEqual(held, ['held', 'released']);
  });

  it('show how far a large sheet is, and can be cancelled', async () => {
    world.sim.putItem('/Large.xlsx', largeWorkbook(30_000));
    const workbook = await world.open('/Large.xlsx');
    const uri = world.uri(workbook, 'worksheets/Sheet1.csv');
    world.sim.faults.add({ route: 'readRange', times: 'always', kind: 'delay', ms: 600 });
    await watchingProgress(async (shown) => {
      const reading = read(uri).then(
        () => 'read',
        (error: unknown) => String(error),
      );
      await eventually(() => {
        const [progress] = shown;
        assert.equal(progress?.title, 'Reading Sheet1.csv…');
        assert.ok(progress.messages.some((message) => /^[\d,]+ of 90,003 cells$/u.test(message)));
      }, 20_000);
      shown[0]?.cancel();
      assert.match(await reading, /cancelled/u);
    });
    world.sim.faults.clear();
    const lines = (await read(uri)).split('\n');
    assert.deepEqual([lines.length, lines[30_000]], [30_002, '30000,Row 30000,45000']);
  });

  it('bring all of an unsaved text into a scratch session that lost its changes', async () => {
    const workbook = await world.openBudget(false);
    const sales = await show(world.uri(workbook, 'worksheets/Sales.csv'));
    const overview = await show(world.uri(workbook, `worksheets/${SHEETS.overview}.csv`));
    await replace(sales, 'Apples,10', 'Apples,20');
    assert.equal(await sales.save(), true);
    await eventually(() => {
      assert.match(overview.getText(), /^Net,60\n/u);
      assert.match(sales.getText(), /Apples,20,1\.5,30,/u);
    });
    await replace(sales, 'Pears,4', 'Pears,6');
    world.sim.clock.advance(20 * 60_000);
    assert.equal(await sales.save(), false);
    await vscode.commands.executeCommand(commandIds.reopenWorkbook, workbook.id);
    await eventually(() => assert.match(overview.getText(), /^Net,45\n/u));
    assert.match(sales.getText(), /Apples,20,.*\nPears,6,/u);
    assert.equal(await sales.save(), true);
    await eventually(() => {
      assert.match(sales.getText(), /Apples,20,1\.5,30,.*\nPears,6,2\.25,13\.5,/u);
      assert.match(overview.getText(), /^Net,64\.5\n/u);
    });
  });
});
