import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { settle } from '../../../support/settle.ts';
import {
  answer,
  book,
  done,
  ended,
  held,
  made,
  never,
  opened,
  reading,
  refusal,
  WorkbookScene,
  writing,
} from '../../../support/workbookScene.ts';

describe('requests of an open workbook', () => {
  it('go one after another, in the order in which they came', async () => {
    const slow = held(answer(1));
    const { scene, workbook } = await opened(slow.reply, answer(2), answer(3));
    const all = [1, 2, 3].map((number) => workbook.request({ ...reading, path: `sheet${number}` }, never));
    await settle();
    assert.deepEqual(scene.sent.slice(1), ['GET sheet1 s1']);
    slow.release();
    assert.deepEqual(await Promise.all(all), [1, 2, 3]);
    assert.deepEqual(scene.sent.slice(1), ['GET sheet1 s1', 'GET sheet2 s1', 'GET sheet3 s1']);
  });

  it('wait for those of the same file in the other mode', async () => {
    const slow = held(answer(1));
    const scene = new WorkbookScene([made('s1'), made('s2', false), slow.reply, answer(2)]);
    const saved = await scene.open();
    const scratch = await scene.open(false);
    const all = [saved.request(reading, never), scratch.request(reading, never)];
    await settle();
    assert.equal(scene.sent.at(-1), 'GET worksheets s1');
    slow.release();
    assert.deepEqual(await Promise.all(all), [1, 2]);
    assert.equal(scene.sent.at(-1), 'GET worksheets s2');
  });

  it('go on in the new session when they waited behind one that found the old one ended', async () => {
    const creating = held(made('s2'));
    const { scene, workbook } = await opened(ended, creating.reply, answer('a'), answer('b'));
    const all = ['a', 'b'].map((path) => workbook.request({ ...writing, path }, never));
    await settle();
    assert.equal(workbook.state.kind, 'reopening');
    creating.release();
    assert.deepEqual(await Promise.all(all), ['a', 'b']);
    assert.deepEqual(scene.sent.slice(1), ['PATCH a s1', 'POST createSession', 'PATCH a s2', 'PATCH b s2']);
  });

  it('are not sent when they are aborted before their turn', async () => {
    const slow = held(answer(1));
    const { scene, workbook } = await opened(slow.reply, answer(3));
    const controller = new AbortController();
    const first = workbook.request(reading, never);
    const second = workbook.request(writing, controller.signal);
    const third = workbook.request(reading, never);
    await settle();
    controller.abort();
    await assert.rejects(second, { name: 'AbortError' });
    slow.release();
    assert.deepEqual(await Promise.all([first, third]), [1, 3]);
    assert.deepEqual(scene.sent.slice(1), ['GET worksheets s1', 'GET worksheets s1']);
  });

  it('end at once when they are aborted on the way, but the next one waits for the answer', async () => {
    const slow = held(answer(1));
    const { scene, workbook } = await opened(slow.reply, answer(2));
    const controller = new AbortController();
    const first = workbook.request(reading, controller.signal);
    const second = workbook.request(reading, never);
    await settle();
    controller.abort();
    await assert.rejects(first, { name: 'AbortError' });
    await scene.passes(5000);
    assert.equal(scene.sent.length, 2);
    slow.release();
    assert.equal(await second, 2);
  });

  it('do not wait long for the answer to one that was aborted', async () => {
    const { scene, workbook } = await opened(held({ status: 200 }).reply, answer(2));
    const controller = new AbortController();
    const first = workbook.request(reading, controller.signal);
    const second = workbook.request(reading, never);
    await settle();
    controller.abort();
    await assert.rejects(first, { name: 'AbortError' });
    await scene.passes(10_000);
    assert.equal(await second, 2);
  });

  it('are not sent in a new session when they were aborted before the old one was found ended', async () => {
    const slow = held(refusal(404, 'x', 'invalidSessionReCreatable'));
    const { scene, workbook } = await opened(slow.reply);
    const controller = new AbortController();
    const first = workbook.request(writing, controller.signal);
    await settle();
    controller.abort();
    await assert.rejects(first, { name: 'AbortError' });
    slow.release();
    await settle();
    assert.deepEqual([scene.sent.length, workbook.state], [2, { kind: 'expired', changesLost: false }]);
  });

  it('end at once when they are aborted while a new session is made, which is closed when it comes', async () => {
    const creating = held(made('s2'));
    const { scene, workbook } = await opened(ended, creating.reply, done, made('s3'), answer('b'));
    const controller = new AbortController();
    const first = workbook.request(writing, controller.signal);
    const second = workbook.request({ ...reading, path: 'b' }, never);
    await settle();
    controller.abort();
    await assert.rejects(first, { name: 'AbortError' });
    creating.release();
    assert.equal(await second, 'b');
    assert.deepEqual(scene.sent.slice(2), [
      'POST createSession',
      'POST closeSession s2',
      'POST createSession',
      'GET b s3',
    ]);
  });

  it('are not sent at all with a signal that is aborted already', async () => {
    const { scene, workbook } = await opened();
    await assert.rejects(workbook.request(reading, AbortSignal.abort()), { name: 'AbortError' });
    assert.equal(scene.sent.length, 1);
  });

  it('are refused for another service and for another account', async () => {
    const { scene, workbook } = await opened();
    scene.current = 'bob';
    await assert.rejects(workbook.request(reading, never), { code: 'otherAccount' });
    scene.current = undefined;
    scene.cloud = { ...scene.cloud, graph: 'https://graph.microsoft.us' };
    await assert.rejects(workbook.request(reading, never), {
      problem: { code: 'otherService', name: book.name, host: 'graph.microsoft.com' },
    });
    assert.deepEqual([scene.sent.length, workbook.state.kind], [1, 'open']);
  });
});

