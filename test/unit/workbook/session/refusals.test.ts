import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphError } from '../../../../src/graph/errors.ts';
import { WorkbookError } from '../../../../src/workbook/errors.ts';
import type { OpenWorkbook } from '../../../../src/workbook/session/openWorkbook.ts';
import type { Reply } from '../../../support/scriptedTransport.ts';
import { settle } from '../../../support/settle.ts';
import {
  answer,
  done,
  ended,
  lostConnectionReply,
  made,
  never,
  reading,
  refusal,
  WorkbookScene,
  writing,
} from '../../../support/workbookScene.ts';

/** What a caller gets to know, and what became of the workbook. */
interface Outcome {
  readonly error: string;
  readonly state: string;
  readonly sent: string[];
  readonly scene: WorkbookScene;
  readonly workbook: OpenWorkbook;
}

function nameOf(error: unknown): string {
  return error instanceof WorkbookError || error instanceof GraphError
    ? `${error.name} ${error.code}`
    : error instanceof Error
      ? `${error.name} ${error.message}`
      : `got ${String(error)}`;
}

function stateOf({ state }: OpenWorkbook): string {
  return state.kind === 'expired' && state.changesLost ? 'changesLost' : state.kind;
}

/** Opens a workbook and writes into it. */
async function written(
  persistChanges: boolean,
  options: { readonly changedBefore?: boolean },
  ...replies: readonly Reply[]
): Promise<Outcome> {
  const before = options.changedBefore === true ? [answer('before')] : [];
  const scene = new WorkbookScene([made('s1', persistChanges), ...before, ...replies]);
  const workbook = await scene.open(persistChanges);
  if (options.changedBefore === true) {
    await workbook.request(writing, never);
  }
  const from = scene.sent.length;
  const outcome = await scene.settled(
    workbook.request({ ...writing, repeatable: true }, never).catch((error: unknown) => error),
  );
  await settle();
  assert.equal(scene.script.left, 0, 'every answer was asked for');
  return { error: nameOf(outcome), state: stateOf(workbook), sent: scene.sent.slice(from), scene, workbook };
}

function inner(code: string, status = 400): Reply {
  return refusal(status, 'generalException', code);
}

describe('a persistent workbook', () => {
  for (const code of ['invalidSessionReCreatable', 'InvalidSessionRecreatable']) {
    it(`goes on in a new session after ${code}`, async () => {
      const { error, state, sent } = await written(true, {}, inner(code, 404), made('s2'), answer('written'));
      assert.deepEqual([error, state], ['got written', 'open']);
      assert.deepEqual(sent, ['PATCH range s1', 'POST createSession', 'PATCH range s2']);
    });
  }

  it('goes on in a new session when the sign-in of the old one is over, after a new one where that is needed', async () => {
    const signIn = refusal(401, 'InvalidAuthenticationToken');
    for (const [made2, tokens] of [
      [[made('s2')], '1 1 1 1'],
      [[signIn, made('s2')], '1 1 1 2 2'],
    ] as const) {
      const asked = inner('invalidSessionAuthentication', 401);
      const { error, sent, scene } = await written(true, {}, asked, ...made2, answer('written'));
      assert.equal(error, 'got written');
      assert.deepEqual(new Set(sent), new Set(['PATCH range s1', 'POST createSession', 'PATCH range s2']));
      const used = scene.script.requests.map(({ headers }) => headers['authorization']?.replace('Bearer token-', ''));
      assert.equal(used.join(' '), tokens);
    }
  });

  it('asks to sign in again when that does not help', async () => {
    const asked = inner('invalidSessionAuthentication', 403);
    const { error, state } = await written(true, {}, asked, made('s2'), asked);
    assert.deepEqual([error, state], ['SignInRequiredError sign-in required: rejected', 'expired']);
  });

  it('does not make sessions without end', async () => {
    const { error, state, sent } = await written(true, {}, ended, made('s2'), ended);
    assert.deepEqual([error, state], ['GraphError invalidSessionReCreatable', 'expired']);
    assert.deepEqual(sent, ['PATCH range s1', 'POST createSession', 'PATCH range s2']);
  });

  for (const [code, problem, discarded] of [
    ['invalidSessionAccessConflict', 'accessConflict', true],
    ['invalidSessionNotFound', 'missing', false],
    ['invalidSessionRestricted', 'otherKind', true],
    ['invalidSessionUnexpected', 'otherKind', true],
    ['invalidSessionUnsupportedWorkbook', 'otherKind', true],
    ['unsupportedWorkbook', 'otherKind', true],
    ['EditModeAccessDenied', 'readOnly', true],
  ] as const) {
    it(`stops after ${code}, until it is opened again`, async () => {
      const { error, state, sent, workbook, scene } = await written(
        true,
        {},
        inner(code, 500),
        ...(discarded ? [done] : []),
      );
      assert.deepEqual([error, state], [`WorkbookError ${problem}`, 'failed']);
      assert.deepEqual(sent, ['PATCH range s1', ...(discarded ? ['POST closeSession s1'] : [])]);
      await assert.rejects(workbook.request(reading, never), { name: 'WorkbookError', code: problem });
      scene.script.add(made('s2'), answer('read'));
      await workbook.reopen(never);
      assert.equal(await workbook.request(reading, never), 'read');
    });
  }

  it('leaves its session after internalServerErrorUncategorized, and sends nothing again', async () => {
    const { error, state, sent, workbook, scene } = await written(
      true,
      {},
      inner('internalServerErrorUncategorized', 500),
      done,
    );
    assert.deepEqual([error, state], ['GraphError internalServerErrorUncategorized', 'expired']);
    assert.deepEqual(sent, ['PATCH range s1', 'POST closeSession s1']);
    scene.script.add(made('s2'), answer('read'));
    assert.equal(await workbook.request(reading, never), 'read');
    assert.equal(scene.sent.at(-1), 'GET worksheets s2');
  });

  for (const code of [
    'gatewayTimeoutUncategorized',
    'serviceUnavailableUncategorized',
    'tooManyRequestsUncategorized',
    'transientFailure',
    'GenericFileOpenError',
  ]) {
    it(`waits after ${code}, and sends the same in the same session`, async () => {
      const wait = { ...refusal(503, 'x', code), headers: { 'retry-after': '7' } };
      const { error, state, sent, scene } = await written(true, {}, wait, answer('written'));
      assert.deepEqual([error, state], ['got written', 'open']);
      assert.deepEqual(sent, ['PATCH range s1', 'PATCH range s1']);
      assert.equal(scene.clock.monotonic(), 7000);
    });
  }

  it('gives up waiting after a while, and stays open', async () => {
    const wait = inner('transientFailure', 503);
    const { error, state, sent } = await written(true, {}, wait, wait, wait, wait);
    assert.deepEqual([error, state, sent.length], ['GraphError transientFailure', 'open', 4]);
  });

  for (const code of [
    'requestAborted',
    'rangeExceedsLimit',
    'payloadTooLargeUncategorized',
    'responsePayloadSizeLimitExceeded',
    'accessDenied',
    'forbiddenUncategorized',
    'unauthorizedUncategorized',
    'itemNotFound',
    'itemAlreadyExists',
    'invalidArgument',
    'invalidReference',
    'insertDeleteConflict',
    'filteredRangeConflict',
    'nonBlankCellOffSheet',
    'notImplementedUncategorized',
    'methodNotAllowedUncategorized',
    'unsupportedOperation',
    'conflictUncategorized',
    'badRequestUncategorized',
    'generalException',
  ]) {
    it(`hands ${code} to who asked, and stays open`, async () => {
      const { error, state, sent } = await written(true, {}, inner(code, 500));
      assert.match(error, /^GraphError /u);
      assert.deepEqual([state, sent], ['open', ['PATCH range s1']]);
    });
  }

  it('stays open when another one has the cells', async () => {
    const { error, state, sent } = await written(true, {}, inner('accessConflict', 409));
    assert.deepEqual([error, state, sent], ['WorkbookError accessConflict', 'open', ['PATCH range s1']]);
  });

  it('stays open when the line breaks', async () => {
    const { error, state } = await written(true, {}, ...Array.from({ length: 4 }, () => lostConnectionReply));
    assert.match(error, /^TransportError/u);
    assert.equal(state, 'open');
  });
});

