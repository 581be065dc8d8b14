import assert from 'node:assert/strict';
import { SHEETS } from '../../support/workbooks.ts';
import { rules } from './client.ts';
import { useWorkbook, type WorkbookClient } from './workbookClient.ts';

async function picture(book: WorkbookClient, chart: string, session?: string): Promise<Buffer> {
  const reply = await book.ask('GET', `worksheets/Sales/charts/${chart}`, undefined, session);
  assert.equal(reply.status, 200, reply.text);
  return Buffer.from(reply.textAt('value'), 'base64');
}

/** Width and height of a PNG. */
function sizeOf(png: Buffer): [number, number] {
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('the charts of a workbook', () => {
  const test = useWorkbook();

  it('are listed for their sheet, and found by id and name', async () => {
    const { book } = test;
    const charts = await book.ask('GET', 'worksheets/Sales/charts');
    assert.deepEqual(
      [0, 1, 2].map((at) => charts.at('value', at, 'name')),
      ['Totals', 'Units', undefined],
    );
    assert.deepEqual([charts.at('value', 0, 'width'), charts.at('value', 0, 'height')], [360, 216]);
    assert.deepEqual([charts.at('value', 0, 'left'), charts.at('value', 0, 'top')], [288, 0]);
    const id = encodeURIComponent(charts.textAt('value', 1, 'id'));
    for (const path of [`charts/${id}`, 'charts/units', "charts('Units')"]) {
      assert.equal((await book.ask('GET', `worksheets/Sales/${path}`)).at('name'), 'Units', path);
    }
    assert.equal((await book.ask('GET', 'worksheets/Sales/charts/None')).refusal, '404 ItemNotFound itemNotFound');
    assert.equal((await book.ask('GET', 'worksheets/Hidden/charts')).at('value', 0), undefined);
    assert.deepEqual(rules(book.sim), []);
  });

  it('are drawn in their own size, or fit into the one that is asked for, or fill it', async () => {
    const { book } = test;
    assert.deepEqual(sizeOf(await picture(book, 'Totals/image')), [480, 288]);
    assert.deepEqual(sizeOf(await picture(book, 'Totals/image(width=0,height=0)')), [480, 288]);
    assert.deepEqual(sizeOf(await picture(book, "Totals/image(width=240,height=240,fittingMode='Fit')")), [240, 144]);
    assert.deepEqual(sizeOf(await picture(book, "Units/image(width=240,height=240,fittingMode='Fill')")), [240, 240]);
    assert.deepEqual(sizeOf(await picture(book, 'Units/image(height=144)')), [240, 144]);
    book.sim.setWorkbooks({ ignoreChartSize: true });
    assert.deepEqual(sizeOf(await picture(book, "Units/image(width=240,height=240,fittingMode='Fill')")), [480, 288]);
  });

  it('show the cells as the session sees them, formulas included', async () => {
    const { book } = test;
    const before = await picture(book, 'Totals/image');
    const session = await book.open(false);
    assert.deepEqual(await picture(book, 'Totals/image', session), before);
    await book.write('Sales', 'C2', { values: [[20]] }, session);
    assert.notDeepEqual(await picture(book, 'Totals/image', session), before);
    assert.deepEqual(await picture(book, 'Totals/image'), before);
  });

  it('that cannot be drawn fail alone', async () => {
    const { book } = test;
    const radar = await book.ask('GET', `worksheets/${encodeURIComponent(SHEETS.overview)}/charts/Radar/image()`);
    assert.equal(radar.refusal, '500 GeneralException generalException');
    assert.equal(
      (await book.ask('GET', `worksheets/${encodeURIComponent(SHEETS.overview)}/charts`)).at('value', 0, 'name'),
      'Radar',
    );
  });

  it('are not drawn by a function with another name, nor in an impossible size', async () => {
    const { book } = test;
    assert.equal((await book.ask('GET', 'worksheets/Sales/charts/Totals/microsoft.graph.image()')).status, 400);
    for (const size of ['width=-1', 'width=a', 'height=9999', "fittingMode='Stretch'"]) {
      const reply = await book.ask('GET', `worksheets/Sales/charts/Totals/image(${size})`);
      assert.equal(reply.refusal, '400 InvalidArgument invalidArgument', size);
    }
  });
});
