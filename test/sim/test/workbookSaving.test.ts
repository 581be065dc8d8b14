import assert from 'node:assert/strict';
import { MINUTE, SECOND } from '../clock.ts';
import { largeWorkbook } from '../../support/workbooks.ts';
import { rules, useSimulator } from './client.ts';
import { useWorkbook, WorkbookClient } from './workbookClient.ts';

describe('changes in a workbook', () => {
  const test = useWorkbook();

  it('are stored in the file by a persistent session and without one, with new tags and hash', async () => {
    const { book } = test;
    for (const session of [await book.open(true), undefined]) {
      const before = book.sim.item('/Book.xlsx') ?? assert.fail();
      const value = session === undefined ? 2 : 1;
      await book.write('Sales', 'B2', { values: [[value]] }, session);
      const after = book.sim.item('/Book.xlsx') ?? assert.fail();
      assert.notEqual(after.eTag, before.eTag);
      assert.notEqual(after.cTag, before.cTag);
      assert.notEqual(after.quickXorHash, before.quickXorHash);
      const stored = await book.sim.workbook('/Book.xlsx');
      assert.deepEqual([stored.value('Sales', 'B2'), stored.value('Sales', 'D2')], [value, value * 1.5]);
    }
    assert.deepEqual(rules(book.sim), []);
  });

  it('in a scratch session reach neither the file nor other sessions', async () => {
    const { book } = test;
    const [first, second, saving] = [await book.open(false), await book.open(false), await book.open(true)];
    const before = book.sim.item('/Book.xlsx')?.eTag;
    await book.write('Sales', 'B2', { values: [[1]] }, first);
    await book.write('Sales', 'B2', { values: [[2]] }, second);
    assert.equal(book.sim.item('/Book.xlsx')?.eTag, before);
    await book.write('Sales', 'B2', { values: [[3]] }, saving);
    for (const [session, value] of [
      [first, 1],
      [second, 2],
      [saving, 3],
      [undefined, 3],
    ] as const) {
      assert.deepEqual(await book.range('Sales', 'B2', 'values', session), [[value]]);
    }
  });

  it('made before a scratch session are in it, made after its start are not', async () => {
    const { book } = test;
    await book.write('Sales', 'B2', { values: [[5]] });
    const scratch = await book.open(false);
    await book.write('Sales', 'B2', { values: [[6]] });
    assert.deepEqual(await book.range('Sales', 'B2', 'values', scratch), [[5]]);
  });

  it('show in a download after a while where the service takes one', async () => {
    const { book } = test;
    book.sim.setWorkbooks({ saveMs: 20 * SECOND });
    const before = book.sim.item('/Book.xlsx')?.cTag;
    const session = await book.open(true);
    await book.write('Sales', 'B2', { values: [[5]] }, session);
    await book.ask('POST', 'closeSession', undefined, session);
    assert.equal(book.sim.item('/Book.xlsx')?.cTag, before);
    assert.deepEqual(await book.range('Sales', 'B2', 'values', await book.open(false)), [[5]]);
    book.sim.clock.advance(20 * SECOND);
    assert.notEqual((await book.client.graph('GET', '/me/drive/root:/Book.xlsx')).at('cTag'), before);
    assert.equal((await book.sim.workbook('/Book.xlsx')).value('Sales', 'B2'), 5);
  });

  it('are not stored when somebody replaced the file before that', async () => {
    const { book } = test;
    book.sim.setWorkbooks({ saveMs: 20 * SECOND });
    const bytes = book.sim.item('/Book.xlsx')?.content() ?? assert.fail();
    await book.write('Sales', 'B2', { values: [[5]] });
    const replaced = book.sim.putItem('/Book.xlsx', Buffer.from(bytes));
    const scratch = await book.open(false);
    assert.deepEqual(await book.range('Sales', 'B2', 'values', scratch), [[10]]);
    book.sim.clock.advance(20 * SECOND);
    assert.equal(book.sim.item('/Book.xlsx')?.cTag, replaced.cTag);
  });
});

