import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TransportError } from '../../../../src/graph/transport.ts';
import { GridError } from '../../../../src/workbook/files/errors.ts';
import { writeCells } from '../../../../src/workbook/files/writeCells.ts';
import type { CellWrite } from '../../../../src/workbook/files/writeCells.ts';
import { inputOf } from '../../../../src/workbook/grid/cellText.ts';
import { refused } from '../../../support/graphErrors.ts';
import { MemoryWorkbook } from '../../../support/memoryWorkbook.ts';
import type { SeenRequest } from '../../../support/memoryWorkbook.ts';

const never = new AbortController().signal;
const sheet = { id: '{0}', name: 'Data' };

/** A column of cells from A1 on. */
function column(...texts: string[]): CellWrite[] {
  return texts.map((text, row) => ({ row, column: 0, input: inputOf(text), expected: '' }));
}

function write(book: MemoryWorkbook, writes: readonly CellWrite[]): Promise<void> {
  return writeCells(book, sheet, writes, () => {}, never);
}

function isWrite({ method, json }: SeenRequest): boolean {
  return method === 'PATCH' && JSON.stringify(json).includes('formulas');
}

describe('writing cells', () => {
  it('writes again what the service took and did not keep', async () => {
    const book = new MemoryWorkbook('Data');
    let writes = 0;
    book.intercept = (request, next) => (isWrite(request) && ++writes === 1 ? {} : next());
    await write(book, column('a', '1', '=B1'));
    assert.deepEqual([book.content('A1'), book.content('A2'), book.content('A3')], ['a', 1, '=B1']);
    assert.equal(writes, 2);
  });

  it('writes again the cells alone that are missing', async () => {
    const book = new MemoryWorkbook('Data');
    let writes = 0;
    book.intercept = (request, next) => {
      const answer = next();
      if (isWrite(request) && ++writes === 1) {
        book.put('A2', [['']]);
      }
      return answer;
    };
    await write(book, column('a', 'b', 'c'));
    assert.equal(book.content('A2'), 'b');
    assert.deepEqual(book.requests.filter(isWrite).at(-1)?.json, { formulas: [["'b"]] });
  });

  it('writes text again with an apostrophe when the service made something else of it', async () => {
    const book = new MemoryWorkbook('Data');
    let writes = 0;
    book.intercept = (request, next) => {
      const answer = next();
      if (isWrite(request) && ++writes === 1) {
        book.put('A1', [[12]]);
      }
      return answer;
    };
    await write(book, column('dozen'));
    assert.equal(book.content('A1'), 'dozen');
  });

  it('fails at the first cell that is not kept the second time either', async () => {
    const book = new MemoryWorkbook('Data');
    book.intercept = ({ method }, next) => {
      const answer = next();
      if (method === 'PATCH') {
        book.put('A2', [[0]]);
      }
      return answer;
    };
    const writing = write(book, column('a', 'b', 'c'));
    await assert.rejects(
      writing,
      (error) => error instanceof GridError && error.problem === 'notKept' && error.cell === 'A2',
    );
    assert.equal(book.requests.filter(isWrite).length, 2);
  });

  it('finds the cell that the service refuses, and tells it with the sheet and the id of the request', async () => {
    const book = new MemoryWorkbook('Data');
    book.intercept = (request, next) => {
      if (isWrite(request) && JSON.stringify(request.json).includes('=NO(')) {
        throw refused(400, 'BadRequest', 'invalidArgument');
      }
      return next();
    };
    await assert.rejects(write(book, column('a', 'b', 'c', 'd', 'e', '=NO(', 'g')), (error) => {
      assert.ok(error instanceof GridError);
      const { problem, cell, sheet: name, requestId } = error;
      assert.deepEqual(
        { problem, cell, name, requestId },
        { problem: 'refused', cell: 'A6', name: 'Data', requestId: 'r-1' },
      );
      return true;
    });
    assert.equal(book.content('A5'), 'e');
  });

  it('finds the cell that may not be written', async () => {
    const book = new MemoryWorkbook('Data');
    book.intercept = (request, next) => {
      if (isWrite(request) && !/A[12](?::A2)?'/u.test(request.path)) {
        throw refused(403, 'accessDenied');
      }
      return next();
    };
    await assert.rejects(
      write(book, column('a', 'b', 'c', 'd')),
      (error) => error instanceof GridError && error.cell === 'A3',
    );
  });

  for (const tooMuch of [
    refused(413, 'payloadTooLargeUncategorized'),
    new TransportError('answerTooLarge', 'graph.microsoft.com'),
  ]) {
    it(`sends less at a time when it is too much: ${tooMuch.message}`, async () => {
      const book = new MemoryWorkbook('Data');
      book.intercept = (request, next) => {
        const answer = next();
        if (isWrite(request) && request.path.includes(':')) {
          throw tooMuch;
        }
        return answer;
      };
      await write(book, column('a', 'b', 'c', 'd', 'e'));
      const texts = ['A1', 'A2', 'A3', 'A4', 'A5'].map((cell) => book.content(cell));
      assert.deepEqual(texts, ['a', 'b', 'c', 'd', 'e']);
    });
  }

  for (const error of [
    refused(404, 'InvalidSession', 'invalidSessionReCreatable'),
    refused(500, 'generalException', 'internalServerErrorUncategorized'),
    refused(404, 'itemNotFound'),
    refused(408, 'requestAborted'),
    new Error('nobody there'),
  ]) {
    it(`leaves to others what is not about cells: ${error.message}`, async () => {
      const book = new MemoryWorkbook('Data');
      book.intercept = (request, next) => {
        if (isWrite(request)) {
          throw error;
        }
        return next();
      };
      await assert.rejects(write(book, column('a', 'b')), error);
      assert.equal(book.requests.filter(isWrite).length, 1);
    });
  }

  it('looks at all cells before it writes the first', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('A9001', [['other']]);
    const writes = [...column('a'), { row: 9000, column: 0, input: inputOf('b'), expected: '' }];
    await assert.rejects(write(book, writes), (error) => error instanceof GridError && error.cell === 'A9001');
    assert.equal(book.content('A1'), '');
  });

  it('gives a format to the cells that need one, before their contents', async () => {
    const book = new MemoryWorkbook('Data');
    await write(book, column('2026-01-02', '5', '08:30'));
    const [format, contents] = book.requests.filter(({ method }) => method === 'PATCH');
    assert.deepEqual(format?.json, { numberFormat: [['yyyy-mm-dd'], [null], ['hh:mm:ss']] });
    assert.deepEqual(contents?.json, { formulas: [[46_024], [5], [8.5 / 24]] });
  });

  it('writes nothing where everything is there already', async () => {
    const book = new MemoryWorkbook('Data');
    book.put('A1', [['a'], [1]]);
    await write(book, column('a', '1'));
    assert.deepEqual(book.sent('PATCH'), []);
  });
});
