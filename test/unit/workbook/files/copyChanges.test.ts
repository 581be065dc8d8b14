import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { copyChanges } from '../../../../src/workbook/files/copyChanges.ts';
import { GridError } from '../../../../src/workbook/files/errors.ts';
import { readGrid } from '../../../../src/workbook/files/readGrid.ts';
import type { GridSnapshot } from '../../../../src/workbook/files/readGrid.ts';
import { MemoryWorkbook } from '../../../support/memoryWorkbook.ts';

const never = new AbortController().signal;

/** The same workbook in two sessions. */
function sessions(): [scratch: MemoryWorkbook, saved: MemoryWorkbook] {
  const books = [new MemoryWorkbook('Data'), new MemoryWorkbook('Data')] as const;
  for (const book of books) {
    book.put('A1', [
      ['price', 1],
      ['twice', '=B1*2'],
      ['note', "'=B1"],
    ]);
    book.results.set('=B1*2', 2);
  }
  return [...books];
}

async function look(book: MemoryWorkbook): Promise<GridSnapshot> {
  return (await readGrid(book, { kind: 'sheet', sheet: { id: '{0}', name: 'Data' } }, {}, never)).snapshot;
}

describe('changes of a scratch session', () => {
  it('are copied as formulas and constants, not as results', async () => {
    const [scratch, saved] = sessions();
    const before = await look(scratch);
    scratch.put('B1', [[5]]);
    scratch.results.set('=B1*2', 10);
    scratch.put('A3', [["'007", '', '=B2+1']]);
    scratch.put('A4', [[46_024]], 'yyyy-mm-dd');
    assert.equal(await copyChanges(saved, before, await look(scratch), () => {}, never), 5);
    assert.deepEqual(
      ['B1', 'B2', 'A3', 'B3', 'C3', 'A4'].map((cell) => saved.content(cell)),
      [5, '=B1*2', '007', '', '=B2+1', 46_024],
    );
    assert.equal(saved.format('A4'), 'yyyy-mm-dd');
  });

  it('are not copied over what somebody else wrote', async () => {
    const [scratch, saved] = sessions();
    const before = await look(scratch);
    scratch.put('B1', [[5]]);
    saved.put('B1', [[7]]);
    const copying = copyChanges(saved, before, await look(scratch), () => {}, never);
    await assert.rejects(copying, (error) => error instanceof GridError && error.cell === 'B1');
    assert.equal(saved.content('B1'), 7);
  });

  it('can be none', async () => {
    const [scratch, saved] = sessions();
    const before = await look(scratch);
    scratch.results.set('=B1*2', 99);
    assert.equal(await copyChanges(saved, before, await look(scratch), () => {}, never), 0);
    assert.deepEqual(saved.requests, []);
  });
});
