import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { CsvSyntaxError } from '../../../../src/workbook/grid/csv.ts';
import type { GridProblem } from '../../../../src/workbook/files/errors.ts';
import { GridError } from '../../../../src/workbook/files/errors.ts';
import { readGrid } from '../../../../src/workbook/files/readGrid.ts';
import type { GridSource } from '../../../../src/workbook/files/source.ts';
import { saveGrid } from '../../../../src/workbook/files/saveGrid.ts';
import type { SaveReport } from '../../../../src/workbook/files/saveGrid.ts';
import { MemoryWorkbook } from '../../../support/memoryWorkbook.ts';
import { VirtualClock } from '../../../support/virtualClock.ts';

const never = new AbortController().signal;
const sheet: GridSource = { kind: 'sheet', sheet: { id: '{0}', name: 'Data' } };

/** Reads a file, lets somebody else at the workbook, and saves what the edit made of the text. */
async function edited(
  book: MemoryWorkbook,
  edit: (text: string) => string,
  { source = sheet, meanwhile = () => {} }: { source?: GridSource; meanwhile?: () => unknown } = {},
): Promise<SaveReport> {
  const { text, snapshot } = await readGrid(book, source, {}, never);
  meanwhile();
  book.requests.length = 0;
  return saveGrid(book, snapshot, edit(text), { clock: new VirtualClock() }, never);
}

function withProblem(problem: GridProblem, cell?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof GridError, String(error));
    assert.deepEqual([error.problem, error.cell, error.sheet], [problem, cell, 'Data']);
    return true;
  };
}

function budget(): MemoryWorkbook {
  const book = new MemoryWorkbook('Data');
  book.put('A1', [
    ['name', 'price', 'twice'],
    ['a', 1, '=B2*2'],
    ['b', 2, '=B3*2'],
  ]);
  book.results.set('=B2*2', 2);
  book.results.set('=B3*2', 4);
  return book;
}

