import assert from 'node:assert/strict';
import { SECOND } from '../clock.ts';
import { SHEETS } from '../../support/workbooks.ts';
import { rules } from './client.ts';
import { useWorkbook } from './workbookClient.ts';

const figs = ['Figs', 2, 4, '=B5*C5', '2026-03-01'];
const figsThen = ['Figs', 2, 4, 8, 46_082];

describe('the tables of a workbook', () => {
  const test = useWorkbook();

  it('are listed for the workbook and for a sheet, and found by id and name', async () => {
    const { book } = test;
    for (const path of ['tables', 'worksheets/Sales/tables']) {
      const reply = await book.ask('GET', path);
      assert.deepEqual(
        [
          reply.at('value', 0, 'id'),
          reply.at('value', 0, 'name'),
          reply.at('value', 0, 'showHeaders'),
          reply.at('value', 1),
        ],
        ['1', 'Orders', true, undefined],
      );
    }
    assert.equal((await book.ask('GET', 'worksheets/Hidden/tables')).at('value', 0), undefined);
    for (const path of ['tables/1', 'tables/orders', "tables('Orders')", "worksheets('Sales')/tables('1')"]) {
      assert.equal((await book.ask('GET', path)).at('name'), 'Orders', path);
    }
    assert.equal((await book.ask('GET', 'worksheets/Hidden/tables/1')).refusal, '404 ItemNotFound itemNotFound');
  });

  it('have ranges for all, headers, data and columns, but none for what they do not have', async () => {
    const { book } = test;
    for (const [path, address] of [
      ['range', 'Sales!A1:E4'],
      ['headerRowRange', 'Sales!A1:E1'],
      ['dataBodyRange()', 'Sales!A2:E4'],
      ['columns/2/range', 'Sales!B1:B4'],
      ["columns('Units')/dataBodyRange", 'Sales!B2:B4'],
    ] as const) {
      assert.equal((await book.ask('GET', `tables/Orders/${path}`)).at('address'), address, path);
    }
    assert.equal((await book.ask('GET', 'tables/Orders/totalRowRange')).status, 404);
    const columns = await book.ask('GET', 'tables/Orders/columns');
    assert.deepEqual([columns.at('value', 1, 'name'), columns.at('value', 1, 'index')], ['Units', 1]);
    assert.deepEqual((await book.ask('GET', 'tables/Orders/columns/Units')).at('values'), [['Units'], [10], [4], [7]]);
  });

  it('give their rows in pages and one by one', async () => {
    const { book } = test;
    const page = await book.ask('GET', 'tables/Orders/rows?$top=1&$skip=1');
    assert.deepEqual([page.at('value', 0, 'index'), page.at('value', 1)], [1, undefined]);
    assert.deepEqual(page.at('value', 0, 'values'), [['Pears', 4, 2.25, 9, 46_025]]);
    for (const path of ['rows/itemAt(index=2)', 'rows/$/ItemAt(index=2)']) {
      assert.deepEqual((await book.ask('GET', `tables/Orders/${path}`)).at('values'), [['Plums', 7, 3, 21, 46_026]]);
    }
    assert.equal((await book.ask('GET', 'tables/Orders/rows/itemAt(index=3)')).status, 404);
  });

  it('grow at the end and in the middle, and references to them follow', async () => {
    const { book } = test;
    const added = await book.ask('POST', 'tables/Orders/rows', { index: null, values: [figs] });
    assert.deepEqual([added.status, added.at('index'), added.at('values')], [201, 3, [figsThen]]);
    assert.deepEqual(await book.range(SHEETS.overview, 'B4'), [[23]]);
    await book.write('Sales', 'A7', { values: [['below']] });
    const inserted = await book.ask('POST', 'tables/Orders/rows/add', {
      index: 0,
      values: [
        ['Nuts', 100, 1, 100, null],
        ['Oats', 1, 1, 1, ''],
      ],
    });
    assert.equal(inserted.at('index'), 0);
    assert.equal((await book.ask('GET', 'tables/Orders/range')).at('address'), 'Sales!A1:E7');
    assert.deepEqual(await book.range('Sales', 'A1:A9'), [
      ['Product'],
      ['Nuts'],
      ['Oats'],
      ['Apples'],
      ['Pears'],
      ['Plums'],
      ['Figs'],
      [''],
      ['below'],
    ]);
    assert.deepEqual(await book.range(SHEETS.overview, 'B4'), [[124]]);
    const stored = await book.sim.workbook('/Book.xlsx');
    assert.equal(stored.table('Orders'), 'A1:E7');
    assert.equal(stored.value('Sales', 'A7'), 'Figs');
    assert.equal(stored.value(SHEETS.overview, 'B4'), 124);
  });

  it('lose a row, and what is below moves up', async () => {
    const { book } = test;
    assert.equal((await book.ask('DELETE', 'tables/Orders/rows/$/ItemAt(index=1)')).status, 204);
    assert.deepEqual(await book.range('Sales', 'A2:A4'), [['Apples'], ['Plums'], ['']]);
    assert.equal((await book.ask('GET', 'tables/Orders/range')).at('address'), 'Sales!A1:E3');
    assert.equal(
      (await book.ask('DELETE', 'tables/Orders/rows/itemAt(index=2)')).refusal,
      '404 ItemNotFound itemNotFound',
    );
  });

  it('take only rows with a value for each column, at an index that there is', async () => {
    const { book } = test;
    for (const wrong of [
      { values: [[1]] },
      { values: [] },
      { values: 1 },
      { index: 9, values: [figs] },
      { index: -1, values: [figs] },
    ]) {
      const reply = await book.ask('POST', 'tables/Orders/rows', wrong);
      assert.equal(reply.refusal, '400 InvalidArgument invalidArgument', JSON.stringify(wrong));
    }
  });

  it('are renamed, but not to a name that is taken', async () => {
    const { book } = test;
    assert.equal((await book.ask('PATCH', 'tables/Orders', { name: 'Totals' })).status, 400);
    assert.equal((await book.ask('PATCH', 'tables/Orders', { name: 'Sold' })).at('name'), 'Sold');
    assert.equal((await book.sim.workbook('/Book.xlsx')).table('Sold'), 'A1:E4');
  });

  it('call their columns what the header says', async () => {
    const { book } = test;
    await book.write('Sales', 'B1', { values: [['Pieces']] });
    assert.equal((await book.ask('GET', 'tables/Orders/columns')).at('value', 1, 'name'), 'Pieces');
  });
});

