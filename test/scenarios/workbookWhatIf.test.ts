import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { listTables, postRows } from '../../src/graph/workbook/tables.ts';
import { addWorksheet, deleteWorksheet, listWorksheets, renameWorksheet } from '../../src/graph/workbook/worksheets.ts';
import { readGrid } from '../../src/workbook/files/readGrid.ts';
import { saveGrid } from '../../src/workbook/files/saveGrid.ts';
import type { SheetRef } from '../../src/workbook/files/source.ts';
import type { WorkbookFile } from '../../src/workbook/model.ts';
import type { OpenWorkbook } from '../../src/workbook/session/openWorkbook.ts';
import { Baselines } from '../../src/workbook/whatIf/baselines.ts';
import { copySheets, planCopy } from '../../src/workbook/whatIf/copyPlan.ts';
import type { CopyPlan } from '../../src/workbook/whatIf/copyPlan.ts';
import { MemoryText } from '../support/memoryText.ts';
import { problemAt } from '../support/workbookFiles.ts';
import { SHEETS, sampleWorkbook } from '../support/workbooks.ts';
import { useWorkbookWindows } from '../support/workbookWindows.ts';

const never = new AbortController().signal;

describe('changes of a scratch copy', () => {
  // Not so fast that an idle time could pass on a busy machine.
  const started = useWorkbookWindows({ hurry: 20 });
  let file: WorkbookFile;
  let scratch: OpenWorkbook;
  let saved: OpenWorkbook;
  let baselines: Baselines;
  let records: MemoryText;

  /** Opens the workbook in both ways, in a window of its own. */
  async function window(kept = new MemoryText()): Promise<void> {
    records = kept;
    const { workbooks } = started().window(records);
    baselines = new Baselines(workbooks);
    await workbooks.restore(never);
    scratch = await workbooks.open(file, false, never);
    saved = await workbooks.open(file, true, never);
  }

  beforeEach(async () => {
    const { id: itemId, driveId } = started().engine.sim.putItem('/Budget.xlsx', await sampleWorkbook());
    file = { driveId, itemId, name: 'Budget.xlsx' };
    await window();
  });

  async function sheetOf(workbook: OpenWorkbook, name: string): Promise<SheetRef> {
    const sheet = (await listWorksheets(workbook, never)).find((each) => each.name === name);
    assert.ok(sheet, `there is a sheet ${name}`);
    return { id: sheet.id, name: sheet.name };
  }

  /** Saves a sheet as its editor would. */
  async function edit(workbook: OpenWorkbook, name: string, change: (text: string) => string): Promise<void> {
    const sheet = await sheetOf(workbook, name);
    const { text, snapshot } = await readGrid(workbook, { kind: 'sheet', sheet }, {}, never);
    await baselines.keep(workbook, sheet, never);
    await saveGrid(workbook, snapshot, change(text), { clock: started().engine.clock }, never);
  }

  const moreApples = (text: string): string => text.replace('Apples,10', 'Apples,20');

  async function plan(): Promise<CopyPlan> {
    return planCopy(scratch, saved, baselines.of(scratch), () => {}, never);
  }

  /** Copies all changes. @returns what became of each sheet. */
  async function copy(): Promise<string[]> {
    const ends: string[] = [];
    const { changes } = await plan();
    const events = {
      onProgress: () => {},
      copied: ({ sheet, cells, now }: (typeof changes)[number]) => {
        baselines.moveOn(scratch, now);
        ends.push(`${sheet.name}: ${cells}`);
      },
      failed: ({ sheet }: (typeof changes)[number], { problem, cell }: { problem: string; cell?: string }) => {
        ends.push(`${sheet.name}: ${problem} ${cell}`);
      },
    };
    await copySheets(saved, changes, events, never);
    return ends;
  }

  async function textIn(workbook: OpenWorkbook, name: string): Promise<string> {
    return (await readGrid(workbook, { kind: 'sheet', sheet: await sheetOf(workbook, name) }, {}, never)).text;
  }

  function changesOf({ changes }: CopyPlan): unknown[] {
    return changes.map(({ sheet, saved: target, cells }) => [sheet.name, target?.name, cells]);
  }

  it('are none at first, and no sheet is read for that', async () => {
    started().engine.sim.clearRequests();
    assert.deepEqual(await plan(), { changes: [], gone: [], renamed: [], staying: [], resized: [], isWhole: true });
    assert.equal(started().engine.sim.requests.length, 2);
  });

  it('are what was written, not what formulas make of it, and reach the saved workbook', async () => {
    await edit(scratch, SHEETS.sales, moreApples);
    await edit(scratch, SHEETS.overview, (text) => text.replace('0.2', '0.25'));
    assert.deepEqual(changesOf(await plan()), [
      [SHEETS.sales, SHEETS.sales, 1],
      [SHEETS.overview, SHEETS.overview, 1],
    ]);
    assert.deepEqual(await copy(), [`${SHEETS.sales}: 1`, `${SHEETS.overview}: 1`]);
    assert.equal(await textIn(saved, SHEETS.overview), await textIn(scratch, SHEETS.overview));
    assert.equal(await textIn(saved, SHEETS.sales), await textIn(scratch, SHEETS.sales));
  });

  it('that were copied once are not changes any more, unless they are taken back', async () => {
    await edit(scratch, SHEETS.sales, moreApples);
    await copy();
    assert.deepEqual(changesOf(await plan()), []);
    await edit(scratch, SHEETS.sales, (text) => text.replace('Apples,20', 'Apples,10'));
    assert.deepEqual(await copy(), [`${SHEETS.sales}: 1`]);
    assert.match(await textIn(saved, SHEETS.sales), /Apples,10/u);
  });

  it('are not copied over what somebody else changed; other sheets are', async () => {
    await edit(scratch, SHEETS.sales, (text) => moreApples(text).replace('Pears,4', 'Pears,5'));
    await edit(scratch, SHEETS.overview, (text) => text.replace('0.2', '0.25'));
    await edit(saved, SHEETS.sales, (text) => text.replace('Pears,4', 'Pears,9'));
    assert.deepEqual(await copy(), [`${SHEETS.sales}: cellChanged B3`, `${SHEETS.overview}: 1`]);
    assert.match(await textIn(saved, SHEETS.sales), /Apples,10[^]*Pears,9/u);
  });

  it('are whole sheets, too, which are added before formulas name them', async () => {
    await addWorksheet(scratch, 'Rates', never);
    await addWorksheet(scratch, 'Blank', never);
    await edit(scratch, SHEETS.overview, (text) => text.replace('0.2', '=Rates!A1/100'));
    await edit(scratch, 'Rates', () => '30\n');
    assert.deepEqual(changesOf(await plan()), [
      [SHEETS.overview, SHEETS.overview, 1],
      ['Rates', undefined, 1],
      ['Blank', undefined, 0],
    ]);
    assert.deepEqual(await copy(), [`${SHEETS.overview}: 1`, 'Rates: 1', 'Blank: 0']);
    assert.match(await textIn(saved, SHEETS.overview), /Tax rate,0\.3/u);
    assert.deepEqual(changesOf(await plan()), []);
  });

  it('leave alone a sheet that somebody else made with the id of a new one', async () => {
    await addWorksheet(scratch, 'Rates', never);
    await edit(scratch, 'Rates', () => '30\n');
    await addWorksheet(saved, 'Other', never);
    assert.deepEqual(await copy(), ['Rates: 1']);
    assert.equal(await textIn(saved, 'Other'), '');
    assert.equal(await textIn(saved, 'Rates'), '30\n');
    await edit(scratch, 'Rates', () => '30,40\n');
    assert.deepEqual(await copy(), ['Rates: 1']);
    assert.equal(await textIn(saved, 'Other'), '');
    assert.equal(await textIn(saved, 'Rates'), '30,40\n');
  });

  it('do not tell of names and deletions of sheets, but the plan does', async () => {
    await edit(scratch, SHEETS.sales, moreApples);
    await renameWorksheet(scratch, (await sheetOf(scratch, SHEETS.sales)).id, 'Turnover', never);
    await deleteWorksheet(scratch, (await sheetOf(scratch, SHEETS.hidden)).id, never);
    const found = await plan();
    assert.deepEqual(changesOf(found), [['Turnover', SHEETS.sales, 1]]);
    assert.deepEqual(
      found.renamed.map(({ sheet, saved: target }) => [sheet.name, target.name]),
      [['Turnover', SHEETS.sales]],
    );
    assert.deepEqual(
      found.staying.map(({ name }) => name),
      [SHEETS.hidden],
    );
    assert.deepEqual(await copy(), ['Turnover: 1']);
    assert.match(await textIn(saved, SHEETS.sales), /Apples,20/u);
  });

  it('in a sheet that is gone from the saved workbook cannot be copied', async () => {
    await edit(scratch, SHEETS.sales, moreApples);
    await deleteWorksheet(saved, (await sheetOf(saved, SHEETS.sales)).id, never);
    await deleteWorksheet(saved, (await sheetOf(saved, SHEETS.hidden)).id, never);
    const { changes, gone } = await plan();
    assert.deepEqual([changes, gone.map(({ name }) => name)], [[], [SHEETS.sales]]);
  });

  it('in the size of a table are told, since only cells are copied', async () => {
    await edit(scratch, SHEETS.sales, moreApples);
    assert.deepEqual((await plan()).resized, []);
    const [table] = await listTables(scratch, never);
    await postRows(scratch, table?.id ?? '', [['Figs', 2, 5, 10, 46_000]], never);
    assert.deepEqual((await plan()).resized, ['Orders']);
  });

  it('of a sheet that was too large to be kept cannot be told', async () => {
    const { id } = await sheetOf(scratch, SHEETS.sales);
    const found = planCopy(scratch, saved, new Map([[id, undefined]]), () => {}, never);
    await assert.rejects(found, problemAt('tooManyCells', undefined, SHEETS.sales));
  });

  it('of before a reload are all that differs from the saved workbook as it is then', async () => {
    await edit(scratch, SHEETS.sales, moreApples);
    await started().end();
    await window(records);
    assert.equal(baselines.of(scratch), undefined);
    await edit(scratch, SHEETS.overview, (text) => text.replace('0.2', '0.25'));
    await edit(saved, SHEETS.sales, (text) => text.replace('Pears,4', 'Pears,9'));
    const found = await plan();
    assert.equal(found.isWhole, false);
    assert.deepEqual(changesOf(found), [
      [SHEETS.sales, SHEETS.sales, 2],
      [SHEETS.overview, SHEETS.overview, 1],
    ]);
    assert.deepEqual(await copy(), [`${SHEETS.sales}: 2`, `${SHEETS.overview}: 1`]);
  });

  it('are forgotten with the session that they were made in', async () => {
    await edit(scratch, SHEETS.sales, moreApples);
    started().engine.sim.clock.advance(8 * 60_000);
    await assert.rejects(scratch.refresh(never), /changesLost/u);
    await scratch.reopen(never);
    assert.deepEqual([...(baselines.of(scratch) ?? [])], []);
    assert.deepEqual(changesOf(await plan()), []);
  });
});
