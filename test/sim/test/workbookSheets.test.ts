import assert from 'node:assert/strict';
import { SHEETS } from '../../support/workbooks.ts';
import { rules } from './client.ts';
import { useWorkbook, type WorkbookClient } from './workbookClient.ts';

interface SheetFacts {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly visibility: string;
}

async function sheets(book: WorkbookClient): Promise<SheetFacts[]> {
  const reply = await book.ask('GET', 'worksheets');
  const found: SheetFacts[] = [];
  for (let at = 0; reply.at('value', at) !== undefined; at += 1) {
    found.push({
      id: reply.textAt('value', at, 'id'),
      name: reply.textAt('value', at, 'name'),
      position: Number(reply.at('value', at, 'position')),
      visibility: reply.textAt('value', at, 'visibility'),
    });
  }
  return found;
}

describe('the sheets of a workbook', () => {
  const test = useWorkbook();

  it('are listed in order, with the hidden ones and how deep they are hidden', async () => {
    const list = await sheets(test.book);
    assert.deepEqual(
      list.map(({ name }) => name),
      Object.values(SHEETS),
    );
    assert.deepEqual(
      list.map(({ position }) => position),
      [0, 1, 2, 3, 4],
    );
    assert.deepEqual(
      list.map(({ visibility }) => visibility),
      ['Visible', 'Visible', 'Visible', 'Hidden', 'VeryHidden'],
    );
    assert.match(list[0]?.id ?? '', /^\{[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}\}$/u);
    assert.deepEqual(rules(test.book.sim), []);
  });

  it('are found by id and by name, as a segment and in quotes, whatever their case', async () => {
    const [, overview, values] = await sheets(test.book);
    assert.ok(overview !== undefined && values !== undefined);
    const doubled = encodeURIComponent(SHEETS.values.replaceAll("'", "''"));
    for (const [address, name] of [
      [`worksheets/${encodeURIComponent(overview.id)}`, overview.name],
      [`worksheets/${encodeURIComponent(overview.name)}`, overview.name],
      [`worksheets('${encodeURIComponent(overview.id)}')`, overview.name],
      [`worksheets('${doubled}')`, SHEETS.values],
      [`worksheets/${encodeURIComponent(SHEETS.values)}`, SHEETS.values],
      ['worksheets/sALES', SHEETS.sales],
    ] as const) {
      assert.equal((await test.book.ask('GET', address)).at('name'), name, address);
    }
    const none = await test.book.ask('GET', 'worksheets/Nowhere');
    assert.equal(none.refusal, '404 ItemNotFound itemNotFound');
  });

  it('are found in every form of address that an item has', async () => {
    const { sim, client } = test.book;
    const { driveId, id } = sim.item('/Book.xlsx') ?? assert.fail();
    for (const item of [`/me/drive/items/${id}`, `/drives/${driveId}/items/${id}`, '/me/drive/root:/Book.xlsx:']) {
      assert.equal((await client.graph('GET', `${item}/workbook/worksheets/Sales`)).at('name'), 'Sales');
    }
  });

  it('are added at the end, with the name that was asked for or one of the service’s own', async () => {
    const { book } = test;
    const added = await book.ask('POST', 'worksheets', { name: 'Ärger & Co' });
    assert.deepEqual([added.status, added.at('name'), added.at('position')], [201, 'Ärger & Co', 5]);
    assert.equal((await book.ask('POST', 'worksheets/add', {})).at('name'), 'Sheet7');
    assert.deepEqual((await book.sim.workbook('/Book.xlsx')).sheets, [
      ...Object.values(SHEETS),
      'Ärger & Co',
      'Sheet7',
    ]);
  });

  it('are not added twice, nor under a name that Excel does not take', async () => {
    const { book } = test;
    const again = await book.ask('POST', 'worksheets/add', { name: 'SALES' });
    assert.equal(again.refusal, '400 ItemAlreadyExists itemAlreadyExists');
    for (const name of ['', 'a/b', 'a*b', "'a", 'x'.repeat(32), 7]) {
      const reply = await book.ask('POST', 'worksheets', { name });
      assert.equal(reply.refusal, '400 InvalidArgument invalidArgument', String(name));
    }
  });

  it('keep their id when they are renamed, and formulas, names and charts follow', async () => {
    const { book } = test;
    const [sales] = await sheets(book);
    const renamed = await book.ask('PATCH', 'worksheets/Sales', { name: "Ada's & co" });
    assert.deepEqual([renamed.status, renamed.at('id'), renamed.at('name')], [200, sales?.id, "Ada's & co"]);
    assert.deepEqual(await book.range(SHEETS.overview, 'B1', 'formulas'), [["=SUM('Ada''s & co'!D2:D4)"]]);
    assert.deepEqual(await book.range(SHEETS.overview, 'B1'), [[45]]);
    assert.equal((await book.ask('GET', 'names/Totals')).at('value'), "='Ada''s & co'!$D$2:$D$4");
    const chart = `worksheets/${encodeURIComponent("Ada's & co")}/charts/Totals/image()`;
    const before = (await book.ask('GET', chart)).textAt('value');
    await book.write("Ada's & co", 'B2', { values: [[900]] });
    assert.notEqual((await book.ask('GET', chart)).textAt('value'), before);
  });

  it('move, hide and show', async () => {
    const { book } = test;
    assert.equal(
      (await book.ask('PATCH', 'worksheets/Hidden', { visibility: 'Visible', position: 0 })).at('position'),
      0,
    );
    assert.equal((await book.ask('PATCH', 'worksheets/Sales', { visibility: 'VeryHidden', position: 4 })).status, 200);
    assert.deepEqual(
      (await sheets(book)).map(({ name, visibility }) => [name, visibility]),
      [
        ['Hidden', 'Visible'],
        [SHEETS.overview, 'Visible'],
        [SHEETS.values, 'Visible'],
        ['Very hidden', 'VeryHidden'],
        ['Sales', 'VeryHidden'],
      ],
    );
    assert.equal((await book.ask('PATCH', 'worksheets/Sales', { visibility: 'Gone' })).status, 400);
    assert.equal((await book.ask('PATCH', 'worksheets/Sales', { position: 9 })).status, 400);
  });

  it('are deleted, which formulas show, but never the last visible one', async () => {
    const { book } = test;
    assert.equal((await book.ask('DELETE', 'worksheets/Sales')).status, 204);
    assert.deepEqual(await book.range(SHEETS.overview, 'B1:B3'), [['#REF!'], ['#REF!'], ['#REF!']]);
    assert.equal((await book.ask('DELETE', `worksheets('${encodeURIComponent(SHEETS.overview)}')`)).status, 204);
    const last = await book.ask('DELETE', `worksheets/${encodeURIComponent(SHEETS.values)}`);
    assert.equal(last.refusal, '400 InvalidOperation invalidOperation');
    assert.deepEqual((await book.sim.workbook('/Book.xlsx')).sheets, [SHEETS.values, 'Hidden', 'Very hidden']);
  });
});
