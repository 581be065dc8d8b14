import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { positionalBytes } from '../support/content.ts';
import { uploaded, useEngine } from '../support/engine.ts';
import { testFragment, testSimpleUpTo } from '../support/testSizes.ts';

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`sizes on a ${drive} drive`, () => {
    const started = useEngine({ drive });

    for (const [name, size, requests] of [
      ['0 bytes', 0, 0],
      ['1 byte', 1, 0],
      ['the largest in one request', testSimpleUpTo, 0],
      ['a byte more, the smallest in a session', testSimpleUpTo + 1, 9],
      ['a multiple of the fragment size', 10 * testFragment, 10],
      ['a byte more than that', 10 * testFragment + 1, 11],
      ['a byte less than that', 10 * testFragment - 1, 10],
    ] as const) {
      it(`stores ${name}`, async () => {
        const engine = started();
        const content = positionalBytes(size);
        const file = await engine.file('data.bin', content);
        const { item, verified } = uploaded(await engine.upload(file));
        assert.equal(verified, size === 0 ? 'size' : 'hash');
        assert.equal(item.name, 'data.bin');
        assert.equal(item.id, engine.sim.item('/Reports/data.bin')?.id);
        assert.ok(item.eTag);
        assert.ok(item.webUrl);
        assert.equal(engine.requests('fragment').length, requests);
        assert.equal(engine.requests('putContent').length, requests === 0 ? 1 : 0);
        engine.assertStored('data.bin', content);
      });
    }
  });
}
