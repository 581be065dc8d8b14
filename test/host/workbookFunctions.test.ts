import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/contributions.ts';
import { answering, replacing } from './prompts.ts';
import { show } from './workbookFilesScene.ts';
import { useWorkbookWorld } from './workbookScene.ts';

const evaluate = async (...args: readonly unknown[]): Promise<unknown> =>
  vscode.commands.executeCommand(commandIds.evaluateWorkbookFunction, ...args);

describe('Evaluate Workbook Function', () => {
  const world = useWorkbookWorld();

  it('gives callers the result, and shows nothing', async () => {
    const { id } = await world.openBudget();
    const shown = await answering('showInformationMessage', undefined, async () => {
      assert.deepEqual(await evaluate(id, 'SUM(Sales!B2:B4, 5)'), { value: 26 });
      assert.deepEqual(await evaluate(id, '=SUM(B2:B4)'), { value: 21 });
      assert.deepEqual(await evaluate(id, 'SUM(Totals)'), { value: 45 });
      assert.deepEqual(await evaluate(id, 'POWER(0, -1)'), { error: '#DIV/0!' });
    });
    assert.deepEqual(shown, []);
  });

  it('takes cells without a sheet from the one in the editor', async () => {
    const workbook = await world.openBudget();
    const uri = world.uri(workbook, 'worksheets/Übersicht 2026.csv');
    await show(uri);
    assert.deepEqual(await evaluate(workbook.id, 'SUM(B1:B1)'), { value: 45 });
    assert.deepEqual(await evaluate(uri, 'SUM(B1:B1)'), { value: 45 });
    assert.deepEqual(await evaluate(world.uri(workbook, 'worksheets/Sales.csv'), 'SUM(B2:B2)'), { value: 10 });
  });

  it('asks for the function, remembers it, and shows the result', async () => {
    await world.openBudget();
    const inputs: vscode.InputBoxOptions[] = [];
    let typed: string | undefined = 'SUM(Sales!B2:B4, 5)';
    const replaced = replacing(vscode.window, 'showInputBox', async (options: vscode.InputBoxOptions) => {
      inputs.push(options);
      return Promise.resolve(typed);
    });
    try {
      const shown = await answering('showInformationMessage', 'Copy', evaluate);
      assert.deepEqual(shown, ['SUM(Sales!B2:B4, 5) = 26']);
      typed = '=POWER(0, -1)';
      assert.deepEqual(await answering('showWarningMessage', undefined, evaluate), [
        'POWER(0, -1) = #DIV/0!: A number is divided by zero or by an empty cell.',
      ]);
      typed = undefined;
      assert.equal(await evaluate(), undefined);
    } finally {
      replaced.restore();
    }
    assert.equal(await vscode.env.clipboard.readText(), '26');
    assert.deepEqual(
      inputs.slice(1).map(({ value }) => value),
      ['SUM(Sales!B2:B4, 5)', '=POWER(0, -1)'],
    );
    assert.equal(inputs[0]?.prompt, 'Cells without a sheet are those of Sales.');
    assert.equal(inputs[0].validateInput?.('SUM(1)'), undefined);
    const problem = inputs[0].validateInput?.('SUM(SUM(1))');
    assert.ok(typeof problem === 'string');
    assert.match(problem, /^Another function begins at character 5/u);
  });

  it('says what is wrong with a function', async () => {
    const { id } = await world.openBudget();
    const errors = await answering('showErrorMessage', undefined, async () => {
      assert.equal(await evaluate(id, 'NOFUNCTION(1)'), undefined);
      assert.equal(await evaluate(id, 'SUM(Nowhere)'), undefined);
    });
    assert.equal(errors.length, 2);
    assert.match(errors[0] ?? '', /^Excel for the web has no function of this name/u);
    assert.match(errors[1] ?? '', /^The cells at character 5 were not found/u);
  });
});
