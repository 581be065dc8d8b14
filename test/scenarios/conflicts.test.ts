import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findExisting } from '../../src/upload/batch/preflight.ts';
import { positionalBytes } from '../support/content.ts';
import { uploaded, useEngine } from '../support/engine.ts';
import { testLarge } from '../support/testSizes.ts';

const sizes = { small: positionalBytes(70_000), large: positionalBytes(testLarge) };

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  for (const [size, content] of Object.entries(sizes)) {
    describe(`a taken name and a ${size} file on a ${drive} drive`, () => {
      const started = useEngine({ drive });

      it('replaces the content and keeps the item', async () => {
        const engine = started();
        const { id } = engine.sim.putItem('/Reports/data.bin', 'old');
        const { item } = uploaded(
          await engine.upload(await engine.file('data.bin', content), { conflictBehavior: 'replace' }),
        );
        assert.equal(item.id, id);
        engine.assertStored('data.bin', content);
      });

      it('keeps both under the name that the service chooses', async () => {
        const engine = started();
        engine.sim.putItem('/Reports/data.bin', 'old');
        const { item } = uploaded(
          await engine.upload(await engine.file('data.bin', content), { conflictBehavior: 'rename' }),
        );
        assert.equal(item.name, 'data 1.bin');
        assert.equal(engine.sim.item('/Reports/data.bin')?.size, 3);
        engine.assertStored('data 1.bin', content);
      });

      it('looks at what it replaces right before it is sent, however long it waited for its turn', async () => {
        const engine = started();
        const { id, cTag } = engine.sim.putItem('/Reports/data.bin', 'old');
        const result = await engine.upload(await engine.file('data.bin', content), {
          conflictBehavior: 'replace',
          replaces: { itemId: id, cTag },
          inTurn: (send) => {
            engine.sim.putItem('/Reports/data.bin', 'newer');
            return send();
          },
        });
        assert.equal(result.status === 'conflict' && result.reason, 'changedOnServer');
        assert.equal(engine.sim.item('/Reports/data.bin')?.size, 5);
      });

      it('uses a free name as it is', async () => {
        const engine = started();
        for (const conflictBehavior of ['replace', 'rename'] as const) {
          const name = `${conflictBehavior}.bin`;
          const { item } = uploaded(await engine.upload(await engine.file(name, content), { conflictBehavior }));
          assert.equal(item.name, name);
          engine.assertStored(name, content);
        }
      });

      it('is found by name before anything is sent, whatever its case', async () => {
        const engine = started();
        const { id } = engine.sim.putItem('/Reports/Data.BIN', 'old');
        const signal = new AbortController().signal;
        assert.equal((await findExisting(engine.client, engine.destination, 'data.bin', signal))?.id, id);
        assert.equal(await findExisting(engine.client, engine.destination, 'other.bin', signal), undefined);
        engine.assertClean();
      });
    });
  }

  describe(`names on a ${drive} drive`, () => {
    const started = useEngine({ drive, folder: "/Bericht & Co #1/50% o'clock/日本" });
    const names = [
      'plain.txt',
      'a b  c.txt',
      'hash#1.txt',
      'and & plus + equals = at @.txt',
      "o'clock (2) [x] {y}.txt",
      'semi;comma,excl!.txt',
      'Ünïcödé 日本 🙂.md',
      '100% sure.txt',
      '~tilde.txt',
      '.hidden',
      'no extension',
      ...(drive === 'personal' ? [] : ['escape%41.txt']),
    ];
    for (const name of names) {
      it(`stores "${name}" small and large under exactly that name`, async () => {
        const engine = started();
        for (const [prefix, content] of Object.entries(sizes)) {
          const full = `${prefix} ${name}`;
          const { item } = uploaded(await engine.upload(await engine.file(full, content)));
          assert.equal(item.name, full);
          engine.assertStored(full, content);
        }
      });
    }
  });
}
