import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadError } from '../../src/upload/errors.ts';
import { commit, deferred, large, sendAll } from '../support/deferring.ts';
import { conflictOf, failureOf, uploaded, useEngine } from '../support/engine.ts';

for (const drive of ['business', 'documentLibrary'] as const) {
  describe(`a file on a ${drive} drive that is replaced later`, () => {
    const started = useEngine({ drive });

    it('keeps its content until then', async () => {
      const engine = started();
      const { id, cTag } = engine.sim.putItem('/Reports/data.bin', 'old');
      const rule = { conflictBehavior: 'replace', replaces: { itemId: id, cTag } } as const;
      const file = await sendAll(engine, large, rule);
      assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'old');
      assert.equal(uploaded(await commit(engine, file, rule)).item.id, id);
      engine.assertStored('data.bin', large);
    });

    it('is not replaced when it was changed meanwhile, unless the user decides so', async () => {
      const engine = started();
      const { id, cTag } = engine.sim.putItem('/Reports/data.bin', 'old');
      const rule = { conflictBehavior: 'replace', replaces: { itemId: id, cTag } } as const;
      const file = await sendAll(engine, large, rule);
      engine.sim.putItem('/Reports/data.bin', 'theirs');
      assert.equal(conflictOf(await commit(engine, file, rule)), 'changedOnServer: changedOnServer');
      assert.equal(engine.requests('uploadCommit').length, 0);
      uploaded(await commit(engine, file, { ...rule, choice: { behavior: 'replace' } }));
      assert.equal(engine.requests('fragment').length, 0);
      engine.assertStored('data.bin', large);
    });
  });
}

describe('a file on a personal drive that is to be replaced later', () => {
  const started = useEngine({ drive: 'personal' });

  it('is refused before a byte is sent', async () => {
    const engine = started();
    engine.sim.putItem('/Reports/data.bin', 'old');
    const file = await engine.file('data.bin', large);
    const error = failureOf(await engine.upload(file, { ...deferred, conflictBehavior: 'replace' }));
    assert.ok(error instanceof UploadError && error.code === 'deferredReplace');
    assert.equal(engine.requests('createUploadSession').length, 0);
    engine.assertClean();
  });

  it('is published when there was nothing to replace', async () => {
    const engine = started();
    const file = await sendAll(engine, large, { conflictBehavior: 'replace' });
    uploaded(await commit(engine, file, { conflictBehavior: 'replace' }));
    engine.assertStored('data.bin', large);
  });

  it('is refused when there is one by then, and its bytes are kept for another name', async () => {
    const engine = started();
    const file = await sendAll(engine, large, { conflictBehavior: 'replace' });
    engine.sim.putItem('/Reports/data.bin', 'theirs');
    const error = failureOf(await commit(engine, file, { conflictBehavior: 'replace' }));
    assert.ok(error instanceof UploadError && error.code === 'deferredReplace');
    const choice = { behavior: 'fail', name: 'other.bin' } as const;
    uploaded(await commit(engine, file, { conflictBehavior: 'replace', choice }));
    engine.assertStored('other.bin', large);
  });
});
