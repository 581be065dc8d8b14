import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { resolveCloud } from '../../../../src/graph/clouds.ts';
import type { OpenWorkbook } from '../../../../src/workbook/session/openWorkbook.ts';
import { responseOf } from '../../../support/scriptedTransport.ts';
import type { PlainReply, Reply } from '../../../support/scriptedTransport.ts';
import { settle } from '../../../support/settle.ts';
import {
  answer,
  book,
  done,
  held,
  lostConnectionReply,
  made,
  never,
  refusal,
  WorkbookScene,
} from '../../../support/workbookScene.ts';

const location = 'https://graph.microsoft.com/v1.0/drives/b!x/items/01A/workbook/operations/op';
const resourceLocation = "https://graph.microsoft.com/beta/drives/b!x/items/01A/workbook/sessionInfoResource(key='k')";
const accepted: PlainReply = { status: 202, headers: { location } };
const running = answer({ status: 'running' });
const succeeded = answer({ status: 'succeeded', resourceLocation });
const late = refusal(504, 'MaxRequestDurationExceeded', 'gatewayTimeoutUncategorized');

function failed(...codes: readonly string[]): PlainReply {
  return answer({ status: 'failed', error: { code: codes[0], innerError: { code: codes[1] } } });
}

describe('opening a workbook', () => {
  it('makes a session, which is shown while it is made', async () => {
    const scene = new WorkbookScene([accepted, answer({ status: 'notStarted' }), running, succeeded, made('s1')]);
    const states: unknown[] = [];
    scene.workbooks.onDidChange(({ state }) => states.push(state));
    const openedAt = scene.clock.now();
    const workbook = await scene.open();
    assert.deepEqual(states, [
      { kind: 'opening' },
      { kind: 'opening' },
      { kind: 'opening', operation: 'notStarted' },
      { kind: 'opening', operation: 'running' },
      { kind: 'open' },
    ]);
    assert.deepEqual(scene.workbooks.list, [workbook]);
    assert.deepEqual(workbook.opened, {
      id: workbook.opened.id,
      file: book,
      persistChanges: true,
      folder: 'Budget.xlsx',
      place: { graph: 'https://graph.microsoft.com', account: 'ada' },
      openedAt,
    });
    await workbook.close(AbortSignal.abort());
  });

  for (const [what, replies] of [
    ['a 504', [late, made('s1')]],
    ['a lost answer', [lostConnectionReply, made('s1')]],
    ['a 504 while it polls', [accepted, late, succeeded, made('s1')]],
    ['a 504 for the result', [accepted, succeeded, late, made('s1')]],
    ['an operation that failed in a gateway', [accepted, failed('x', 'gatewayTimeoutUncategorized'), made('s1')]],
    [
      'an operation that failed for a while',
      [accepted, failed('x', 'transientFailure'), accepted, succeeded, made('s1')],
    ],
    ['an operation that was forgotten', [accepted, refusal(404, 'itemNotFound'), made('s1')]],
  ] as const) {
    it(`goes on after ${what}`, async () => {
      const scene = new WorkbookScene(replies);
      const workbook = await scene.open();
      assert.deepEqual([workbook.state.kind, scene.script.left], ['open', 0]);
    });
  }

  for (const [what, replies, expected] of [
    ['too many 504', [late, late, late, late], { name: 'GraphError', status: 504 }],
    [
      'an operation that fails each time',
      [1, 2, 3].flatMap(() => [accepted, failed('x', 'transientFailure')]),
      { name: 'GraphError', status: 200 },
    ],
    ['a failed operation', [accepted, failed('x', 'invalidSessionAccessConflict')], { code: 'accessConflict' }],
    ['somebody who holds the file', [refusal(409, 'x', 'accessConflict')], { code: 'accessConflict' }],
    ['a workbook that it does not open', [refusal(400, 'x', 'unsupportedWorkbook')], { code: 'otherKind' }],
    ['a file that may only be read', [refusal(403, 'EditModeAccessDenied')], { code: 'readOnly' }],
    ['a file that is gone', [refusal(404, 'itemNotFound')], { code: 'missing' }],
    [
      'no Excel for this account',
      [refusal(403, 'AccessDenied', 'forbiddenUncategorized')],
      { code: 'excelUnavailable' },
    ],
    ['what shall not be sent again', [refusal(500, 'x', 'internalServerErrorUncategorized')], { status: 500 }],
    ['a session of the other kind', [1, 2, 3].map(() => made('s1', false)), { name: 'UnexpectedAnswerError' }],
  ] as const) {
    it(`fails, and leaves nothing open, for ${what}`, async () => {
      const scene = new WorkbookScene(replies);
      await assert.rejects(scene.open(), expected);
      await settle();
      assert.deepEqual([scene.workbooks.list, scene.script.left, scene.clock.pending], [[], 0, 0]);
      assert.equal(scene.records.text, undefined);
    });
  }

  it('sends nothing for a name that no session opens, nor where there are no workbooks', async () => {
    const scene = new WorkbookScene([]);
    await assert.rejects(scene.workbooks.open({ ...book, name: 'list.csv' }, true, never), {
      problem: { code: 'fileType', name: 'list.csv', extension: 'csv' },
    });
    scene.cloud = resolveCloud('china');
    await assert.rejects(scene.workbooks.open(book, true, never), { name: 'CloudFeatureError', feature: 'workbooks' });
    assert.deepEqual([scene.sent, scene.workbooks.list], [[], []]);
  });

  it('happens once for several who want the same', async () => {
    const creating = held(made('s1'));
    const scene = new WorkbookScene([creating.reply]);
    const one = scene.workbooks.open(book, true, never);
    const gone = new AbortController();
    const other = scene.workbooks.open({ ...book }, true, gone.signal);
    await settle();
    gone.abort();
    await assert.rejects(other, { name: 'AbortError' });
    creating.release();
    const workbook = await one;
    assert.equal(await scene.workbooks.open(book, true, never), workbook);
    assert.deepEqual(scene.sent, ['POST createSession']);
  });

  it('gives one for each mode', async () => {
    const scene = new WorkbookScene([made('s1'), made('s2', false)]);
    const both: OpenWorkbook[] = [await scene.open(), await scene.open(false)];
    assert.deepEqual(
      both.map(({ opened: { persistChanges } }) => persistChanges),
      [true, false],
    );
    assert.deepEqual(scene.workbooks.list, both);
  });

  it('opens one again that had failed, but no scratch copy whose changes were lost', async () => {
    const conflict = refusal(409, 'x', 'invalidSessionAccessConflict');
    const scene = new WorkbookScene([
      made('s1'),
      conflict,
      done,
      made('s2'),
      made('s3', false),
      answer(1),
      conflict,
      done,
    ]);
    const saved = await scene.open();
    await assert.rejects(saved.refresh(never));
    assert.equal(await scene.open(), saved);
    assert.equal(saved.state.kind, 'open');
    const scratch = await scene.open(false);
    await scratch.request({ method: 'PATCH', label: 'x', path: 'x', read: () => {} }, never);
    await assert.rejects(scratch.refresh(never), { code: 'changesLost' });
    await settle();
    await assert.rejects(scene.open(false), { code: 'changesLost' });
    assert.equal(scene.script.left, 0);
  });
});

