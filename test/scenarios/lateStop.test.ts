import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { positionalBytes } from '../support/content.ts';
import { uploaded, useEngine } from '../support/engine.ts';
import { testLarge } from '../support/testSizes.ts';

const sizes = { small: positionalBytes(100_000), large: positionalBytes(testLarge) };

for (const [size, content] of Object.entries(sizes)) {
  describe(`a ${size} upload that is stopped after its last byte`, () => {
    const started = useEngine();
    const target = size === 'small' ? ({ route: 'putContent' } as const) : ({ route: 'fragment', last: true } as const);

    it('is a success when the service had stored the file', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'delay', ms: 500, when: 'after', ...target });
      const abort = new AbortController();
      const upload = engine.upload(await engine.file('data.bin', content), {}, abort.signal);
      while (engine.sim.item('/Reports/data.bin') === undefined) {
        await wait(2);
      }
      abort.abort();
      const { item, verified } = uploaded(await upload);
      assert.equal(item.id, engine.sim.item('/Reports/data.bin')?.id);
      assert.equal(verified, 'hash');
      assert.equal(engine.kept.open, undefined);
      engine.assertStored('data.bin', content);
    });

    it('is stopped when it had not', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 503, ...target });
      const abort = new AbortController();
      const onProgress = ({ sent }: { sent: number }): void => {
        if (sent === content.length) {
          abort.abort();
        }
      };
      const result = await engine.upload(await engine.file('data.bin', content), { onProgress }, abort.signal);
      assert.deepEqual(result, { status: 'stopped' });
      if (size === 'large') {
        await engine.discard();
      }
      engine.assertAbsent('data.bin');
    });

    it('is stopped when that cannot be found out in time', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'delay', ms: 500, when: 'after', ...target });
      engine.sim.faults.add({ kind: 'hang', route: 'getItem', times: 'always' });
      const abort = new AbortController();
      const upload = engine.upload(await engine.file('data.bin', content), {}, abort.signal);
      while (engine.sim.item('/Reports/data.bin') === undefined) {
        await wait(2);
      }
      abort.abort();
      assert.deepEqual(await upload, { status: 'stopped' });
      assert.match(engine.log.text, /whether the stopped upload was stored could not be found out/u);
    });
  });
}
