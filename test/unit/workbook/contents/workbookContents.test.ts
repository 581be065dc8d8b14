import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AllContents } from '../../../../src/workbook/contents/allContents.ts';
import type { Outline } from '../../../../src/workbook/contents/outline.ts';
import { WorkbookContents } from '../../../../src/workbook/contents/workbookContents.ts';
import { parseWorkbookPath } from '../../../../src/workbook/paths.ts';
import { scriptedChannel } from '../../../support/scriptedChannel.ts';
import type { Reply } from '../../../support/scriptedTransport.ts';
import { settle } from '../../../support/settle.ts';
import { answer, held, lostConnectionReply, never, refusal } from '../../../support/workbookScene.ts';

function list(...value: readonly object[]): ReturnType<typeof answer> {
  return answer({ value });
}

function name(text: string, more: object = {}): object {
  return { name: text, type: 'Range', visible: true, ...more };
}

const sheets = list(
  { id: '{2}', name: 'Costs', position: 1, visibility: 'Hidden' },
  { id: '{1}', name: 'Sales', position: 0, visibility: 'Visible' },
);
const tables = list({ id: '7', name: 'Orders' });
const names = list(name('Rates'), name('Pi', { type: 'Double' }), name('Secret', { visible: false }));
const whole = [sheets, tables, names, list(name('Local')), list(name('Rates'), name('Hidden', { visible: false }))];
const charts = list({ id: 'c1', name: 'Totals' }, { id: 'c2', name: 'TOTALS' });

function contentsOf(...replies: readonly Reply[]): {
  readonly contents: WorkbookContents;
  readonly talk: ReturnType<typeof scriptedChannel>;
  readonly events: string[];
} {
  const talk = scriptedChannel(...replies);
  const contents = new WorkbookContents(talk.channel);
  const events: string[] = [];
  contents.onDidChange((change) => events.push(change));
  return { contents, talk, events };
}

function shown({ sheets: of, tables: and, names: last }: Outline): string[] {
  return [
    ...of.map((sheet) => sheet.name),
    ...and.map((table) => `table ${table.name}`),
    ...last.map(({ name: text, sheetId = '' }) => `name ${sheetId}${text}`),
  ];
}

const everything = ['Sales', 'Costs', 'table Orders', 'name Rates', 'name {1}Local', 'name {2}Rates'];

describe('the contents of a workbook', () => {
  it('are its sheets in their order, its tables, and the names that stand for cells', async () => {
    const { contents, talk } = contentsOf(...whole);
    assert.deepEqual(shown(await contents.load(never)), everything);
    assert.deepEqual(
      talk.sent().map((line) => line.split('?')[0]),
      ['worksheets', 'tables', 'names', 'worksheets/%7B1%7D/names', 'worksheets/%7B2%7D/names'].map((p) => `GET ${p}`),
    );
  });

  it('are loaded once for all who want them, and kept', async () => {
    const { contents, talk } = contentsOf(...whole);
    assert.equal(contents.known, undefined);
    const [one, other] = await Promise.all([contents.load(never), contents.load(never)]);
    assert.equal(one, other);
    assert.equal(await contents.load(never), one);
    assert.equal(contents.known, one);
    assert.equal(talk.sent().length, 5);
  });

  it('lose the names of a sheet that the service does not list, and no others', async () => {
    const garbled = answer({ value: 1 });
    for (const broken of [
      [refusal(404, 'ItemNotFound')],
      [refusal(500, 'x', 'internalServerErrorUncategorized')],
      [garbled, garbled, garbled],
    ]) {
      const { contents, talk } = contentsOf(sheets, tables, names, ...broken, list(name('Rates')));
      assert.deepEqual(
        shown(await contents.load(never)),
        everything.filter((line) => !line.includes('Local')),
      );
      assert.equal(talk.script.left, 0);
    }
  });

  it('are not kept when somebody could not be reached', async () => {
    const lost = Array.from({ length: 4 }, () => lostConnectionReply);
    const { contents } = contentsOf(sheets, tables, names, ...lost, ...whole);
    await assert.rejects(contents.load(never), { name: 'TransportError' });
    assert.equal(contents.known, undefined);
    assert.deepEqual(shown(await contents.load(never)), everything);
  });

  it('are loaded anew after they changed, and known as they were until then', async () => {
    const { contents, events } = contentsOf(...whole, list(), list(), list());
    const first = await contents.load(never);
    contents.cellsChanged();
    assert.equal(await contents.load(never), first);
    contents.outlineChanged();
    assert.equal(contents.known, first);
    assert.deepEqual(shown(await contents.load(never)), []);
    assert.deepEqual(shown(contents.known), []);
    contents.refresh();
    assert.deepEqual(events, ['cells', 'outline', 'outline', 'cells']);
  });

  it('are not kept when they changed while they were loaded', async () => {
    const slow = held(sheets);
    const { contents, talk } = contentsOf(slow.reply, list(), list(), list(), ...whole.slice(1));
    const early = contents.load(never);
    await settle();
    contents.outlineChanged();
    const late = contents.load(never);
    assert.deepEqual(shown(await late), []);
    slow.release();
    assert.deepEqual(shown(await early), everything);
    assert.deepEqual(shown(await contents.load(never)), []);
    assert.deepEqual([shown(contents.known ?? (await early)), talk.script.left], [[], 0]);
  });

  it('go on being loaded for the others when one has gone, and are loaded anew when all have', async () => {
    const slow = held(sheets);
    const { contents, talk } = contentsOf(slow.reply, held(tables).reply, ...whole);
    const [gone, stays] = [new AbortController(), new AbortController()];
    const first = contents.load(gone.signal);
    const second = contents.load(stays.signal);
    await settle();
    gone.abort();
    await assert.rejects(first, { name: 'AbortError' });
    slow.release();
    await settle();
    stays.abort();
    await assert.rejects(second, { name: 'AbortError' });
    assert.deepEqual(shown(await contents.load(never)), everything);
    assert.equal(talk.script.left, 0);
    await assert.rejects(contents.load(AbortSignal.abort()), { name: 'AbortError' });
  });

  it('are the same for everybody who asks for those of a workbook', () => {
    const [one, other] = [scriptedChannel().channel, scriptedChannel().channel];
    const all = new AllContents();
    assert.equal(all.of(one), all.of(one));
    assert.notEqual(all.of(one), all.of(other));
  });
});