describe('opening a workbook that is cancelled', () => {
  /** Cancels when the request of that number is under way, and lets it end then. */
  async function cancelled(at: number, ...replies: readonly PlainReply[]): Promise<WorkbookScene> {
    const controller = new AbortController();
    const cancels = (reply: PlainReply): Reply => {
      return () => {
        controller.abort();
        return responseOf(reply);
      };
    };
    const scene = new WorkbookScene(replies.map((reply, index) => (index === at - 1 ? cancels(reply) : reply)));
    await assert.rejects(scene.settled(scene.workbooks.open(book, true, controller.signal)), { name: 'AbortError' });
    assert.deepEqual(scene.workbooks.list, [], 'it is gone from the list at once');
    return scene;
  }

  for (const [what, at, replies] of [
    ['while the request is under way', 1, [made('s1'), done]],
    ['while the request is under way that begins an operation', 1, [accepted, succeeded, made('s1'), done]],
    ['while the operation runs', 3, [accepted, running, running, succeeded, made('s1'), done]],
    ['while the result is read', 3, [accepted, succeeded, made('s1'), done]],
  ] as const) {
    it(`closes the session that came all the same: ${what}`, async () => {
      const scene = await cancelled(at, ...replies);
      await scene.passes(10_000);
      assert.equal(scene.sent.at(-1), 'POST closeSession s1');
      assert.deepEqual([scene.script.left, scene.clock.pending], [0, 0]);
    });
  }

  it('does not wait long for a session that does not come', async () => {
    const scene = await cancelled(2, accepted, ...Array.from({ length: 9 }, () => running));
    await scene.passes(11_000);
    const count = scene.sent.length;
    await scene.passes(600_000);
    assert.deepEqual([scene.sent.length, scene.clock.pending], [count, 0]);
  });

  it('does not wait long for an answer that does not come', async () => {
    const controller = new AbortController();
    const scene = new WorkbookScene([held({ status: 201 }).reply]);
    const opening = scene.workbooks.open(book, true, controller.signal);
    await settle();
    controller.abort();
    await assert.rejects(opening, { name: 'AbortError' });
    await scene.passes(10_000);
    assert.deepEqual([scene.sent.length, scene.clock.pending], [1, 0]);
  });

  it('sends nothing when it is cancelled before', async () => {
    const scene = new WorkbookScene([]);
    await assert.rejects(scene.workbooks.open(book, true, AbortSignal.abort()), { name: 'AbortError' });
    await settle();
    assert.deepEqual([scene.sent, scene.workbooks.list], [[], []]);
  });

  it('can begin anew at once, after the session that is still on its way', async () => {
    const creating = held(made('s1'));
    const scene = new WorkbookScene([creating.reply, done, made('s2')]);
    const controller = new AbortController();
    const first = scene.workbooks.open(book, true, controller.signal);
    await settle();
    controller.abort();
    await assert.rejects(first, { name: 'AbortError' });
    const second = scene.workbooks.open(book, true, never);
    await settle();
    creating.release();
    const workbook = await second;
    assert.deepEqual(scene.sent, ['POST createSession', 'POST closeSession s1', 'POST createSession']);
    assert.deepEqual(scene.workbooks.list, [workbook]);
  });
});
