import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UnexpectedAnswerError } from '../../src/graph/errors.ts';
import { SignInRequiredError } from '../../src/graph/tokens.ts';
import { UploadError } from '../../src/upload/errors.ts';
import { positionalBytes } from '../support/content.ts';
import { conflictOf, failureOf, uploaded, useEngine } from '../support/engine.ts';
import type { Engine, EngineUpload } from '../support/engine.ts';
import { testLarge } from '../support/testSizes.ts';

const sizes = { small: positionalBytes(40_000), large: positionalBytes(testLarge) };

async function errorOf(engine: Engine, content: Uint8Array, options: EngineUpload = {}): Promise<unknown> {
  return failureOf(await engine.upload(await engine.file('data.bin', content), options));
}

async function problemOf(
  engine: Engine,
  content: Uint8Array,
  options: EngineUpload = {},
): Promise<UploadError['problem']> {
  const error = await errorOf(engine, content, options);
  if (!(error instanceof UploadError)) {
    throw new Error('another kind of error', { cause: error });
  }
  assert.ok(error.requestId, 'it can be looked up');
  return error.problem;
}

for (const drive of ['business', 'personal'] as const) {
  for (const [size, content] of Object.entries(sizes)) {
    describe(`a ${size} file on a ${drive} drive is refused`, () => {
      const started = useEngine({ drive });

      it('over quota', async () => {
        const engine = started();
        engine.sim.setQuota(content.length - 1);
        assert.deepEqual(await problemOf(engine, content), { code: 'overQuota', size: content.length });
        // Personal drives notice it before there is a session.
        assert.equal(engine.kept.open !== undefined, size === 'large' && drive === 'business');
        if (engine.kept.open !== undefined) {
          await engine.discard();
        }
        engine.assertAbsent('data.bin');
      });

      it('when the drive becomes full on the way', async () => {
        const engine = started();
        const onProgress = (): void => engine.sim.setQuota(1000);
        assert.deepEqual(await problemOf(engine, content, { onProgress }), { code: 'overQuota', size: content.length });
        assert.equal(engine.kept.open !== undefined, size === 'large' && drive === 'business');
        if (engine.kept.open !== undefined) {
          await engine.discard();
        }
        engine.assertAbsent('data.bin');
      });

      it('when the name is taken', async () => {
        const engine = started();
        engine.sim.putItem('/Reports/data.bin', 'other');
        assert.deepEqual(await problemOf(engine, content), { code: 'nameTaken', name: 'data.bin' });
        assert.equal(engine.sim.item('/Reports/data.bin')?.size, 5);
        engine.assertClean();
      });

      for (const conflictBehavior of ['fail', 'replace'] as const) {
        it(`when the name is that of a folder, with ${conflictBehavior}`, async () => {
          const engine = started();
          engine.sim.putItem('/Reports/data.bin', { folder: true });
          const problem = await problemOf(engine, content, { conflictBehavior });
          assert.deepEqual(problem, { code: 'nameTakenByFolder', name: 'data.bin' });
          assert.equal(engine.sim.item('/Reports/data.bin')?.folder, true);
          engine.assertClean();
        });
      }

      for (const form of ['current', 'legacy'] as const) {
        it(`when somebody has the file open (${form} answer)`, async () => {
          const engine = started();
          engine.sim.putItem('/Reports/data.bin', 'other');
          engine.sim.lock('/Reports/data.bin', form);
          const problem = await problemOf(engine, content, { conflictBehavior: 'replace' });
          assert.deepEqual(problem, { code: 'locked', name: 'data.bin' });
          assert.equal(engine.sim.item('/Reports/data.bin')?.size, 5);
          engine.assertClean();
        });
      }

      it('when the folder is gone', async () => {
        const engine = started();
        engine.sim.removeItem('/Reports');
        assert.deepEqual(await problemOf(engine, content), { code: 'destinationMissing', folder: engine.destination });
        engine.assertClean();
      });

      const route = size === 'small' ? 'putContent' : 'createUploadSession';
      for (const [status, code, problem] of [
        [403, 'accessDenied', 'accessDenied'],
        [413, 'maxFileSizeExceeded', 'fileTooLarge'],
        [400, 'malwareDetected', 'malware'],
        [400, 'pathIsTooLong', 'pathTooLong'],
        [400, 'invalidRequest', 'refused'],
      ] as const) {
        it(`with ${status} ${code} as ${problem}`, async () => {
          const engine = started();
          engine.sim.faults.add({ kind: 'status', status, code, route });
          assert.equal((await problemOf(engine, content)).code, problem);
          engine.assertAbsent('data.bin');
        });
      }

      it('with 412 as a conflict with what is there', async () => {
        const engine = started();
        engine.sim.faults.add({ kind: 'status', status: 412, code: 'notAllowed', route });
        const result = await engine.upload(await engine.file('data.bin', content));
        assert.equal(conflictOf(result), 'changedOnServer: changedOnServer');
        engine.assertAbsent('data.bin');
      });

      it('with a web page in place of an answer', async () => {
        const engine = started();
        engine.sim.faults.add({ kind: 'html', status: 200, route });
        const error = await errorOf(engine, content);
        assert.ok(error instanceof UnexpectedAnswerError);
        assert.equal(error.kind, 'html');
        assert.equal(engine.requests(route).length, 1);
        assert.deepEqual(engine.sim.violations, []);
      });

      it('when the token was revoked', async () => {
        const engine = started();
        engine.sim.revokeToken(engine.token);
        const error = await errorOf(engine, content);
        assert.ok(error instanceof SignInRequiredError);
        assert.equal(error.reason, 'rejected');
        engine.assertAbsent('data.bin');
      });
    });
  }

  describe(`a token that ends in the middle on a ${drive} drive`, () => {
    const started = useEngine({ drive });

    it('does not disturb fragments, which need none', async () => {
      const engine = started();
      let ended = false;
      const onProgress = ({ accepted }: { accepted: number }): void => {
        if (accepted > 0 && !ended) {
          ended = true;
          engine.sim.revokeToken(engine.token);
        }
      };
      uploaded(await engine.upload(await engine.file('data.bin', sizes.large), { onProgress }));
      assert.ok(ended);
      engine.assertStored('data.bin', sizes.large);
    });

    it('is an error when a new session is needed, and the old one is deleted', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'tokenDeath', status: 403, route: 'fragment', nth: 4 });
      const onProgress = ({ accepted }: { accepted: number }): void => {
        if (accepted > 0) {
          engine.sim.revokeToken(engine.token);
        }
      };
      const error = await errorOf(engine, sizes.large, { onProgress });
      assert.ok(error instanceof SignInRequiredError);
      engine.assertAbsent('data.bin');
    });
  });
}

describe('a web page in place of an answer to a fragment', () => {
  const started = useEngine();

  it('ends the upload, and its session is kept', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'html', status: 200, route: 'fragment', nth: 3 });
    const error = await errorOf(engine, sizes.large);
    assert.ok(error instanceof UnexpectedAnswerError);
    await engine.discard();
    engine.assertAbsent('data.bin');
  });
});
