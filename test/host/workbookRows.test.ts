import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { eventually } from '../support/eventually.ts';
import { late } from '../support/workbookFaults.ts';
import { answering } from './prompts.ts';
import { read } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

const csv = 'Figs,2,5,10,2026-03-01\nDates,3,4,12,2026-03-02\n';

describe('Append Selection to Workbook Table', () => {
  const world = useWorkbookWorld();

  /** Shows a text in an editor, with a part of it selected. */
  async function select(content: string, part?: string, language = 'plaintext'): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ content, language });
    const editor = await vscode.window.showTextDocument(document);
    if (part !== undefined) {
      const at = content.indexOf(part);
      editor.selection = new vscode.Selection(document.positionAt(at), document.positionAt(at + part.length));
    }
  }

  const append = async (): Promise<unknown> => vscode.commands.executeCommand(commandIds.appendTableRows);

  /** Appends to the table of the sample. @returns what is said then. */
  async function appendToOrders(): Promise<string[]> {
    return answering('showInformationMessage', undefined, async () => {
      const asked = await answering('showQuickPick', 'Orders', append);
      assert.deepEqual(asked, ['Append to Which Table of Budget.xlsx?']);
    });
  }

  /** The rows of the table below those that the sample has. */
  async function rowsBelow(root: vscode.Uri): Promise<string> {
    const text = await read(vscode.Uri.joinPath(root, 'tables/Orders.csv'));
    return text.split('\n').slice(4).join('\n');
  }

  it('appends the rows of a CSV selection, once, and tells of it', async () => {
    const workbook = await world.openBudget();
    await select(`not this\n${csv}nor this`, csv);
    assert.deepEqual(await appendToOrders(), ['2 rows were appended to Orders in Budget.xlsx.']);
    assert.equal(await rowsBelow(world.uri(workbook, '')), csv);
    assert.equal((await world.sim.workbook('/Budget.xlsx')).table('Orders'), 'A1:E6');
  });

  it('appends one after another what is appended at the same time', async () => {
    const workbook = await world.openBudget();
    await select(csv);
    const messages = await answering('showInformationMessage', undefined, () =>
      answering('showQuickPick', 'Orders', () => Promise.all([append(), append()])),
    );
    assert.equal(messages.length, 2);
    assert.equal(await rowsBelow(world.uri(workbook, '')), csv + csv);
  });

  it('appends a whole text by its headings, and opens the table', async () => {
    const workbook = await world.openBudget();
    await select('Units,Product,Price,Sold on,Total\n2,Figs,5,2026-03-01,10\n');
    const messages = await answering('showInformationMessage', 'Open Table', () =>
      answering('showQuickPick', 'Orders', append),
    );
    assert.deepEqual(messages, ['1 row was appended to Orders in Budget.xlsx.']);
    assert.equal(await rowsBelow(world.uri(workbook, '')), 'Figs,2,5,10,2026-03-01\n');
    const shown = (): string | undefined => vscode.window.activeTextEditor?.document.uri.path;
    await eventually(() => assert.equal(shown(), '/Budget.xlsx/tables/Orders.csv'));
  });

  it('appends JSON, by names, also some of a list', async () => {
    const workbook = await world.openBudget();
    const rows = '{"Units": 2, "Product": "Figs"},\n  {"Product": "007"}';
    await select(`[\n  ${rows}\n]`, rows, 'json');
    assert.deepEqual(await appendToOrders(), ['2 rows were appended to Orders in Budget.xlsx.']);
    assert.equal(await rowsBelow(world.uri(workbook, '')), "Figs,2,,,\n'007,,,,\n");
  });

  it('is a change of a scratch copy like others', async () => {
    const scratch = await world.openBudget(false);
    await select(csv);
    await appendToOrders();
    const copy = async (): Promise<unknown> =>
      vscode.commands.executeCommand(commandIds.copyWorkbookChanges, scratch.id);
    assert.deepEqual(await answering('showWarningMessage', undefined, copy), [
      'Copy 10 cells of Sales into Budget.xlsx?',
    ]);
  });

  it('does not append twice what was appended although the answer said otherwise', async () => {
    const workbook = await world.openBudget();
    await select(csv);
    world.sim.faults.add({ ...late, route: 'addTableRows', when: 'after' });
    assert.deepEqual(await appendToOrders(), ['2 rows were appended to Orders in Budget.xlsx.']);
    assert.equal(await rowsBelow(world.uri(workbook, '')), csv);
  });

  it('asks before it appends very many', async () => {
    const workbook = await world.openBudget();
    await select('Figs,2,5,10,2026-03-01\n'.repeat(101));
    const questions = await answering('showWarningMessage', undefined, () =>
      answering('showQuickPick', 'Orders', append),
    );
    assert.deepEqual(questions, ['Append 101 rows to Orders in Budget.xlsx?']);
    assert.equal(await rowsBelow(world.uri(workbook, '')), '');
  });

  for (const [what, text, message] of [
    ['rows of another width', 'Figs,2,5,10,2026-03-01\nDates,3', /^Row 2 has 2 values, but the table has 5 columns\./u],
    ['broken CSV', `${csv}"Kiwis,1`, /^Line 3 cannot be read/u],
    ['broken JSON', '[{"Units": 2]', /^The text is not valid JSON\./u],
    ['unknown columns', '[{"Units": 2}, {"Unit": 3}]', /^Row 2 has a value for the column "Unit"/u],
  ] satisfies [string, string, RegExp][]) {
    it(`says where there are ${what}, and appends nothing`, async () => {
      const workbook = await world.openBudget();
      await select(text);
      const errors = await answering('showErrorMessage', undefined, () => answering('showQuickPick', 'Orders', append));
      assert.equal(errors.length, 1);
      assert.match(errors[0] ?? '', message);
      assert.equal(await rowsBelow(world.uri(workbook, '')), '');
    });
  }

  it('says that there is nothing to append, and to what', async () => {
    await world.openBudget();
    await select('  \n');
    assert.deepEqual(await answering('showInformationMessage', undefined, append), [
      'There are no rows to append. Select some in an editor, as CSV or JSON.',
    ]);
    await select('Product,Units,Price,Total,Sold on');
    assert.deepEqual(await appendToOrders(), ['There are no rows to append: the selection has nothing but headings.']);
  });
});
