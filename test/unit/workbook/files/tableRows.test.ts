import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphError, UnexpectedAnswerError } from '../../../../src/graph/errors.ts';
import { TransportError } from '../../../../src/graph/transport.ts';
import { OperationError } from '../../../../src/graph/workbook/operation.ts';
import { GridError } from '../../../../src/workbook/files/errors.ts';
import { readGrid } from '../../../../src/workbook/files/readGrid.ts';
import { saveGrid } from '../../../../src/workbook/files/saveGrid.ts';
import { addTableRows, deleteTableRows } from '../../../../src/workbook/files/tableRows.ts';
import { inputOf } from '../../../../src/workbook/grid/cellText.ts';
import { MemoryWorkbook } from '../../../support/memoryWorkbook.ts';
import { VirtualClock } from '../../../support/virtualClock.ts';

const never = new AbortController().signal;
const host = 'graph.microsoft.com';

class Book extends MemoryWorkbook {
  readonly clock = new VirtualClock();
  doubts = 0;

  constructor(...rows: (string | number)[][]) {
    super('Data');
    this.put('B2', [['name', 'n'], ...rows]);
    const area = { row: 1, column: 1, rowCount: rows.length + 1, columnCount: 2 };
    this.tables.set('T', { sheetId: '{0}', area, showHeaders: true, showTotals: false });
  }

  add(...rows: string[][]): Promise<void> {
    const work = { channel: this, tableId: 'T', clock: this.clock, onDoubt: () => this.doubts++ };
    const inputs = rows.map((row) => row.map((text) => inputOf(text)));
    return addTableRows(work, inputs, () => {}, never);
  }

  delete(first: number): Promise<void> {
    return deleteTableRows({ channel: this, tableId: 'T', clock: this.clock }, first, never);
  }

  async text(): Promise<string> {
    return (await readGrid(this, { kind: 'table', tableId: 'T' }, {}, never)).text;
  }

  /** The next requests of a method fail, before or after they were carried out. */
  fail(method: string, times: number, when: 'before' | 'after', error: Error): void {
    let left = times;
    this.intercept = (request, next) => {
      const isIt = request.method === method && left-- > 0;
      if (isIt && when === 'before') {
        throw error;
      }
      const answer = next();
      if (isIt) {
        throw error;
      }
      return answer;
    };
  }
}

const timeout = new GraphError({ status: 504, code: 'x', codes: ['UnknownError', 'gatewayTimeoutUncategorized'] });
const doubtful = [
  timeout,
  new TransportError('connectionLost', host),
  new UnexpectedAnswerError('malformed'),
  new OperationError('lost'),
];

describe('adding rows to a table', () => {
  it('sends them as what they are, and leaves empty cells to the table', async () => {
    const book = new Book(['a', 1]);
    await book.add(["'007", '2026-01-02'], ['', '=B2']);
    assert.deepEqual(book.requests.find(({ method }) => method === 'POST')?.json, {
      index: null,
      values: [
        ["'007", 46_024],
        [null, '=B2'],
      ],
    });
    assert.equal(await book.text(), "name,n\na,1\n'007,2026-01-02\n,0\n");
    assert.deepEqual(book.clock.waits, []);
    assert.equal(book.doubts, 0);
  });

  for (const error of doubtful) {
    it(`adds none twice when they are there after: ${error.message}`, async () => {
      const book = new Book(['a', 1]);
      book.fail('POST', 1, 'after', error);
      await book.add(['b', '2'], ['c', '3']);
      assert.equal(await book.text(), 'name,n\na,1\nb,2\nc,3\n');
      assert.equal(book.sent('POST').length, 1);
      assert.equal(book.doubts, 1);
    });

    it(`sends them again when they are not there, after some time: ${error.message}`, async () => {
      const book = new Book(['a', 1]);
      book.fail('POST', 1, 'before', error);
      await book.add(['b', '2']);
      assert.equal(await book.text(), 'name,n\na,1\nb,2\n');
      assert.deepEqual(book.clock.waits, [2000, 5000, 12_000]);
    });
  }

  it('waits for rows that come late', async () => {
    const book = new Book(['a', 1]);
    let late: (() => unknown) | undefined;
    let counts = 0;
    book.intercept = ({ method, path }, next) => {
      if (method === 'POST') {
        late = next;
        throw timeout;
      }
      if (path === 'tables/T/range' && late !== undefined && ++counts === 3) {
        late();
      }
      return next();
    };
    await book.add(['b', '2']);
    assert.equal(book.sent('POST').length, 1);
    assert.equal(await book.text(), 'name,n\na,1\nb,2\n');
  });

  it('gives up after some tries', async () => {
    const book = new Book(['a', 1]);
    book.fail('POST', 9, 'before', timeout);
    await assert.rejects(book.add(['b', '2']), timeout);
    assert.equal(book.sent('POST').length, 4);
    assert.equal(await book.text(), 'name,n\na,1\n');
  });

  for (const [what, error] of [
    ['that it is refused', new GraphError({ status: 400, code: 'invalidArgument', codes: ['invalidArgument'] })],
    ['that it was too early', new GraphError({ status: 429, code: 'x', codes: ['tooManyRequestsUncategorized'] })],
    ['that it was never sent', new TransportError('connectionRefused', host, { unsent: true })],
    ['anything else', new Error('other')],
  ] as const) {
    it(`does not count when it is certain ${what}`, async () => {
      const book = new Book(['a', 1]);
      book.fail('POST', 1, 'before', error);
      await assert.rejects(book.add(['b', '2']), error);
      assert.deepEqual(book.clock.waits, []);
    });
  }

  it('says so when somebody else adds rows at the same time and the answer is lost', async () => {
    const book = new Book(['a', 1]);
    book.intercept = ({ method }, next) => {
      if (method === 'POST') {
        next();
        next();
        throw timeout;
      }
      return next();
    };
    const adding = book.add(['b', '2']);
    await assert.rejects(adding, (error) => error instanceof GridError && error.problem === 'rowsUncertain');
    assert.equal(book.sent('POST').length, 1);
  });

  for (const when of ['before', 'after'] as const) {
    it(`fills the blank row of an empty table once, when the answer is lost ${when} it`, async () => {
      const book = new Book(['', '']);
      book.fail('POST', 1, when, timeout);
      await book.add(['b', '2']);
      assert.equal(await book.text(), 'name,n\nb,2\n');
      assert.equal(book.sent('POST').length, when === 'before' ? 2 : 1);
    });
  }

  it('says so when somebody else adds rows at the same time', async () => {
    const book = new Book(['a', 1]);
    book.intercept = ({ method }, next) => (method === 'POST' && next(), next());
    const adding = book.add(['b', '2']);
    await assert.rejects(adding, (error) => error instanceof GridError && error.problem === 'rowsUncertain');
  });

  it('sends many in several requests', async () => {
    const book = new Book(['a', 1]);
    await book.add(...Array.from({ length: 6000 }, (_, row) => ['r', String(row)]));
    assert.equal(book.sent('POST').length, 2);
    assert.equal(book.tables.get('T')?.area.rowCount, 6002);
  });

  it('writes again what the table did not keep', async () => {
    const book = new Book(['a', 1]);
    book.intercept = ({ method }, next) => {
      const answer = next();
      if (method === 'POST') {
        book.put('C4', [['']]);
      }
      return answer;
    };
    await book.add(['b', '2']);
    assert.equal(await book.text(), 'name,n\na,1\nb,2\n');
  });
});

