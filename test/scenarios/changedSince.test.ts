import assert from 'node:assert/strict';
import { closeSync, openSync, statSync, unlinkSync, utimesSync, writeSync } from 'node:fs';
import { appendFile, utimes } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { SourceError } from '../../src/upload/ports.ts';
import { failureOf, useEngine } from '../support/engine.ts';
import { stopAt } from '../support/stopping.ts';
import { testFragment } from '../support/testSizes.ts';

describe('a local file that changed while its upload was stopped', () => {
  const started = useEngine();

  /** Writes other bytes, which no look at size and time can tell. */
  function overwrite(file: string, position: number): void {
    const { atime, mtime, size } = statSync(file);
    const handle = openSync(file, 'r+');
    writeSync(handle, 'other bytes', position);
    closeSync(handle);
    utimesSync(file, atime, mtime);
    assert.equal(statSync(file).size, size);
  }

  async function refuses(file: string): Promise<void> {
    const engine = started();
    const error = failureOf(await engine.resume(file));
    assert.ok(error instanceof SourceError && error.failure === 'changed', String(error));
    assert.deepEqual(
      engine.sim.requests.map(({ route }) => route),
      ['uploadCancel'],
    );
    assert.equal(engine.kept.open, undefined);
    engine.assertAbsent('data.bin');
  }

  for (const [where, position] of [
    ['at its beginning', 0],
    ['where the service has it', 2 * testFragment - 5],
    ['where it may have been sent', 3.7 * testFragment],
  ] as const) {
    it(`is not mixed with the old one when its bytes differ ${where}`, async () => {
      const engine = started();
      const file = await stopAt(engine, 3.5 * testFragment);
      overwrite(file, position);
      await refuses(file);
      assert.ok(engine.kept.checked.length > 0);
    });
  }

  it('is not mixed with the old one when its size differs', async () => {
    const file = await stopAt(started(), 3.5 * testFragment);
    await appendFile(file, 'x');
    await utimes(file, 1_700_000_000, 1_700_000_000);
    await refuses(file);
    assert.deepEqual(started().kept.checked, [], 'it need not be read for that');
  });

  it('is not mixed with the old one when its time differs', async () => {
    const file = await stopAt(started(), 3.5 * testFragment);
    await utimes(file, 1_700_000_001, 1_700_000_001);
    await refuses(file);
  });

  it('keeps its record when its session cannot be deleted', async () => {
    const engine = started();
    const file = await stopAt(engine, 3.5 * testFragment);
    await utimes(file, 1_700_000_001, 1_700_000_001);
    engine.sim.faults.add({ kind: 'status', status: 429, retryAfter: 600, route: 'uploadCancel' });
    failureOf(await engine.resume(file));
    assert.ok(engine.kept.open);
    engine.sim.clock.advance(600_000);
    await engine.discard();
    assert.deepEqual(engine.sim.openSessions, []);
    assert.deepEqual(engine.sim.violations, []);
  });

  it('keeps its session when it is only out of reach', async () => {
    const engine = started();
    const file = await stopAt(engine, 3.5 * testFragment);
    unlinkSync(file);
    const error = failureOf(await engine.resume(file));
    assert.ok(error instanceof SourceError && error.failure === 'missing');
    assert.equal(engine.sim.requests.length, 0);
    await engine.discard();
    engine.assertClean();
  });
});