describe('sessions of a workbook', () => {
  const test = useWorkbook();

  it('end with the idle time, and live on while they are used', async () => {
    const { book } = test;
    const session = await book.open(true);
    for (let round = 0; round < 2; round += 1) {
      book.sim.clock.advance(4 * MINUTE);
      assert.deepEqual(await book.range('Sales', 'B2', 'values', session), [[10]]);
    }
    book.sim.clock.advance(5 * MINUTE);
    const late = await book.ask('GET', 'worksheets', undefined, session);
    assert.equal(late.refusal, '404 InvalidSession invalidSessionReCreatable');
  });

  it('end when somebody replaces the file, and when it is deleted', async () => {
    const { book } = test;
    const [saving, scratch] = [await book.open(true), await book.open(false)];
    const bytes = Buffer.from(book.sim.item('/Book.xlsx')?.content() ?? assert.fail());
    book.sim.putItem('/Book.xlsx', bytes);
    for (const session of [saving, scratch]) {
      const reply = await book.ask('GET', 'worksheets', undefined, session);
      assert.equal(reply.refusal, '404 InvalidSession invalidSessionReCreatable');
    }
    const next = await book.open(true);
    book.sim.removeItem('/Book.xlsx');
    const gone = await book.ask('GET', 'worksheets', undefined, next);
    assert.equal(gone.refusal, '404 ItemNotFound invalidSessionNotFound');
    assert.deepEqual(book.sim.workbookSessions, []);
  });

  it('keep others from replacing the file while they save, where the tenant has it so', async () => {
    const { book } = test;
    const bytes = Buffer.from(book.sim.item('/Book.xlsx')?.content() ?? assert.fail());
    const put = async (): Promise<string> => {
      const reply = await book.client.graph('PUT', '/me/drive/root:/Book.xlsx:/content', bytes);
      return reply.status < 300 ? String(reply.status) : reply.refusal;
    };
    book.sim.setWorkbooks({ lockWhileOpen: true });
    await book.open(false);
    assert.equal(await put(), '200');
    const session = await book.open(true);
    assert.equal(await put(), '423 notAllowed resourceLocked');
    assert.equal((await book.write('Sales', 'B2', { values: [[1]] }, session)).status, 200);
    await book.ask('POST', 'closeSession', undefined, session);
    assert.equal(await put(), '200');
  });
});

describe('a large workbook', () => {
  const test = useSimulator();

  it('is read in pages and written in blocks', async function () {
    this.timeout(60_000);
    const book = new WorkbookClient(test.client);
    book.sim.putItem('/Book.xlsx', largeWorkbook());
    const session = await book.open(true);
    const used = await book.ask('GET', 'worksheets/Sheet1/usedRange?$select=address', undefined, session);
    assert.equal(used.at('address'), 'Sheet1!A1:C50001');
    const page = await book.ask(
      'GET',
      "worksheets/Sheet1/range(address='A49000:C50001')?$select=values",
      undefined,
      session,
    );
    assert.deepEqual(page.at('values', 1001), [50_000, 'Row 50000', 75_000]);
    const values = Array.from({ length: 1_000 }, (_, index) => [-index, `new ${index}`]);
    assert.equal((await book.write('Sheet1', 'A2:B1001', { values }, session)).status, 200);
    assert.deepEqual(await book.range('Sheet1', 'A1001:C1002', 'values', session), [
      [-999, 'new 999', 1500],
      [1001, 'Row 1001', 1501.5],
    ]);
  });
});

describe('workbooks whose bytes nobody keeps', () => {
  const test = useSimulator({ store: 'hash' });

  it('have sessions, but nothing in them', async () => {
    const book = new WorkbookClient(test.client);
    book.sim.putItem('/Book.xlsx', largeWorkbook(1));
    for (const session of [await book.open(true), await book.open(false), undefined]) {
      const reply = await book.ask('GET', 'worksheets', undefined, session);
      assert.equal(reply.refusal, '404 DeploymentInvalidEditSession unsupportedWorkbook');
    }
  });
});

describe('a file that is no workbook', () => {
  const test = useSimulator();

  it('is not opened', async () => {
    const book = new WorkbookClient(test.client);
    for (const content of ['x', { size: 10_000 }]) {
      book.sim.putItem('/Book.xlsx', content);
      const reply = await book.ask('POST', 'createSession', { persistChanges: true });
      assert.equal(reply.refusal, '500 GenericFileOpenError unsupportedWorkbook');
    }
  });
});