describe('saving a sheet', () => {
  it('asks nothing of the service when nothing changed, in whatever form the text is', async () => {
    const book = budget();
    const report = await edited(book, (text) => `\uFEFF${text.replaceAll('\n', '\r\n')},,\r\n`);
    assert.deepEqual(report, { cells: 0, rowsAdded: 0, rowsDeleted: 0, form: { lineEnd: '\r\n', mark: true } });
    assert.deepEqual(book.requests, []);
  });

  it('writes the changed cells alone, as what they are, and keeps the formulas of others', async () => {
    const book = budget();
    const report = await edited(book, (text) => text.replace('a,1,2', "'007,2026-01-02,=B2*3").replace('b,2', 'b,'));
    assert.equal(report.cells, 4);
    assert.equal(book.content('A2'), '007');
    assert.equal(book.content('B2'), 46_024);
    assert.equal(book.format('B2'), 'yyyy-mm-dd');
    assert.equal(book.content('C2'), '=B2*3');
    assert.equal(book.content('B3'), '');
    assert.equal(book.content('C3'), '=B3*2');
    assert.deepEqual(book.requests.at(-2)?.json, {
      formulas: [
        ["'007", 46_024, '=B2*3'],
        [null, '', null],
      ],
    });
    assert.equal((await readGrid(book, sheet, {}, never)).text, "name,price,twice\n'007,2026-01-02,0\nb,,4\n");
  });

  it('writes rows and columns beyond what there was, and empties what is gone', async () => {
    const book = budget();
    await edited(book, () => 'name,price,,new\na,1,2\n,,,5\n,x\n');
    assert.equal(book.content('D1'), 'new');
    assert.equal(book.content('C1'), '');
    assert.equal(book.content('A3'), '');
    assert.equal(book.content('C3'), '');
    assert.equal(book.content('D3'), 5);
    assert.equal(book.content('B4'), 'x');
    assert.equal(book.content('C2'), '=B2*2');
  });

  it('begins a blank sheet', async () => {
    const book = new MemoryWorkbook('Data');
    await edited(book, () => 'a,1\n');
    assert.equal(book.content('A1'), 'a');
    assert.equal(book.content('B1'), 1);
  });

  it('takes text for numbers out of cells for text, and keeps text in them', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('A1', [['1', '2', '3', '4']], '@');
    await edited(book, (text) => {
      assert.equal(text, "'1,'2,'3,'4\n");
      return "5,=A1,'6,\n";
    });
    assert.deepEqual([book.content('A1'), book.format('A1')], [5, 'General']);
    assert.deepEqual([book.content('B1'), book.format('B1')], ['=A1', 'General']);
    assert.deepEqual([book.content('C1'), book.format('C1')], ['6', '@']);
    assert.deepEqual([book.content('D1'), book.format('D1')], ['', '@']);
  });

  it('refuses when a cell to be changed is another meanwhile, and writes nothing', async () => {
    const book = budget();
    const saving = edited(book, (text) => text.replace('a,1', 'x,5'), { meanwhile: () => book.put('B2', [[9]]) });
    await assert.rejects(saving, withProblem('cellChanged', 'B2'));
    assert.deepEqual(book.sent('PATCH'), []);
  });

  it('goes on when other cells changed, when results did, and when somebody did the same', async () => {
    const book = budget();
    await edited(book, (text) => text.replace('a,1,2', 'x,1,7'), {
      meanwhile: () => {
        book.put('B3', [[9]]);
        book.put('A2', [['x']]);
        book.results.set('=B2*2', 99);
      },
    });
    assert.deepEqual([book.content('A2'), book.content('C2'), book.content('B3')], ['x', 7, 9]);
  });

  it('refuses when the formula behind the same result is another', async () => {
    const book = budget();
    book.results.set('=1+1', 2);
    const saving = edited(book, (text) => text.replace('a,1,2', 'a,1,7'), {
      meanwhile: () => book.put('C2', [['=1+1']]),
    });
    await assert.rejects(saving, withProblem('cellChanged', 'C2'));
  });

  it('refuses when the sheet has another shape', async () => {
    const book = budget();
    const saving = edited(book, (text) => text.replace('a', 'x'), { meanwhile: () => book.put('A4', [['new']]) });
    await assert.rejects(saving, withProblem('shapeChanged'));
  });

  it('can be repeated after it broke off', async () => {
    const book = budget();
    const { snapshot } = await readGrid(book, sheet, {}, never);
    const text = 'x,price\na,1,2\n,,,,\n,,,,new\n';
    const save = (): Promise<SaveReport> => saveGrid(book, snapshot, text, { clock: new VirtualClock() }, never);
    let writes = 0;
    book.intercept = ({ method }, next) => {
      const answer = next();
      if (method === 'PATCH' && ++writes === 1) {
        throw new Error('broken off');
      }
      return answer;
    };
    await assert.rejects(save(), /broken off/u);
    await save();
    assert.deepEqual([book.content('A1'), book.content('E4'), book.content('A3')], ['x', 'new', '']);
  });

  it('refuses rows with formulas at other places, before it asks anything', async () => {
    const book = budget();
    const saving = edited(book, (text) => text.replace('a,', 'new,5,10\na,'));
    await assert.rejects(saving, withProblem('formulaDisplaced', 'C2'));
    assert.deepEqual(book.requests, []);
  });

  it('lets rows move that have no formulas, but text that looks like them', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('A1', [["'=B1"], ['b']]);
    await edited(book, (text) => `new\n${text}`);
    assert.deepEqual([book.content('A1'), book.content('A2'), book.content('A3')], ['new', '=B1', 'b']);
  });

  for (const [what, cell, text] of [
    ['text', 'A2', `name\n${'x'.repeat(32_768)}`],
    ['a formula', 'B1', `name,=${'x'.repeat(8192)}`],
  ] as const) {
    it(`refuses ${what} that is too long for a cell`, async () => {
      await assert.rejects(
        edited(budget(), () => text),
        withProblem('tooLong', cell),
      );
    });
  }

  it('takes the longest text, with the apostrophe before it', async () => {
    const book = new MemoryWorkbook('Data');
    await edited(book, () => `'${'1'.repeat(32_767)}\n`);
    assert.equal(String(book.content('A1')).length, 32_767);
  });

  it('refuses columns that no sheet has', async () => {
    await assert.rejects(
      edited(budget(), () => `${','.repeat(16_384)}x\n`),
      withProblem('outside', 'XFE1'),
    );
  });

  it('refuses what is no CSV', async () => {
    await assert.rejects(
      edited(budget(), () => 'a\n"b\n'),
      (error) => error instanceof CsvSyntaxError && error.line === 2,
    );
  });

  it('tells how far it is', async () => {
    const book = budget();
    const { snapshot } = await readGrid(book, sheet, {}, never);
    const told: string[] = [];
    const onProgress = (done: number, all: number): number => told.push(`${done}/${all}`);
    const text = `x\n${'\n'.repeat(500)}y\n`;
    await saveGrid(book, snapshot, text, { clock: new VirtualClock(), onProgress }, never);
    assert.deepEqual(told, ['9/10', '10/10']);
  });

  it('makes of any grid any other, and writes no cell that stays', async () => {
    const texts = ['', 'a', '1', "'1", '=A1', 'TRUE', '#N/A', 'x\ny', '1/2', '5%'];
    const gridOf = (cells: string[]): fc.Arbitrary<string[][]> =>
      fc.array(fc.array(fc.constantFrom(...cells), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      // A cell that had a date shows numbers as dates.
      fc.asyncProperty(gridOf(texts), gridOf([...texts, '2026-01-02']), async (before, after) => {
        const book = new MemoryWorkbook('Data');
        const make = (rows: string[][]): string =>
          rows.map((row) => row.map((text) => `"${text}"`).join(',')).join('\n');
        await edited(book, () => make(before));
        const shown = (await readGrid(book, sheet, {}, never)).snapshot;
        // Rows that move are another matter.
        if (shown.contents.some((row) => row.some((content) => String(content).startsWith('=')))) {
          return;
        }
        await edited(book, () => make(after));
        const { snapshot } = await readGrid(book, sheet, {}, never);
        for (const [row, texts] of after.entries()) {
          for (const [column, text] of texts.entries()) {
            const wanted = text === '=A1' ? '0' : text;
            assert.equal(snapshot.texts[row]?.[column] ?? '', wanted);
          }
        }
        book.requests.length = 0;
        await edited(book, (text) => text);
        assert.deepEqual(book.requests, []);
      }),
      { numRuns: 50 },
    );
  });
});

