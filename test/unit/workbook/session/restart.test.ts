import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readRecords } from '../../../../src/workbook/records.ts';
import type { OpenWorkbook } from '../../../../src/workbook/session/openWorkbook.ts';
import { MemoryText } from '../../../support/memoryText.ts';
import type { Reply } from '../../../support/scriptedTransport.ts';
import { settle } from '../../../support/settle.ts';
import {
  answer,
  book,
  done,
  ended,
  held,
  lostConnectionReply,
  made,
  never,
  reading,
  refusal,
  WorkbookScene,
  writing,
} from '../../../support/workbookScene.ts';

/** A window with a persistent workbook and a scratch copy of it, which is changed if that is wanted. */
async function window(
  changed: boolean,
  ...replies: readonly Reply[]
): Promise<{ scene: WorkbookScene; saved: OpenWorkbook; scratch: OpenWorkbook }> {
  const scene = new WorkbookScene([made('s1'), made('s2', false), ...(changed ? [answer(1)] : []), ...replies]);
  const saved = await scene.open();
  const scratch = await scene.open(false);
  if (changed) {
    await scratch.request(writing, never);
  }
  await settle();
  return { scene, saved, scratch };
}

/** The window that comes after another one. */
async function after({ records }: WorkbookScene, ...replies: readonly Reply[]): Promise<WorkbookScene> {
  const scene = new WorkbookScene(replies, records);
  await scene.settled(scene.workbooks.restore(never));
  return scene;
}

function stateOf({ opened, state }: OpenWorkbook): string {
  const lost = state.kind === 'expired' && state.changesLost ? ', changes lost' : '';
  return `${opened.persistChanges ? 'persistent' : 'scratch'} ${state.kind}${lost}`;
}

describe('workbooks of before a reload', () => {
  it('are there again, and go on in their sessions', async () => {
    const { scene, saved } = await window(true);
    const next = await after(scene, done, done, answer('read'));
    assert.deepEqual(next.sent.toSorted(), ['POST refreshSession s1', 'POST refreshSession s2']);
    assert.deepEqual(next.workbooks.list.map(stateOf), ['persistent open', 'scratch open']);
    assert.deepEqual(
      next.workbooks.list.map((workbook) => workbook.hasUnsavedChanges),
      [false, true],
    );
    const [first] = next.workbooks.list;
    assert.deepEqual(first?.opened, saved.opened);
    assert.equal(await first.request(reading, never), 'read');
    await next.workbooks.shutDown(10);
    await scene.workbooks.shutDown(10);
  });

  it('are on the list before the service has said whether their sessions are still there', async () => {
    const { scene } = await window(true);
    const next = new WorkbookScene([held(done).reply, held(done).reply], scene.records);
    const gone = new AbortController();
    const restoring = next.workbooks.restore(gone.signal);
    await next.workbooks.recall();
    assert.deepEqual(next.workbooks.list.map(stateOf), ['persistent expired', 'scratch expired']);
    gone.abort();
    await next.settled(restoring);
  });

  it('are opened anew by the next request when the session has ended and nothing was lost', async () => {
    const { scene } = await window(false);
    const next = await after(scene, ended, ended, made('s3'), answer('read'), made('s4', false), answer('read'));
    assert.deepEqual(next.workbooks.list.map(stateOf), ['persistent expired', 'scratch expired']);
    for (const workbook of next.workbooks.list) {
      assert.equal(await workbook.request(reading, never), 'read');
    }
    assert.equal(next.script.left, 0);
  });

  it('tell that the changes of a scratch copy are gone', async () => {
    const { scene } = await window(true);
    const next = await after(scene, done, ended);
    assert.deepEqual(next.workbooks.list.map(stateOf), ['persistent open', 'scratch expired, changes lost']);
    await settle();
    const third = await after(next, done);
    assert.deepEqual(third.workbooks.list.map(stateOf), ['persistent open', 'scratch expired, changes lost']);
    const [, scratch] = third.workbooks.list;
    third.script.add(made('s5', false));
    await scratch?.reopen(never);
    await settle();
    const fourth = await after(third, done, done);
    assert.deepEqual(fourth.workbooks.list.map(stateOf), ['persistent open', 'scratch open']);
  });

  it('keep their sessions when nobody answers, and try them with the next request', async () => {
    const { scene } = await window(true);
    const next = await after(scene, ...Array.from({ length: 8 }, () => lostConnectionReply), answer('read'));
    assert.deepEqual(next.workbooks.list.map(stateOf), ['persistent expired', 'scratch expired']);
    assert.equal(await next.workbooks.list[1]?.request(reading, never), 'read');
    assert.equal(next.sent.at(-1), 'GET worksheets s2');
  });

  it('are not opened twice, but found when one is wanted before they are taken up', async () => {
    const { scene } = await window(true);
    const next = new WorkbookScene([done, done, done], scene.records);
    const opened = await next.open(false);
    assert.deepEqual([opened.hasUnsavedChanges, next.sent], [true, ['POST refreshSession s2']]);
    await next.settled(next.workbooks.restore(never));
    assert.deepEqual(next.workbooks.list.map(stateOf), ['persistent open', 'scratch open']);
    assert.equal(next.workbooks.list[1], opened);
  });

  it('are not forgotten by a window that ends before it could read of them', async () => {
    const { scene } = await window(true);
    const { text } = scene.records;
    const next = new WorkbookScene([], scene.records);
    await next.workbooks.shutDown(4000);
    assert.equal(scene.records.text, text);
  });

  it('are none when the place where they are kept cannot be read', async () => {
    const records = new MemoryText('{"version":1}');
    records.failing = true;
    const scene = new WorkbookScene([made('s1')], records);
    await scene.workbooks.restore(never);
    assert.deepEqual(scene.workbooks.list, []);
    const workbook = await scene.open();
    await settle();
    assert.equal(workbook.state.kind, 'open', 'nor does it matter that nothing can be written');
    assert.match(scene.log.text, /cannot be read[^]*cannot be kept/u);
  });
});

