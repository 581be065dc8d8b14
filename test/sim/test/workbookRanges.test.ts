import assert from 'node:assert/strict';
import { SHEETS } from '../../support/workbooks.ts';
import { rules } from './client.ts';
import { useWorkbook } from './workbookClient.ts';

const overview = `worksheets/${encodeURIComponent(SHEETS.overview)}`;

describe('ranges of a workbook', () => {
  const test = useWorkbook();

  it('have all properties, or those that are selected', async () => {
    const { book } = test;
    const whole = await book.ask('GET', "worksheets/Sales/range(address='C1:E2')");
    assert.equal(whole.status, 200);
    const facts = Object.fromEntries(
      Object.entries(Object(JSON.parse(whole.text))).filter(([name]) => !name.startsWith('@')),
    );
    assert.deepEqual(facts, {
      address: 'Sales!C1:E2',
      addressLocal: 'Sales!C1:E2',
      cellCount: 6,
      columnCount: 3,
      columnIndex: 2,
      rowCount: 2,
      rowIndex: 0,
      hidden: false,
      columnHidden: false,
      rowHidden: false,
      values: [
        ['Price', 'Total', 'Sold on'],
        [1.5, 15, 46_024],
      ],
      text: [
        ['Price', 'Total', 'Sold on'],
        ['1.50', '15.00', '2026-01-02'],
      ],
      formulas: [
        ['Price', 'Total', 'Sold on'],
        [1.5, '=B2*C2', 46_024],
      ],
      formulasLocal: [
        ['Price', 'Total', 'Sold on'],
        [1.5, '=B2*C2', 46_024],
      ],
      numberFormat: [
        ['General', 'General', 'General'],
        ['0.00', '0.00', 'yyyy-mm-dd'],
      ],
      valueTypes: [
        ['String', 'String', 'String'],
        ['Double', 'Double', 'Double'],
      ],
    });
    const some = await book.ask('GET', "worksheets/Sales/range(address='A1')?$select=values,rowCount");
    assert.deepEqual(Object.keys(Object(JSON.parse(some.text))), ['@odata.context', 'rowCount', 'values']);
    assert.deepEqual(rules(book.sim), []);
  });

  it('show errors, truth values, texts and empty cells as what they are', async () => {
    const { book } = test;
    assert.deepEqual(await book.range(SHEETS.values, 'C1:C6'), [['#DIV/0!'], ['#N/A'], ['#NUM!'], ['5'], [true], ['']]);
    assert.deepEqual(await book.range(SHEETS.values, 'C1:C6', 'valueTypes'), [
      ['Error'],
      ['Error'],
      ['Error'],
      ['String'],
      ['Boolean'],
      ['Empty'],
    ]);
    assert.deepEqual(await book.range(SHEETS.values, 'A1:A11'), [
      ['007'],
      ['1e5'],
      ['2026-01-02'],
      ['TRUE'],
      ['=A1'],
      ['#N/A'],
      ["'quoted"],
      ['two\nlines'],
      ['a,b;"c"'],
      [' spaces '],
      ['ä€😀'],
    ]);
    assert.deepEqual(await book.range(SHEETS.values, 'B6:B8', 'text'), [
      ['2026-01-02'],
      ['2026-01-02 08:30'],
      ['12:00:00'],
    ]);
  });

  it('are found by address, name, cell and use', async () => {
    const { book } = test;
    const addresses: readonly (readonly [string, string])[] = [
      ["worksheets/Sales/range(address='sales!A1:B2')", 'Sales!A1:B2'],
      ["worksheets/Sales/range(address='$B$3')", 'Sales!B3'],
      ["worksheets/Sales/range(address='Totals')", 'Sales!D2:D4'],
      ['worksheets/Sales/cell(row=1,column=2)', 'Sales!C2'],
      ['worksheets/Sales/usedRange', 'Sales!A1:E4'],
      [`${overview}/usedRange()`, `'${SHEETS.overview}'!A1:B5`],
      ['names/Totals/range', 'Sales!D2:D4'],
      ['names/TaxRate/range()', `'${SHEETS.overview}'!B5`],
      ["worksheets/Sales/names('Local')/range", 'Sales!A2'],
    ];
    for (const [path, address] of addresses) {
      assert.equal((await book.ask('GET', path)).at('address'), address, path);
    }
    for (const address of ['nonsense', 'A1:', 'A0', 'XFE1', 'Nowhere!A1']) {
      const reply = await book.ask('GET', `worksheets/Sales/range(address='${address}')`);
      assert.equal(reply.refusal, '400 InvalidArgument invalidArgument', address);
    }
  });

  it('count cells with a format as used unless only values count, and a blank sheet’s first cell', async () => {
    const { book } = test;
    await book.ask('POST', 'worksheets', { name: 'Blank' });
    assert.equal((await book.ask('GET', 'worksheets/Blank/usedRange')).at('address'), 'Blank!A1');
    await book.write('Blank', 'B2:C3', {
      values: [
        [1, null],
        [null, null],
      ],
      numberFormat: '0.00',
    });
    assert.equal((await book.ask('GET', 'worksheets/Blank/usedRange')).at('address'), 'Blank!B2:C3');
    assert.equal((await book.ask('GET', 'worksheets/Blank/usedRange(valuesOnly=true)')).at('address'), 'Blank!B2');
  });

  it('have no values where they have no end, and cannot be written there', async () => {
    const { book } = test;
    for (const path of [
      "worksheets/Sales/range(address='A:B')",
      "worksheets/Sales/range(address='2:3')",
      'worksheets/Sales/range',
    ]) {
      const reply = await book.ask('GET', path);
      assert.deepEqual([reply.status, reply.at('values'), reply.at('formulas')], [200, null, null], path);
    }
    assert.equal((await book.ask('GET', 'worksheets/Sales/range')).at('cellCount'), -1);
    assert.equal((await book.write('Sales', 'A:B', { values: 1 })).refusal, '400 InvalidArgument invalidArgument');
  });

  it('are written cell by cell: null leaves alone, an empty text clears, one value fills all', async () => {
    const { book } = test;
    const reply = await book.write('Sales', 'A2:B3', {
      values: [
        ['Kiwis', null],
        ['', 5],
      ],
    });
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.at('values'), [
      ['Kiwis', 10],
      ['', 5],
    ]);
    await book.write('Sales', 'G1:H2', { values: 'same' });
    assert.deepEqual(await book.range('Sales', 'G1:H2'), [
      ['same', 'same'],
      ['same', 'same'],
    ]);
    await book.write('Sales', 'C2:C4', { numberFormat: [['#,##0.000'], [''], [null]] });
    assert.deepEqual(await book.range('Sales', 'C2:C4', 'numberFormat'), [['#,##0.000'], ['General'], ['0.00']]);
    assert.deepEqual(await book.range('Sales', 'C2:C4', 'text'), [['1.500'], ['2.25'], ['3.00']]);
  });

  it('take what is written as if it was typed', async () => {
    const { book } = test;
    const typed: readonly (readonly [unknown, unknown, string, string])[] = [
      ['12', 12, 'General', '12'],
      ['-1.5e3', -1500, 'General', '-1500'],
      ['1,234.50', 1234.5, '#,##0.00', '1,234.50'],
      ['12%', 0.12, '0%', '12%'],
      ['true', true, 'General', 'TRUE'],
      ['#N/A', '#N/A', 'General', '#N/A'],
      ['2026-01-02', 46_024, 'm/d/yyyy', '1/2/2026'],
      ['8:30', 8.5 / 24, 'h:mm', '8:30'],
      ["'007", '007', 'General', '007'],
      ["'=1", '=1', 'General', '=1'],
      ['=1+1', 2, 'General', '2'],
      ['+1+1', 2, 'General', '2'],
      ['text', 'text', 'General', 'text'],
      ['2026-02-30', '2026-02-30', 'General', '2026-02-30'],
    ];
    const written = await book.write('Sales', `J1:J${typed.length}`, { values: typed.map(([given]) => [given]) });
    assert.deepEqual(
      written.at('values'),
      typed.map(([, value]) => [value]),
    );
    assert.deepEqual(
      written.at('numberFormat'),
      typed.map(([, , format]) => [format]),
    );
    assert.deepEqual(
      written.at('text'),
      typed.map(([, , , text]) => [text]),
    );
    await book.write('Sales', 'K1', { values: [['007']], numberFormat: [['@']] });
    assert.deepEqual(await book.range('Sales', 'K1'), [['007']]);
  });

  it('are refused when the grid does not fit, a whole property is null, or nothing is to be changed', async () => {
    const { book } = test;
    for (const change of [
      { values: [[1, 2]] },
      { values: [[1], [2]] },
      { values: null },
      { values: [[{}]] },
      {},
      { other: 1 },
    ]) {
      const reply = await book.write('Sales', 'A1', change);
      assert.equal(reply.refusal, '400 InvalidArgument invalidArgument', JSON.stringify(change));
    }
  });

  it('are cleared of contents, formats or both', async () => {
    const { book } = test;
    const clear = (address: string, applyTo?: string): Promise<unknown> =>
      book.ask('POST', `worksheets/Sales/range(address='${address}')/clear`, { applyTo });
    await clear('C2', 'Contents');
    await clear('C3', 'Formats');
    await clear('C4');
    assert.deepEqual(await book.range('Sales', 'C2:C4'), [[''], [2.25], ['']]);
    assert.deepEqual(await book.range('Sales', 'C2:C4', 'numberFormat'), [['0.00'], ['General'], ['General']]);
  });

  it('keep every text, number and error as another reader of the file sees it', async () => {
    const { book } = test;
    const texts = ['_x0041_', 'a\r\nb', '<&>"', ' x ', '😀', '#N/A text', 'tab\there'];
    await book.write(SHEETS.values, 'E1:E7', { values: texts.map((text) => [`'${text}`]) });
    await book.write(SHEETS.values, 'F1:F3', { values: [[0.1 + 0.2], [1e-300], [false]] });
    const stored = await book.sim.workbook('/Book.xlsx');
    for (const [index, text] of texts.entries()) {
      assert.equal(stored.value(SHEETS.values, `E${index + 1}`), text);
    }
    assert.deepEqual(
      await book.range(SHEETS.values, 'E1:E7'),
      texts.map((text) => [text]),
    );
    assert.deepEqual(await book.range(SHEETS.values, 'F1:F3'), [[0.1 + 0.2], [1e-300], [false]]);
    assert.equal(stored.value(SHEETS.values, 'F3'), false);
    assert.equal(stored.value(SHEETS.values, 'A1'), '007');
    assert.equal(stored.text(SHEETS.values, 'B6'), '2026-01-02');
  });
});
