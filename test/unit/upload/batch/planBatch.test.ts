import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DriveItem } from '../../../../src/graph/driveItem.ts';
import { UploadError } from '../../../../src/upload/errors.ts';
import type {
  AskConflict,
  BatchFile,
  BatchOptions,
  ConflictAnswer,
  ConflictQuestion,
  PlanChecks,
  PlannedFile,
} from '../../../../src/upload/batch/planBatch.ts';
import { planBatch } from '../../../../src/upload/batch/planBatch.ts';
import { SourceError } from '../../../../src/upload/ports.ts';

const options: BatchOptions = {
  destination: { driveId: 'drive', itemId: 'folder', driveType: 'business', path: '/Reports' },
  conflict: 'ask',
  deferCommit: false,
  verify: true,
};

function file(name: string, folder = ''): BatchFile {
  const notUsed = (): Promise<never> => Promise.reject(new Error('a plan opens no file'));
  return { uri: `file:///${folder}${name}`, source: { name, stat: notUsed, open: notUsed } };
}

function item(name: string, kind: DriveItem['kind'] = 'file'): DriveItem {
  return { id: name, driveId: 'drive', name, size: 5, eTag: '', webUrl: '', kind };
}

/** A drive that has these items, and local files that all have 100 bytes. */
function checks(...existing: DriveItem[]): PlanChecks {
  return {
    checkLocal: () => Promise.resolve({ size: 100, mtime: 0 }),
    findExisting: (_, name) => Promise.resolve(existing.find((each) => each.name === name)),
  };
}

/** Answers questions in turn and keeps them. */
function answering(...answers: (ConflictAnswer | undefined)[]): AskConflict & { readonly asked: ConflictQuestion[] } {
  const asked: ConflictQuestion[] = [];
  return Object.assign(
    (question: ConflictQuestion) => {
      asked.push(question);
      assert.ok(asked.length <= answers.length, `one question too many: ${question.name}`);
      return Promise.resolve(answers[asked.length - 1]);
    },
    { asked },
  );
}

const noQuestion = (): ReturnType<typeof answering> => answering();
const never = new AbortController().signal;

/** Each file as text: what will be done with it. */
function summary(planned: readonly PlannedFile[]): string[] {
  return planned.map(({ task, result }) => {
    if (!result) {
      return `${task.uri} ${task.conflictBehavior}`;
    }
    const error = result.status === 'failed' ? result.error : undefined;
    return `${task.uri} ${error instanceof UploadError ? error.code : result.status}`;
  });
}