describe('what is kept of open workbooks', () => {
  it('is written when something changed, and gone with the last one', async () => {
    const { scene, saved, scratch } = await window(false, answer(1), answer(2), done, done);
    const writes = scene.records.writes;
    await saved.request(reading, never);
    await scene.passes(7 * 60_000);
    assert.deepEqual([saved.state.kind, scratch.state.kind], ['expired', 'expired']);
    assert.equal(scene.records.writes, writes);
    await scratch.request(writing, never);
    await settle();
    assert.deepEqual(
      readRecords(scene.records.text).map(({ changed, session }) => [changed, session?.secret]),
      [
        [false, 's1'],
        [true, 's2'],
      ],
    );
    await scene.workbooks.close(scratch, never);
    await settle();
    assert.equal(readRecords(scene.records.text).length, 1);
    await scene.workbooks.close(saved, never);
    await settle();
    assert.deepEqual([scene.records.text, scene.workbooks.list], [undefined, []]);
  });

  it('leaves out what is not open yet', async () => {
    const creating = held(made('s1'));
    const scene = new WorkbookScene([creating.reply]);
    const opening = scene.workbooks.open(book, true, never);
    await settle();
    assert.equal(scene.records.text, undefined);
    creating.release();
    await opening;
    await settle();
    assert.equal(readRecords(scene.records.text).length, 1);
  });

  it('shows no session in the log', async () => {
    const { scene } = await window(true);
    assert.doesNotMatch(scene.log.text, /s[12]\b/u);
  });
});

describe('the end of a window', () => {
  it('ends all sessions at the service but the one with unsaved changes, which the next window takes up', async () => {
    const { scene } = await window(true, done);
    await scene.workbooks.shutDown(4000);
    assert.equal(scene.sent.at(-1), 'POST closeSession s1');
    assert.deepEqual([scene.script.left, scene.clock.pending], [0, 0]);
    const next = await after(scene, done);
    assert.deepEqual(next.sent, ['POST refreshSession s2']);
    assert.deepEqual(next.workbooks.list.map(stateOf), ['persistent expired', 'scratch open']);
    assert.equal(next.workbooks.list[1]?.hasUnsavedChanges, true);
  });

  it('ends what is under way in the session that it leaves', async () => {
    const { scene, scratch } = await window(true, held({ status: 200 }).reply, done);
    const request = scratch.request(reading, never);
    await settle();
    const end = scene.workbooks.shutDown(4000);
    await assert.rejects(request, { code: 'closed' });
    await scene.settled(end);
    assert.equal(scratch.state.kind, 'closed');
  });

  it('ends every session where nothing is unsaved', async () => {
    const { scene } = await window(false, done, done);
    await scene.workbooks.shutDown(4000);
    assert.deepEqual(scene.sent.slice(-2).toSorted(), ['POST closeSession s1', 'POST closeSession s2']);
    const next = await after(scene);
    assert.deepEqual(next.workbooks.list.map(stateOf), ['persistent expired', 'scratch expired']);
    assert.deepEqual(next.sent, []);
  });

  it('waits for what is under way, but not long', async () => {
    const { scene, saved } = await window(false, held({ status: 200 }).reply, done, held(done).reply);
    const request = saved.request(writing, never);
    await settle();
    let over = false;
    const end = scene.workbooks.shutDown(4000).then(() => {
      over = true;
    });
    await scene.passes(1000);
    await scene.passes(1000);
    await assert.rejects(request, { code: 'closed' });
    assert.equal(over, false);
    await scene.passes(2000);
    await end;
    await scene.passes(20_000);
    assert.equal(scene.clock.pending, 0);
  });

  it('does not wait for a place to keep things that hangs', async () => {
    const { scene } = await window(false, done, done);
    scene.records.store = () => new Promise(() => {});
    const end = scene.workbooks.shutDown(4000);
    await scene.passes(4000);
    await end;
    assert.equal(scene.script.left, 0);
  });

  it('closes a session that was still on its way', async () => {
    const creating = held(made('s1'));
    const scene = new WorkbookScene([creating.reply, done]);
    const controller = new AbortController();
    const opening = scene.workbooks.open(book, true, controller.signal);
    await settle();
    controller.abort();
    await assert.rejects(opening);
    await settle();
    let over = false;
    const end = scene.workbooks.shutDown(4000).then(() => {
      over = true;
    });
    await settle();
    assert.equal(over, false);
    creating.release();
    await scene.settled(end);
    assert.equal(scene.sent.at(-1), 'POST closeSession s1');
  });

  it('is quick when a session was refused before', async () => {
    const { scene, saved } = await window(false, refusal(409, 'x', 'invalidSessionAccessConflict'), done, done);
    await assert.rejects(saved.request(reading, never), { code: 'accessConflict' });
    await settle();
    await scene.workbooks.shutDown(4000);
    assert.deepEqual(scene.sent.slice(-2), ['POST closeSession s1', 'POST closeSession s2']);
  });
});
