import assert from 'node:assert/strict';
import { appendFileSync, closeSync, openSync, renameSync, truncateSync, unlinkSync, writeSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import type { UploadProgress } from '../../src/upload/model.ts';
import { SourceError } from '../../src/upload/ports.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import { testFragment, testLarge } from '../support/testSizes.ts';

const MiB = 1024 * 1024;
const large = positionalBytes(testLarge);
const small = positionalBytes(3 * MiB);

/** Happens at once: a change that comes after the last look at the file is none for this upload. */
type Change = (file: string) => void;

/** Changes that keep the size, and those that do not. */
const changes: Record<string, { change: Change; failure: string }> = {
  'grows by a byte': { change: (file) => appendFileSync(file, 'x'), failure: 'changed' },
  'is cut short': { change: (file) => truncateSync(file, 100), failure: 'changed' },
  'is emptied': { change: (file) => truncateSync(file, 0), failure: 'changed' },
  'is written over in place': {
    change: (file) => {
      const handle = openSync(file, 'r+');
      writeSync(handle, 'other bytes', 0);
      closeSync(handle);
    },
    failure: 'changed',
  },
  'is replaced by another file of the same size': {
    change: (file) => renameSync(`${file}.new`, file),
    failure: 'changed',
  },
  'is deleted': { change: (file) => unlinkSync(file), failure: 'missing' },
};

describe('a local file that changes while it is uploaded', () => {
  const started = useEngine();

  /** Uploads, changing the file as soon as `when` says so. */
  async function failureWhen(
    content: Uint8Array,
    change: Change,
    when: (progress: UploadProgress) => boolean,
  ): Promise<SourceError> {
    const engine = started();
    engine.sim.shape({ bytesPerSecond: 20 * MiB });
    const file = await engine.file('data.bin', content);
    await writeFile(`${file}.new`, positionalBytes(content.length, 2));
    // Well before the change, so that the time differs whatever the file system's grain.
    await utimes(file, 1_700_000_000, 1_700_000_000);
    let changed = false;
    const error = failureOf(
      await engine.upload(file, {
        onProgress: (progress) => {
          if (!changed && when(progress)) {
            changed = true;
            change(file);
          }
        },
      }),
    );
    assert.ok(changed, 'the file was changed');
    assert.ok(error instanceof SourceError, String(error));
    // It may come back.
    assert.equal(engine.kept.open !== undefined, error.failure === 'missing' && content === large);
    if (engine.kept.open !== undefined) {
      await engine.discard();
    }
    engine.assertAbsent('data.bin');
    return error;
  }

  for (const [name, { change, failure }] of Object.entries(changes)) {
    it(`is noticed when a large one ${name} between fragments`, async () => {
      const error = await failureWhen(large, change, ({ accepted }) => accepted >= 2 * testFragment);
      assert.equal(error.failure, failure);
      assert.ok(started().requests('fragment').length < 9);
    });

    it(`is noticed when a large one ${name} during the last fragment`, async () => {
      const error = await failureWhen(large, change, ({ sent }) => sent > large.length - testFragment / 2);
      assert.equal(error.failure, failure);
    });

    it(`is noticed when a small one ${name}`, async () => {
      const error = await failureWhen(small, change, ({ sent }) => sent > small.length / 3);
      assert.equal(error.failure, failure);
    });
  }

  it('is not taken for changed when only its access time moves', async () => {
    const engine = started();
    const file = await engine.file('data.bin', large);
    await utimes(file, 1_700_000_000, 1_700_000_000);
    const onProgress = ({ accepted }: UploadProgress): void => {
      if (accepted === 2 * testFragment) {
        void utimes(file, 1_800_000_000, 1_700_000_000);
      }
    };
    uploaded(await engine.upload(file, { onProgress }));
    engine.assertStored('data.bin', large);
  });
});

describe('a local file that cannot be uploaded', () => {
  const started = useEngine();

  it('because it is not there', async () => {
    const error = failureOf(await started().upload('/no/such/file.txt'));
    assert.ok(error instanceof SourceError);
    assert.equal(error.failure, 'missing');
    assert.equal(started().sim.requests.length, 0);
  });

  it('because it is a folder', async () => {
    const error = failureOf(await started().upload('/'));
    assert.ok(error instanceof SourceError);
    assert.equal(error.failure, 'isFolder');
  });
});