describe('rows of a table that take long', () => {
  const test = useWorkbook({ workbooks: { rowsMs: 10 * SECOND } });
  const prefer = { Prefer: 'respond-async' };

  it('are added by an operation, once, with what was added as its result', async () => {
    const { book } = test;
    const session = await book.open(true);
    const accepted = await book.ask('POST', 'tables/Orders/rows', { values: [figs] }, session, prefer);
    assert.deepEqual([accepted.status, accepted.text], [202, '']);
    const location = String(accepted.headers['location']);
    book.sim.clock.advance(5 * SECOND);
    assert.equal((await book.follow(location)).at('status'), 'running');
    assert.equal((await book.ask('GET', 'tables/Orders/rows', undefined, session)).at('value', 3), undefined);
    book.sim.clock.advance(5 * SECOND);
    const done = await book.follow(location);
    assert.equal(done.at('status'), 'succeeded');
    assert.match(done.textAt('resourceLocation'), /\/beta\/.*\/workbook\/tableRowOperationResult\(key='/u);
    const result = await book.follow(done.textAt('resourceLocation'));
    assert.deepEqual([result.at('index'), result.at('values')], [3, [figsThen]]);
    await book.follow(location);
    assert.equal((await book.ask('GET', 'tables/Orders/rows', undefined, session)).at('value', 4), undefined);
    assert.deepEqual(rules(book.sim), []);
  });

  it('are deleted by an operation that has no result', async () => {
    const { book } = test;
    const session = await book.open(true);
    const path = 'tables/Orders/rows/itemAt(index=0)';
    const accepted = await book.ask('DELETE', path, undefined, session, prefer);
    book.sim.clock.advance(10 * SECOND);
    const done = await book.follow(String(accepted.headers['location']));
    assert.deepEqual([done.at('status'), done.at('resourceLocation')], ['succeeded', undefined]);
    assert.deepEqual(await book.range('Sales', 'A2', 'values', session), [['Pears']]);
  });

  it('need a session', async () => {
    const reply = await test.book.ask('POST', 'tables/Orders/rows', { values: [figs] }, undefined, prefer);
    assert.equal(reply.refusal, '400 InvalidSession badRequestUncategorized');
  });

  it('may fail, which the operation tells, and then nothing was added', async () => {
    const { book } = test;
    book.sim.setWorkbooks({ rowsFailure: ['conflict', 'insertDeleteConflict'] });
    const session = await book.open(true);
    const accepted = await book.ask('POST', 'tables/Orders/rows', { values: [figs] }, session, prefer);
    book.sim.clock.advance(10 * SECOND);
    const reply = await book.follow(String(accepted.headers['location']));
    assert.deepEqual([reply.status, reply.at('status')], [200, 'failed']);
    assert.equal(reply.at('error', 'innerError', 'code'), 'insertDeleteConflict');
    assert.equal((await book.ask('GET', 'tables/Orders/rows', undefined, session)).at('value', 3), undefined);
  });

  it('are too slow for who does not prefer an operation', async () => {
    const { book } = test;
    book.sim.setWorkbooks({ rowsMs: 40 * SECOND });
    const reply = await book.ask('POST', 'tables/Orders/rows', { values: [figs] });
    assert.equal(reply.refusal, '504 MaxRequestDurationExceeded gatewayTimeoutUncategorized');
  });

  it('may be there although a gateway gave up', async () => {
    const { book } = test;
    book.sim.faults.add({ route: 'addTableRows', kind: 'status', status: 504, when: 'after' });
    assert.equal((await book.ask('POST', 'tables/Orders/rows', { values: [figs] })).status, 504);
    assert.deepEqual((await book.ask('GET', 'tables/Orders/rows')).at('value', 3, 'values'), [figsThen]);
  });
});
