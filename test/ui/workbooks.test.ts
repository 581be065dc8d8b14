import assert from 'node:assert/strict';
import { compareWithOneDrive } from '../support/compare.ts';
import { SHEETS, sampleWorkbook } from '../support/workbooks.ts';
import { Playground } from './playground.ts';
import { waitForNoWorkbookSessions } from './workbookSessions.ts';

const file = 'Budget.xlsx';
const stored = `/Finance/${file}`;
const minute = 60_000;

describe('workbooks in the window', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'workbooks',
      keepsSecrets: true,
      files: { [file]: await sampleWorkbook() },
      settings: {
        'onedrive.destination': '/Finance',
        'onedrive.upload.conflictBehavior': 'fail',
        // In a browser VS Code saves by itself.
        'files.autoSave': 'off',
      },
    });
    await playground.signInWithToken();
    await playground.window.notifications.clear();
  });
  after(() => playground.stop());
  afterEach(() => playground.assertCleanConduct());

  /** Units of the first product: line 2 of the sheet. */
  const line = (units: number, total: number): RegExp =>
    new RegExp(`^Apples,${units},1\\.5,${total},2026-01-02$`, 'mu');

  it('are uploaded and opened in one go, from the context menu to the cells of the first sheet', async () => {
    const { editor, explorer, quickInput, surface, workbooks } = playground.window;
    await explorer.show();
    await explorer.choose([file], 'Open Workbook Session...');
    await quickInput.waitFor(/What becomes of changes/);
    await surface.screenshot('mode');
    await quickInput.pick('Persistent');
    await editor.waitFor('Sales.csv', line(10, 15));
    const row = await workbooks.waitForRow(file, /^persistent · \d min left$/);
    assert.match(row.spoken, /^Budget\.xlsx\. Changes are saved in the file\./);
    await surface.screenshot('opened');
    await compareWithOneDrive(playground.simulator, playground.file(file), stored);
    assert.equal(playground.simulator.workbookSessions.length, 1);
  });

  it('take a changed cell when they are saved: the total and the picture of the chart follow', async () => {
    const { editor, surface, workbooks } = playground.window;
    const pictures = (): number => requests('chartImage').length;
    await workbooks.open([file, 'Charts', SHEETS.sales, 'Totals']);
    const before = await editor.waitForPicture();
    assert.ok(before.width > 100 && before.height > 100, `a picture of ${before.width} × ${before.height}`);
    const drawn = pictures();
    await workbooks.open([file, 'Sheets', SHEETS.sales]);
    await editor.waitFor('Sales.csv', line(10, 15));
    await editor.replaceLine('Sales.csv', 2, 'Apples,20,1.5,15,2026-01-02');
    await editor.save('Sales.csv');
    await editor.waitFor('Sales.csv', line(20, 30));
    await surface.screenshot('recalculated');
    const book = await playground.simulator.workbook(stored);
    assert.equal(book.value(SHEETS.sales, 'B2'), 20);
    assert.equal(book.formula(SHEETS.sales, 'D2'), 'B2*C2');
    await workbooks.open([file, 'Charts', SHEETS.sales, 'Totals']);
    await editor.waitForPicture();
    await surface.until('wait for the new picture', async () => (pictures() > drawn ? true : undefined));
    await surface.screenshot('chart');
  });

  it('can be tried out in a scratch copy, which nobody else sees', async () => {
    const { editor, workbooks } = playground.window;
    const before = playground.simulator.item(stored)?.sha256;
    await workbooks.choose(file, 'Reopen Workbook as Scratch Copy');
    await workbooks.waitForRow(file, /^scratch · \d/);
    await workbooks.open([file, 'Sheets', SHEETS.sales]);
    await editor.waitFor('Sales.csv', line(20, 30));
    await editor.replaceLine('Sales.csv', 2, 'Apples,100,1.5,30,2026-01-02');
    await editor.save('Sales.csv');
    await editor.waitFor('Sales.csv', line(100, 150));
    await workbooks.waitForRow(file, /^scratch · changed/);
    assert.equal(playground.simulator.item(stored)?.sha256, before);
  });

  it('are back after the window was reloaded, also what was changed in a scratch copy', async () => {
    const { editor, quickInput, surface, workbooks } = playground.window;
    await playground.window.reload();
    await workbooks.show();
    await workbooks.waitForRow(file, /^scratch · changed/);
    // Which editors come back depends on when VS Code wrote them down last.
    await quickInput.runCommand('View: Close All Editors');
    await workbooks.open([file, 'Sheets', SHEETS.sales]);
    await editor.waitFor('Sales.csv', line(100, 150));
    await surface.screenshot('reloaded');
  });

  it('can be compared with a scratch copy, and stay as they are when that is closed', async () => {
    const { dialog, editor, quickInput, surface, workbooks } = playground.window;
    const before = playground.simulator.item(stored)?.sha256;
    await quickInput.runCommand('OneDrive: Compare with Saved Workbook');
    await editor.waitForSides([line(20, 30), line(100, 150)]);
    await surface.screenshot('compared');
    await workbooks.press(/^Budget\.xlsx\. Scratch copy/u, 'Close Workbook Session');
    await dialog.waitFor(/Budget\.xlsx/);
    await surface.screenshot('thrown away');
    await dialog.press('Close');
    await quickInput.runCommand('View: Close All Editors');
    await workbooks.waitForEmpty();
    await waitForNoWorkbookSessions(surface, playground.simulator);
    assert.equal(playground.simulator.item(stored)?.sha256, before);
  });

  it('keep what was typed when their session has ended meanwhile', async () => {
    const { editor, explorer, quickInput, surface, workbooks } = playground.window;
    await explorer.show();
    await explorer.choose([file], 'Open Workbook Session...');
    await quickInput.pick('Persistent');
    await editor.waitFor('Sales.csv', line(20, 30));
    await editor.replaceLine('Sales.csv', 2, 'Apples,40,1.5,30,2026-01-02');
    playground.simulator.clock.advance(6 * minute);
    assert.deepEqual(playground.simulator.workbookSessions, []);
    await editor.save('Sales.csv');
    await editor.waitFor('Sales.csv', line(40, 60));
    await surface.screenshot('saved in a new session');
    assert.equal((await playground.simulator.workbook(stored)).value(SHEETS.sales, 'B2'), 40);
    await workbooks.press(file, 'Close Workbook Session');
    await workbooks.waitForEmpty();
    await waitForNoWorkbookSessions(surface, playground.simulator);
  });

  function requests(route: string): readonly unknown[] {
    return playground.simulator.requests.filter((request) => request.route === route);
  }
});