describe('a scratch workbook', () => {
  it('goes on in a new session when nothing had been changed', async () => {
    const { error, state, sent, workbook } = await written(false, {}, ended, made('s2', false), answer('written'));
    assert.deepEqual([error, state], ['got written', 'open']);
    assert.deepEqual(sent, ['PATCH range s1', 'POST createSession', 'PATCH range s2']);
    assert.equal(workbook.hasUnsavedChanges, true);
  });

  for (const [code, discarded] of [
    ['invalidSessionReCreatable', false],
    ['invalidSessionAuthentication', false],
    ['invalidSessionNotFound', false],
    ['internalServerErrorUncategorized', true],
    ['invalidSessionUnexpected', true],
  ] as const) {
    it(`tells after ${code} that its changes are gone, before there is a new session`, async () => {
      const { error, state, workbook, scene } = await written(
        false,
        { changedBefore: true },
        inner(code, 403),
        ...(discarded ? [done] : []),
      );
      assert.deepEqual([error, state], ['WorkbookError changesLost', 'changesLost']);
      const count = scene.sent.length;
      await assert.rejects(workbook.request(reading, never), { code: 'changesLost' });
      await assert.rejects(workbook.open(never), { code: 'changesLost' });
      await assert.rejects(workbook.refresh(never), { code: 'changesLost' });
      assert.equal(scene.sent.length, count);
      scene.script.add(made('s2', false), answer('read'));
      await workbook.reopen(never);
      assert.deepEqual([workbook.hasUnsavedChanges, await workbook.request(reading, never)], [false, 'read']);
    });
  }

  it('takes changes for made whose answer was lost', async () => {
    const { workbook } = await written(false, {}, ...Array.from({ length: 4 }, () => lostConnectionReply));
    assert.equal(workbook.hasUnsavedChanges, true);
  });

  it('keeps its changes when it is reopened without need', async () => {
    const scene = new WorkbookScene([made('s1', false), answer('written')]);
    const workbook = await scene.open(false);
    await workbook.request(writing, never);
    await workbook.reopen(never);
    assert.deepEqual([workbook.hasUnsavedChanges, scene.sent.length], [true, 2]);
  });

  it('takes nothing for changed that the service could not do', async () => {
    const { error, state } = await written(false, {}, inner('internalServerErrorUncategorized', 500), done);
    assert.deepEqual([error, state], ['GraphError internalServerErrorUncategorized', 'expired']);
  });

  it('knows what changes nothing', async () => {
    const scene = new WorkbookScene([made('s1', false), answer('sum'), answer('read')]);
    const workbook = await scene.open(false);
    await workbook.request({ ...writing, method: 'POST', path: 'functions/sum', changes: false }, never);
    await workbook.request(reading, never);
    assert.equal(workbook.hasUnsavedChanges, false);
  });
});