describe('an open workbook that is closed', () => {
  it('ends its session after what is under way, and refuses what waits', async () => {
    const slow = held(answer(1));
    const { scene, workbook } = await opened(slow.reply, done);
    const first = workbook.request(writing, never);
    const second = workbook.request(writing, never);
    await settle();
    const closed = workbook.close(never);
    await assert.rejects(second, { name: 'WorkbookError', code: 'closed' });
    await assert.rejects(workbook.request(reading, never), { code: 'closed' });
    assert.equal(workbook.state.kind, 'closing');
    slow.release();
    assert.equal(await first, 1);
    await closed;
    assert.deepEqual(scene.sent.slice(1), ['PATCH range s1', 'POST closeSession s1']);
    assert.deepEqual([workbook.state.kind, workbook.session, scene.clock.pending], ['closed', undefined, 0]);
    await workbook.close(never);
    assert.equal(scene.sent.length, 3);
  });

  it('aborts what is under way when there is no time', async () => {
    const { scene, workbook } = await opened(held({ status: 200 }).reply, done);
    const first = workbook.request(writing, never);
    await settle();
    const hurry = new AbortController();
    const closed = workbook.close(hurry.signal);
    await settle();
    assert.equal(scene.sent.length, 2);
    hurry.abort();
    await assert.rejects(first, { code: 'closed' });
    await scene.settled(closed);
    assert.equal(scene.sent.at(-1), 'POST closeSession s1');
    assert.equal(scene.clock.monotonic(), 10_000);
  });

  it('closes the session that a request under way made', async () => {
    const creating = held(made('s2'));
    const { scene, workbook } = await opened(ended, creating.reply, answer('written'), done);
    const first = workbook.request(writing, never);
    await settle();
    const closed = workbook.close(never);
    creating.release();
    assert.equal(await first, 'written');
    await closed;
    assert.equal(scene.sent.at(-1), 'POST closeSession s2');
    assert.equal(scene.clock.pending, 0);
  });

  it('does not wait long for a service that does not answer, and keeps the session out of the log', async () => {
    const { scene, workbook } = await opened(held(done).reply);
    const closed = workbook.close(never);
    await scene.passes(5000);
    await closed;
    assert.equal(workbook.state.kind, 'closed');
    assert.match(scene.log.text, /left to end by itself/u);
    assert.doesNotMatch(scene.log.text, /s1/u);
  });

  it('is not opened when that was under way, and whoever wanted it hears so at once', async () => {
    const creating = held(made('s1'));
    const scene = new WorkbookScene([creating.reply, done]);
    const opening = scene.workbooks.open(book, true, never);
    await settle();
    const [workbook] = scene.workbooks.list;
    assert.ok(workbook);
    const closed = scene.workbooks.close(workbook, never);
    await assert.rejects(opening, { code: 'closed' });
    creating.release();
    await scene.settled(closed);
    assert.deepEqual(scene.workbooks.list, []);
    assert.equal(scene.sent.at(-1), 'POST closeSession s1');
    assert.equal(scene.script.left, 0);
  });

  it('is not handed to whoever wanted it while it was taken up again', async () => {
    const refreshing = held(done);
    const { scene, workbook } = await opened(refreshing.reply, done);
    await scene.passes(5 * 60_000);
    const wanted = scene.workbooks.open(book, true, never);
    await settle();
    const closed = scene.workbooks.close(workbook, never);
    refreshing.release();
    await assert.rejects(wanted, { code: 'closed' });
    await scene.settled(closed);
    assert.deepEqual(scene.sent.slice(1), ['POST refreshSession s1', 'POST closeSession s1']);
  });

  it('cannot be closed at the service by another account', async () => {
    const { scene, workbook } = await opened();
    scene.current = 'bob';
    await workbook.close(never);
    assert.deepEqual([scene.sent.length, workbook.state.kind], [1, 'closed']);
  });
});