describe('planBatch', () => {
  it('sends a file whose name is free so that it replaces nothing that appears meanwhile', async () => {
    for (const conflict of ['ask', 'replace', 'rename', 'fail', 'skip'] as const) {
      const planned = await planBatch([file('a')], { ...options, conflict }, checks(), noQuestion(), never);
      assert.deepEqual(summary(planned), ['file:///a fail']);
      assert.equal(planned[0]?.task.size, 100);
    }
  });

  it('keeps with each file the rule by which it was planned', async () => {
    const planned = await planBatch([file('a')], { ...options, conflict: 'rename' }, checks(), noQuestion(), never);
    assert.equal(planned[0]?.task.conflict, 'rename');
  });

  it('settles existing files by the given behaviour without asking', async () => {
    const planFor = async (conflict: BatchOptions['conflict']): Promise<string[]> =>
      summary(await planBatch([file('a')], { ...options, conflict }, checks(item('a')), noQuestion(), never));
    assert.deepEqual(await planFor('replace'), ['file:///a replace']);
    assert.deepEqual(await planFor('rename'), ['file:///a rename']);
    assert.deepEqual(await planFor('skip'), ['file:///a skipped']);
    assert.deepEqual(await planFor('fail'), ['file:///a nameTaken']);
  });

  it('asks for each existing file, and says how many questions follow', async () => {
    const ask = answering(
      { behavior: 'replace', forAll: false },
      { behavior: 'rename', forAll: false },
      { behavior: 'skip', forAll: false },
    );
    const files = ['a', 'new', 'b', 'c'].map((name) => file(name));
    const planned = await planBatch(files, options, checks(item('a'), item('b'), item('c')), ask, never);
    assert.deepEqual(summary(planned), [
      'file:///a replace',
      'file:///new fail',
      'file:///b rename',
      'file:///c skipped',
    ]);
    assert.deepEqual(
      ask.asked.map(({ name, folder, size, remaining, replaceable }) => ({
        name,
        folder: folder.path,
        size,
        remaining,
        replaceable,
      })),
      ['a', 'b', 'c'].map((name, index) => ({
        name,
        folder: '/Reports',
        size: 100,
        remaining: 2 - index,
        replaceable: true,
      })),
    );
  });

  it('asks once when the answer is for all', async () => {
    const ask = answering({ behavior: 'rename', forAll: true });
    const planned = await planBatch([file('a'), file('b')], options, checks(item('a'), item('b')), ask, never);
    assert.deepEqual(summary(planned), ['file:///a rename', 'file:///b rename']);
  });

  it('asks again where "replace all" cannot be done', async () => {
    const ask = answering({ behavior: 'replace', forAll: true }, { behavior: 'skip', forAll: false });
    const existing = checks(item('a'), item('folder', 'folder'), item('b'));
    const planned = await planBatch([file('a'), file('folder'), file('b')], options, existing, ask, never);
    assert.deepEqual(summary(planned), ['file:///a replace', 'file:///folder skipped', 'file:///b replace']);
    assert.equal(ask.asked[1]?.replaceable, false);
  });

  it('never replaces a folder by a file', async () => {
    const existing = checks(item('a', 'folder'));
    const planned = await planBatch([file('a')], { ...options, conflict: 'replace' }, existing, noQuestion(), never);
    assert.deepEqual(summary(planned), ['file:///a nameTakenByFolder']);
  });

  it('treats two files of one name as a conflict, whatever the case of the letters', async () => {
    const twice = [file('a.txt', 'x/'), file('A.txt', 'y/')];
    const planFor = async (conflict: BatchOptions['conflict']): Promise<string[]> =>
      summary(await planBatch(twice, { ...options, conflict }, checks(), noQuestion(), never));
    assert.deepEqual(await planFor('replace'), ['file:///x/a.txt fail', 'file:///y/A.txt nameTwiceInBatch']);
    assert.deepEqual(await planFor('rename'), ['file:///x/a.txt fail', 'file:///y/A.txt rename']);
    const ask = answering({ behavior: 'rename', forAll: false });
    const planned = await planBatch(twice, options, checks(), ask, never);
    assert.deepEqual(summary(planned), ['file:///x/a.txt fail', 'file:///y/A.txt rename']);
    assert.equal(ask.asked[0]?.existing, undefined);
    assert.equal(ask.asked[0]?.replaceable, false);
  });

  it('sends nothing at all when a question is closed', async () => {
    const planned = await planBatch([file('new'), file('a')], options, checks(item('a')), answering(undefined), never);
    assert.deepEqual(summary(planned), ['file:///new cancelled', 'file:///a cancelled']);
  });

  it('keeps the failure of one file to that file', async () => {
    const missing = new SourceError('missing');
    const planned = await planBatch(
      [file('gone'), file('a')],
      options,
      {
        ...checks(),
        checkLocal: ({ name }) => (name === 'gone' ? Promise.reject(missing) : Promise.resolve({ size: 7, mtime: 0 })),
      },
      noQuestion(),
      never,
    );
    assert.deepEqual(planned[0]?.result, { status: 'failed', error: missing });
    assert.deepEqual(summary(planned).slice(1), ['file:///a fail']);
  });

  it('counts files against the space that is left, but not those that stay out', async () => {
    const files = ['skipped', 'fits', 'too much'].map((name) => file(name));
    const planned = await planBatch(
      files,
      { ...options, conflict: 'skip', quotaRemaining: 150 },
      checks(item('skipped')),
      noQuestion(),
      never,
    );
    assert.deepEqual(summary(planned), ['file:///skipped skipped', 'file:///fits fail', 'file:///too much overQuota']);
    const failed = planned[2]?.result;
    assert.ok(failed?.status === 'failed' && failed.error instanceof UploadError);
    assert.deepEqual(failed.error.problem, { code: 'overQuota', size: 100, remaining: 50 });
  });

  it('stops with the reason of the abort', async () => {
    const abort = new AbortController();
    const planning = planBatch(
      [file('a')],
      options,
      {
        ...checks(),
        findExisting: (_folder, _name, signal) => {
          abort.abort();
          return Promise.reject(signal.reason instanceof Error ? signal.reason : new Error('no reason'));
        },
      },
      noQuestion(),
      abort.signal,
    );
    await assert.rejects(planning, { name: 'AbortError' });
  });
});
