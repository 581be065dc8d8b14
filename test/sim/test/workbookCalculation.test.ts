import assert from 'node:assert/strict';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { sampleWorkbook, SHEETS } from '../../support/workbooks.ts';
import { rules } from './client.ts';
import { useWorkbook } from './workbookClient.ts';

const results = SHEETS.overview;

/** The sample with other XML in one of its parts. */
async function sampleWith(part: string, change: (xml: string) => string): Promise<Uint8Array> {
  const parts = unzipSync(await sampleWorkbook());
  return zipSync({ ...parts, [part]: strToU8(change(strFromU8(parts[part] ?? new Uint8Array()))) });
}

describe('the calculation of a workbook', () => {
  const test = useWorkbook();

  it('follows each change through all sheets', async () => {
    const { book } = test;
    assert.deepEqual(await book.range(results, 'B1:B5'), [[45], [9], [54], [21], [0.2]]);
    await book.write(results, 'B5', { values: [[0.5]] });
    await book.write('Sales', 'D4', { formulas: [['=IF(B4>5,100,0)']] });
    assert.deepEqual(await book.range(results, 'B1:B5'), [[124], [62], [186], [21], [0.5]]);
    assert.equal((await book.ask('GET', 'application')).at('calculationMode'), 'Automatic');
    const stored = await book.sim.workbook('/Book.xlsx');
    assert.equal(stored.value(results, 'B3'), 186);
    assert.equal(stored.formula(results, 'B3'), 'B1+B2');
    assert.deepEqual(rules(book.sim), []);
  });

  it('waits in a manual workbook until somebody asks for it', async () => {
    const { book } = test;
    book.sim.putItem(
      '/Book.xlsx',
      await sampleWith('xl/workbook.xml', (xml) => xml.replace('<calcPr', '<calcPr calcMode="manual"')),
    );
    assert.equal((await book.ask('GET', 'application')).at('calculationMode'), 'Manual');
    for (const [index, calculationType] of ['Recalculate', 'Full', 'FullRebuild'].entries()) {
      const before = await book.range(results, 'B1');
      await book.write('Sales', 'B2', { values: [[index]] });
      assert.deepEqual(await book.range(results, 'B1'), before);
      const reply = await book.ask('POST', 'application/calculate', { calculationType });
      assert.deepEqual([reply.status, reply.text], [200, '']);
      assert.deepEqual(await book.range(results, 'B1'), [[30 + index * 1.5]]);
    }
    const wrong = await book.ask('POST', 'application/calculate', { calculationType: 'Some' });
    assert.equal(wrong.refusal, '400 InvalidArgument invalidArgument');
  });

  it('understands formulas that many cells share', async () => {
    const { book } = test;
    const shared = await sampleWith('xl/worksheets/sheet1.xml', (xml) =>
      xml
        .replace('<f>B2*C2</f>', '<f t="shared" ref="D2:D4" si="0">B2*C2</f>')
        .replace('<f>B3*C3</f>', '<f t="shared" si="0"/>')
        .replace('<f>B4*C4</f>', '<f t="shared" si="0"/>'),
    );
    book.sim.putItem('/Book.xlsx', shared);
    assert.deepEqual(await book.range('Sales', 'D2:D4', 'formulas'), [['=B2*C2'], ['=B3*C3'], ['=B4*C4']]);
    await book.write('Sales', 'D2', { values: [[1]] });
    assert.deepEqual(await book.range('Sales', 'D2:D4'), [[1], [9], [21]]);
    assert.equal((await book.sim.workbook('/Book.xlsx')).formula('Sales', 'D4'), 'B4*C4');
  });

  it('gives errors as values', async () => {
    const { book } = test;
    const formulas = [
      ['=1/0'],
      ['=NOFUNCTION(1)'],
      ['=Nowhere!A1+1'],
      ['=1+"a"'],
      ['=SUM(#REF!)'],
      ['=H1+1'],
      ['=IFERROR(H1,7)'],
    ];
    await book.write('Sales', 'H1:H7', { formulas });
    assert.deepEqual(await book.range('Sales', 'H1:H7'), [
      ['#DIV/0!'],
      ['#NAME?'],
      ['#NAME?'],
      ['#VALUE!'],
      ['#REF!'],
      ['#DIV/0!'],
      [7],
    ]);
  });
});

describe('functions of a workbook', () => {
  const test = useWorkbook();

  it('take arguments by name, ranges by address and lists', async () => {
    const { book } = test;
    const table = { Address: 'Sales!A2:D4' };
    const calls: readonly (readonly [string, object, unknown])[] = [
      ['vlookup', { lookupValue: 'Pears', tableArray: table, colIndexNum: 4, rangeLookup: false }, 9],
      ['vlookup', { rangeLookup: false, colIndexNum: 2, tableArray: table, lookupValue: 'Plums' }, 7],
      ['sum', { values: [1, 2, { address: 'Sales!B2:B4' }] }, 24],
      ['median', { values: [3, 1, 2] }, 2],
      ['text', { value: 0.125, formatText: '0.0%' }, '12.5%'],
      ['sumif', { range: { Address: 'Sales!A2:A4' }, criteria: 'P*', sumRange: { Address: 'Sales!B2:B4' } }, 11],
      ['norm_S_Dist', { z: 0, cumulative: true }, 0.5],
      ['upper', { text: 'say "hi"' }, 'SAY "HI"'],
      ['and', { values: [true, false] }, false],
      ['sum', { values: { Address: 'Totals' } }, 45],
      ['large', { array: [[3, 1, 2]], k: 2 }, 2],
      ['sum', { values: [[[1], [2]], 5] }, 8],
    ];
    for (const [name, body, value] of calls) {
      const reply = await book.ask('POST', `functions/${name}`, body);
      assert.deepEqual(
        [reply.status, reply.at('value'), reply.at('error')],
        [200, value, null],
        `${name} ${reply.text}`,
      );
    }
    const pmt = await book.ask('POST', 'functions/pmt', { rate: 0.005, nper: 60, pv: -1000 });
    assert.ok(Math.abs(Number(pmt.at('value')) - 19.332_801) < 1e-5, pmt.text);
    assert.deepEqual(rules(book.sim), []);
  });

  it('tell what went wrong in the answer, and refuse ranges that there are not', async () => {
    const { book } = test;
    const missing = { lookupValue: 'None', tableArray: { Address: 'Sales!A2:D4' }, colIndexNum: 1, rangeLookup: false };
    const reply = await book.ask('POST', 'functions/vlookup', missing);
    assert.deepEqual([reply.status, reply.at('value'), reply.at('error')], [200, null, '#N/A']);
    const wrong = await book.ask('POST', 'functions/sum', { values: [{ Address: 'Nowhere!A1' }] });
    assert.equal(wrong.refusal, '400 InvalidArgument invalidArgument');
  });
});
