import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadError } from '../../src/upload/errors.ts';
import type { ConflictChoice } from '../../src/upload/transfer/transfer.ts';
import { positionalBytes, sha256 } from '../support/content.ts';
import { conflictOf, failureOf, uploaded, useEngine } from '../support/engine.ts';
import type { Engine, EngineUpload } from '../support/engine.ts';
import { testFragment, testLarge } from '../support/testSizes.ts';

const content = positionalBytes(testLarge + 54_321);

/** Uploads, and does something on the service when half of the file is there. */
async function meanwhile(
  engine: Engine,
  change: () => void,
  options: EngineUpload = {},
): Promise<{ file: string; result: Awaited<ReturnType<Engine['upload']>> }> {
  const file = await engine.file('data.bin', content);
  let done = false;
  const onProgress = ({ accepted }: { accepted: number }): void => {
    if (!done && accepted > content.length / 2) {
      done = true;
      change();
    }
  };
  const result = await engine.upload(file, { onProgress, ...options });
  await engine.restart();
  engine.sim.clearRequests();
  return { file, result };
}

function bytesSent(engine: Engine): number {
  return engine.requests('fragment').reduce((sum, { requestBytes }) => sum + requestBytes, 0);
}

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`a name that is taken while a file is uploaded to a ${drive} drive`, () => {
    const started = useEngine({ drive });

    async function taken(): Promise<string> {
      const engine = started();
      const { file, result } = await meanwhile(engine, () => engine.sim.putItem('/Reports/data.bin', 'theirs'));
      assert.equal(conflictOf(result), 'nameTaken: nameTaken');
      assert.equal(engine.sim.openSessions[0]?.acceptedBytes, content.length);
      assert.ok(engine.kept.open);
      return file;
    }

    /** Resolves the conflict; where all bytes have to be sent again, that is done as well. */
    async function resolve(file: string, choice: ConflictChoice): Promise<string> {
      const engine = started();
      const result = await engine.commit(file, { choice });
      assert.equal(bytesSent(engine), 0);
      assert.equal(engine.kept.open, undefined);
      if (drive === 'personal') {
        return uploaded(result).item.name;
      }
      assert.deepEqual(result, { status: 'resend' });
      assert.deepEqual(engine.sim.openSessions, []);
      const name = choice.behavior === 'fail' ? choice.name : 'data.bin';
      return uploaded(await engine.resume(file, { name, conflictBehavior: choice.behavior })).item.name;
    }

    it('is left to whoever took it when the user keeps both', async () => {
      const engine = started();
      assert.equal(await resolve(await taken(), { behavior: 'rename' }), 'data 1.bin');
      assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'theirs');
      engine.assertStored('data 1.bin', content);
    });

    it('is taken over when the user replaces', async () => {
      const engine = started();
      assert.equal(await resolve(await taken(), { behavior: 'replace' }), 'data.bin');
      engine.assertStored('data.bin', content);
    });

    it('is avoided when the user chooses another one', async () => {
      const engine = started();
      assert.equal(await resolve(await taken(), { behavior: 'fail', name: 'other.bin' }), 'other.bin');
      assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'theirs');
      engine.assertStored('other.bin', content);
    });

    it('stays a conflict when nothing was done about it', async () => {
      const engine = started();
      const file = await taken();
      assert.equal(conflictOf(await engine.commit(file)), 'nameTaken: nameTaken');
      assert.equal(conflictOf(await engine.resume(file)), 'nameTaken: nameTaken');
      assert.equal(engine.sim.openSessions[0]?.acceptedBytes, content.length);
      assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'theirs');
      assert.equal(bytesSent(engine), 0);
      assert.deepEqual(engine.sim.violations, []);
      await engine.discard();
      engine.assertClean();
    });

    for (const way of ['commit', 'resume'] as const) {
      it(`is used after all once it is free (${way}), without a byte sent again`, async () => {
        const engine = started();
        const file = await taken();
        engine.sim.removeItem('/Reports/data.bin');
        uploaded(await engine[way](file));
        assert.equal(bytesSent(engine), 0);
        assert.equal(engine.kept.open, undefined);
        engine.assertStored('data.bin', content);
      });
    }

    if (drive !== 'personal') {
      // The documents name it for deferred commits only.
      it('needs all bytes again when the service does not publish on request', async () => {
        const engine = started();
        const file = await taken();
        engine.sim.removeItem('/Reports/data.bin');
        const fault = { kind: 'status', status: 405, code: 'invalidRequest', route: 'uploadCommit' } as const;
        engine.sim.faults.add(fault);
        assert.deepEqual(await engine.commit(file), { status: 'resend' });
        assert.equal(engine.kept.open, undefined);
        uploaded(await engine.resume(file));
        engine.assertStored('data.bin', content);
      });

      it('needs all bytes again when an upload goes on where nothing is published on request', async () => {
        const engine = started();
        const file = await taken();
        engine.sim.removeItem('/Reports/data.bin');
        engine.sim.faults.add({ kind: 'status', status: 400, code: 'notSupported', route: 'uploadCommit' });
        uploaded(await engine.resume(file));
        assert.equal(bytesSent(engine), content.length);
        engine.assertStored('data.bin', content);
      });
    }

    it('is told from a folder of that name', async () => {
      const engine = started();
      const { file, result } = await meanwhile(
        engine,
        () => engine.sim.putItem('/Reports/data.bin', { folder: true }),
        { conflictBehavior: 'replace' },
      );
      assert.equal(conflictOf(result), 'nameTaken: nameTakenByFolder');
      assert.equal(await resolve(file, { behavior: 'rename' }), 'data 1.bin');
      engine.assertStored('data 1.bin', content);
    });

    it('is ours when the answer that said so was lost', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 503, when: 'after', route: 'fragment', last: true });
      engine.sim.faults.add({ kind: 'ranges', form: 'empty', route: 'uploadStatus' });
      uploaded(await engine.upload(await engine.file('data.bin', content)));
      engine.assertStored('data.bin', content);
    });
  });

  describe(`a file on a ${drive} drive that is to be replaced`, () => {
    const started = useEngine({ drive, behaviours: { sessionMovesETag: true, eTagMovesAfterUpload: true } });

    /** The item as the user saw it. */
    function seen(): Required<Pick<EngineUpload, 'replaces' | 'conflictBehavior'>> {
      const { id, cTag } = started().sim.putItem('/Reports/data.bin', 'old');
      return { conflictBehavior: 'replace', replaces: { itemId: id, cTag } };
    }

    for (const [size, bytes] of Object.entries({ large: content, small: content.subarray(0, 1000) })) {
      it(`is replaced when only its eTag moved (${size})`, async () => {
        const engine = started();
        const options = seen();
        const { item } = uploaded(await engine.upload(await engine.file('data.bin', bytes), options));
        assert.equal(item.id, options.replaces.itemId);
        engine.assertStored('data.bin', bytes);
      });

      it(`is not replaced when it was changed before (${size})`, async () => {
        const engine = started();
        const options = seen();
        engine.sim.putItem('/Reports/data.bin', 'theirs');
        const result = await engine.upload(await engine.file('data.bin', bytes), options);
        assert.equal(conflictOf(result), 'changedOnServer: changedOnServer');
        assert.equal(engine.requests('createUploadSession', 'putContent').length, 0);
        assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'theirs');
        engine.assertClean();
      });
    }

    it('is not replaced when it was changed while a lost answer was looked for', async () => {
      const engine = started();
      const options = seen();
      engine.sim.faults.add({ kind: 'status', status: 503, route: 'putContent' });
      const bytes = content.subarray(0, 1000);
      const onProgress = ({ sent }: { sent: number }): void => {
        if (sent === bytes.length) {
          engine.sim.putItem('/Reports/data.bin', 'theirs');
        }
      };
      const result = await engine.upload(await engine.file('data.bin', bytes), { ...options, onProgress });
      assert.equal(conflictOf(result), 'changedOnServer: changedOnServer');
      assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'theirs');
      engine.assertClean();
    });

    it('is not replaced when another one has its name now', async () => {
      const engine = started();
      const options = seen();
      engine.sim.removeItem('/Reports/data.bin');
      engine.sim.putItem('/Reports/data.bin', 'old');
      const result = await engine.upload(await engine.file('data.bin', content), options);
      assert.equal(conflictOf(result), 'changedOnServer: changedOnServer');
      engine.assertClean();
    });

    it('need not be there any more', async () => {
      const engine = started();
      const options = seen();
      engine.sim.removeItem('/Reports/data.bin');
      uploaded(await engine.upload(await engine.file('data.bin', content), options));
      engine.assertStored('data.bin', content);
    });

    for (const [choice, name] of [
      [{ behavior: 'replace' }, 'data.bin'],
      [{ behavior: 'rename' }, 'data 1.bin'],
    ] as const) {
      it(`is not replaced when it was changed on the way, unless the user decides so (${choice.behavior})`, async () => {
        const engine = started();
        const { replaces, ...rule } = seen();
        const change = (): unknown => engine.sim.putItem('/Reports/data.bin', 'theirs');
        const { file, result } = await meanwhile(engine, change, { ...rule, replaces });
        assert.equal(conflictOf(result), 'changedOnServer: changedOnServer');
        assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'theirs');
        assert.ok((engine.sim.openSessions[0]?.acceptedBytes ?? 0) >= content.length - testFragment);
        assert.deepEqual(await engine.commit(file, { ...rule, replaces, choice }), { status: 'resend' });
        uploaded(await engine.resume(file, { conflictBehavior: choice.behavior }));
        const missing = choice.behavior === 'replace' ? content.length % testFragment : content.length;
        assert.equal(bytesSent(engine), missing);
        assert.equal(
          sha256(engine.sim.item('/Reports/data.bin')?.content() ?? Buffer.of()) === sha256(content),
          name === 'data.bin',
        );
        engine.assertStored(name, content);
      });
    }
  });

  describe(`a ${drive} drive that is full at the end`, () => {
    // As where the size is not told in advance.
    const started = useEngine({ drive, behaviours: { quotaCheckedAtCreate: false } });

    it('takes the file once there is room, without a byte sent again', async () => {
      const engine = started();
      const { file, result } = await meanwhile(engine, () => engine.sim.setQuota(1000));
      const error = failureOf(result);
      assert.ok(error instanceof UploadError && error.code === 'overQuota');
      const again = failureOf(await engine.resume(file));
      assert.ok(again instanceof UploadError && again.code === 'overQuota');
      engine.sim.setQuota(1e9);
      uploaded(await engine.resume(file));
      assert.equal(bytesSent(engine), 0);
      engine.assertStored('data.bin', content);
    });

    it('takes a file that was locked once it is not', async () => {
      const engine = started();
      engine.sim.putItem('/Reports/data.bin', 'old');
      const lock = (): void => engine.sim.lock('/Reports/data.bin');
      const { file, result } = await meanwhile(engine, lock, { conflictBehavior: 'replace' });
      const error = failureOf(result);
      assert.ok(error instanceof UploadError && error.code === 'locked');
      engine.sim.unlock('/Reports/data.bin');
      uploaded(await engine.resume(file, { conflictBehavior: 'replace' }));
      assert.equal(bytesSent(engine), 0);
      engine.assertStored('data.bin', content);
    });
  });
}