describe('the charts of a sheet', () => {
  const [sales, costs] = [
    { id: '{1}', name: 'Sales' },
    { id: '{2}', name: 'Costs' },
  ];

  it('are kept sheet by sheet until cells change', async () => {
    const { contents, talk } = contentsOf(charts, list(), charts, charts);
    const first = await contents.charts(sales, never);
    assert.deepEqual(
      first.map(({ id }) => id),
      ['c1', 'c2'],
    );
    assert.deepEqual(await contents.charts(costs, never), []);
    assert.equal(await contents.charts(sales, never), first);
    contents.cellsChanged();
    await contents.charts(costs, never);
    contents.outlineChanged();
    await contents.charts(costs, never);
    assert.equal(talk.script.left, 0);
  });

  it('that cannot be listed are tried again, and keep no others away', async () => {
    const { contents } = contentsOf(refusal(500, 'GeneralException', 'generalException'), list(), charts);
    await assert.rejects(contents.charts(sales, never), { name: 'GraphError' });
    assert.deepEqual(await contents.charts(costs, never), []);
    assert.equal((await contents.charts(sales, never)).length, 2);
  });
});

describe('the path of a file', () => {
  for (const [path, expected] of [
    ['worksheets/Sales.csv', { kind: 'sheet', sheet: { id: '{1}', name: 'Sales' } }],
    ['worksheets/sALES.csv', { kind: 'sheet', sheet: { id: '{1}', name: 'Sales' } }],
    ['worksheets/Orders.csv', undefined],
    ['tables/orders.csv', { kind: 'table', tableId: '7' }],
    ['names/rates.csv', { kind: 'name', name: 'Rates' }],
    ['names/costs!rates.csv', { kind: 'name', name: 'Rates', sheetId: '{2}' }],
    ['names/Costs!Local.csv', undefined],
    ['names/Local.csv', undefined],
    ['names/Nowhere!Rates.csv', undefined],
    ['names/Pi.csv', undefined],
  ] as const) {
    it(`leads from ${path} to ${expected === undefined ? 'nothing' : 'its cells'}`, async () => {
      const { contents } = contentsOf(...whole);
      const parsed = parseWorkbookPath(`/Budget.xlsx/${path}`);
      assert.ok(parsed?.kind === 'grid');
      assert.deepEqual(await contents.source(parsed, never), expected);
    });
  }

  for (const [path, expected] of [
    ['charts/sales/TOTALS.png', 'c2'],
    ['charts/Sales/totals.png', 'c1'],
    ['charts/Sales/Other.png', undefined],
    ['charts/Nowhere/Totals.png', undefined],
  ] as const) {
    it(`leads from ${path} to ${expected ?? 'nothing'}`, async () => {
      const { contents } = contentsOf(...whole, charts);
      const parsed = parseWorkbookPath(`/Budget.xlsx/${path}`);
      assert.ok(parsed?.kind === 'chart');
      const found = await contents.chart(parsed, never);
      assert.deepEqual([found?.chart.id, found?.sheet], [expected, expected && { id: '{1}', name: 'Sales' }]);
    });
  }
});