describe('deleting rows of a table', () => {
  it('deletes from the end', async () => {
    const book = new Book(['a', 1], ['b', 2], ['c', 3]);
    await book.delete(1);
    assert.deepEqual(book.sent('DELETE'), ['tables/T/rows/$/ItemAt(index=2)', 'tables/T/rows/$/ItemAt(index=1)']);
    assert.equal(await book.text(), 'name,n\na,1\n');
  });

  for (const when of ['before', 'after'] as const) {
    it(`deletes each once when the answer is lost ${when} it`, async () => {
      const book = new Book(['a', 1], ['b', 2], ['c', 3]);
      book.fail('DELETE', 1, when, timeout);
      await book.delete(2);
      assert.equal(await book.text(), 'name,n\na,1\nb,2\n');
    });
  }
});

describe('deleting rows that come back', () => {
  it('says so', async () => {
    const book = new Book(['a', 1], ['b', 2]);
    book.intercept = ({ method }, next) => (method === 'DELETE' ? undefined : next());
    const deleting = book.delete(1);
    await assert.rejects(deleting, (error) => error instanceof GridError && error.problem === 'rowsUncertain');
  });
});

describe('saving a table', () => {
  async function save(book: Book, text: string, meanwhile: () => unknown = () => {}): Promise<unknown> {
    const { snapshot } = await readGrid(book, { kind: 'table', tableId: 'T' }, {}, never);
    meanwhile();
    book.requests.length = 0;
    return saveGrid(book, snapshot, text, { clock: book.clock }, never);
  }

  function problem(code: string, cell?: string): (error: unknown) => boolean {
    return (error) => error instanceof GridError && error.problem === code && error.cell === cell;
  }

  it('changes cells, and adds rows without a blank one at the end', async () => {
    const book = new Book(['a', 1]);
    const report = await save(book, 'name,n\nx,1\n,\nb,2\n,\n\n');
    assert.deepEqual(report, { cells: 1, rowsAdded: 2, rowsDeleted: 0, form: { lineEnd: '\n', mark: false } });
    assert.equal(await book.text(), 'name,n\nx,1\n,\nb,2\n');
  });

  it('deletes rows that are gone, and keeps one that is empty', async () => {
    const book = new Book(['a', 1], ['b', 2]);
    await save(book, 'name,n\na,1\n');
    assert.equal(await book.text(), 'name,n\na,1\n');
    assert.deepEqual(book.sent('PATCH'), []);
    await save(book, 'name,n\n');
    assert.equal(await book.text(), 'name,n\n,\n');
  });

  it('makes text of headers', async () => {
    const book = new Book(['a', 1]);
    await save(book, 'name,2026\na,1\n');
    assert.equal(book.content('C2'), '2026');
    assert.equal(await book.text(), "name,'2026\na,1\n");
  });

  it('refuses an empty header, a column outside, and another shape', async () => {
    await assert.rejects(save(new Book(['a', 1]), 'name\na,1\n'), problem('headerEmpty', 'C2'));
    await assert.rejects(save(new Book(['a', 1]), 'name,n\na,1\nb,2,3\n'), problem('outside', 'D4'));
    const book = new Book(['a', 1]);
    const grown = { row: 1, column: 1, rowCount: 3, columnCount: 2 };
    const table = { sheetId: '{0}', area: { ...grown, rowCount: 2 }, showHeaders: true, showTotals: false };
    for (const now of [
      { ...table, area: grown },
      { ...table, showHeaders: false },
    ]) {
      book.tables.set('T', table);
      const saving = save(book, 'name,n\nx,1\n', () => book.tables.set('T', now));
      await assert.rejects(saving, problem('shapeChanged'));
    }
  });

  it('refuses to delete a row that is another meanwhile', async () => {
    const book = new Book(['a', 1], ['b', 2]);
    const saving = save(book, 'name,n\na,1\n', () => book.put('C4', [[9]]));
    await assert.rejects(saving, problem('cellChanged', 'C4'));
    assert.deepEqual(book.sent('DELETE'), []);
  });
});
