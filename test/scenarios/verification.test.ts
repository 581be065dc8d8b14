import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadError } from '../../src/upload/errors.ts';
import { positionalBytes, sha256 } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { SabotagedTransport } from '../support/sabotagedTransport.ts';
import { testLarge } from '../support/testSizes.ts';

const sizes = { small: positionalBytes(100_000), large: positionalBytes(testLarge) };

for (const [size, content] of Object.entries(sizes)) {
  describe(`verification of a ${size} file`, () => {
    describe('in a library', () => {
      const started = useEngine({ drive: 'documentLibrary' });

      for (const name of ['report.docx', 'BOOK.XLSX', 'photo.jpg', 'page.html']) {
        it(`takes a changed ${name} for rewritten by SharePoint`, async () => {
          const engine = started();
          engine.sim.putItem(`/Reports/${name}`, 'the service treats this type in its own way');
          engine.sim.removeItem(`/Reports/${name}`);
          const { item, verified } = uploaded(await engine.upload(await engine.file(name, content)));
          const stored = engine.sim.item(`/Reports/${name}`);
          assert.equal(verified, stored?.sha256 === sha256(content) ? 'hash' : 'rewritten');
          assert.equal(item.quickXorHash, stored?.quickXorHash);
          assert.equal(item.size, stored?.size);
          engine.assertClean();
        });
      }

      it('does not upload again what was rewritten after a lost answer', async () => {
        const engine = started();
        const route = size === 'small' ? 'putContent' : 'fragment';
        engine.sim.faults.add({ kind: 'loseAnswer', route, ...(size === 'large' && { last: true }) });
        const { verified } = uploaded(await engine.upload(await engine.file('report.docx', content)));
        assert.equal(verified, 'rewritten');
        assert.equal(engine.requests('putContent', 'createUploadSession').length, 1);
        engine.assertClean();
      });
    });

    describe('on a business drive', () => {
      const started = useEngine({ drive: 'business' });

      /** Uploads over a line that changes a byte of the content. */
      function uploadDamaged(engine: Engine, file: string, verify: boolean): ReturnType<Engine['upload']> {
        return engine.upload(file, { verify }, undefined, new SabotagedTransport(engine.transport));
      }

      it('finds a byte that was changed on the way', async () => {
        const engine = started();
        const error = failureOf(await uploadDamaged(engine, await engine.file('data.bin', content), true));
        assert.ok(error instanceof UploadError);
        assert.ok(error.problem.code === 'contentMismatch');
        assert.equal(error.problem.item.id, engine.sim.item('/Reports/data.bin')?.id);
        assert.equal(error.problem.size, content.length);
        assert.notEqual(error.problem.quickXorHash, error.problem.item.quickXorHash);
        engine.assertClean();
      });

      it('looks at the size only when it is told to', async () => {
        const engine = started();
        const result = uploaded(await uploadDamaged(engine, await engine.file('data.bin', content), false));
        assert.equal(result.verified, 'size');
      });

      it('takes an intact Office file for what it is', async () => {
        const engine = started();
        const { verified } = uploaded(await engine.upload(await engine.file('report.docx', content)));
        assert.equal(verified, 'hash');
        engine.assertStored('report.docx', content);
      });
    });
  });
}

describe('verification of an empty file', () => {
  const started = useEngine({ behaviours: { hashOfEmptyFile: true } });

  it('uses the hash when the service has one', async () => {
    const engine = started();
    assert.equal(uploaded(await engine.upload(await engine.file('empty', new Uint8Array()))).verified, 'hash');
    engine.assertStored('empty', new Uint8Array());
  });
});
