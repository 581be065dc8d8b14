import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadError } from '../../src/upload/errors.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import { large, stopAt } from '../support/stopping.ts';
import { testFragment } from '../support/testSizes.ts';

describe('a session that is in the way of another one', () => {
  const started = useEngine({ drive: 'business' });

  it('is released by whoever knows it before another one is asked for', async () => {
    const engine = started();
    const file = await stopAt(engine, 3.5 * testFragment);
    const older = engine.kept;
    let asked = 0;
    const releaseTarget = async (): Promise<boolean> => {
      asked++;
      engine.kept = older;
      await engine.discard();
      return true;
    };
    uploaded(await engine.upload(file, { releaseTarget }));
    assert.equal(asked, 1);
    engine.assertStored('data.bin', large);
  });

  it('stays when nobody knows it', async () => {
    const engine = started();
    engine.sim.openForeignSession('/Reports/data.bin');
    let asked = 0;
    const releaseTarget = (): Promise<boolean> => {
      asked++;
      return Promise.resolve(false);
    };
    const error = failureOf(await engine.upload(await engine.file('data.bin', large), { releaseTarget }));
    assert.ok(error instanceof UploadError && error.code === 'uploadInProgress');
    assert.equal(asked, 2);
  });

  it('is released as well when it only shows in the answer', async () => {
    const engine = started();
    const file = await stopAt(engine, 3.5 * testFragment);
    const older = engine.kept;
    let asked = 0;
    const releaseTarget = async (): Promise<boolean> => {
      asked++;
      if (asked === 1) {
        return false;
      }
      engine.kept = older;
      await engine.discard();
      return true;
    };
    uploaded(await engine.upload(file, { releaseTarget }));
    assert.equal(asked, 2);
    assert.deepEqual(
      engine.sim.violations.map(({ rule }) => rule),
      ['secondSessionForName'],
    );
    assert.deepEqual(engine.sim.openSessions, []);
  });

  it('may be our own whose address was lost with the answer', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'loseAnswer', route: 'createUploadSession' });
    const error = failureOf(await engine.upload(await engine.file('data.bin', large)));
    assert.ok(error instanceof UploadError && error.code === 'uploadInProgress');
    assert.deepEqual(engine.sim.violations, []);
  });
});