describe('saving the range of a name', () => {
  function inputs(): MemoryWorkbook {
    const book = budget();
    book.names.set('Inputs', { sheetId: '{0}', area: { row: 1, column: 1, rowCount: 2, columnCount: 1 } });
    return book;
  }
  const source: GridSource = { kind: 'name', name: 'Inputs' };

  it('writes to the place of the name', async () => {
    const book = inputs();
    await edited(book, () => '1\n7\n', { source });
    assert.equal(book.content('B3'), 7);
    assert.deepEqual(book.sent('PATCH'), ["worksheets/{0}/range(address='B3')"]);
  });

  it('refuses cells outside, and names the first by its address', async () => {
    const outside = (text: string): Promise<SaveReport> => edited(inputs(), () => text, { source });
    await assert.rejects(outside('1\n2\n3\n'), withProblem('outside', 'B4'));
    await assert.rejects(outside('1,9\n2\n'), withProblem('outside', 'C2'));
  });

  it('refuses when the name stands for other cells meanwhile', async () => {
    const book = inputs();
    const area = { row: 0, column: 1, rowCount: 2, columnCount: 1 };
    book.sheets.set('{1}', 'Other');
    for (const place of [
      { sheetId: '{0}', area },
      { sheetId: '{1}', area: { ...area, row: 1 } },
    ]) {
      book.names.set('Inputs', { sheetId: '{0}', area: { ...area, row: 1 } });
      const meanwhile = (): unknown => book.names.set('Inputs', place);
      await assert.rejects(
        edited(book, () => '1\n7\n', { source, meanwhile }),
        withProblem('shapeChanged'),
      );
    }
  });
});
