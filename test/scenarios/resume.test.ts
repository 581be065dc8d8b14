import assert from 'node:assert/strict';
import { closeSync, openSync, statSync, unlinkSync, utimesSync, writeSync } from 'node:fs';
import { appendFile, utimes } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { QuickXorHash } from '../../src/graph/quickXorHash.ts';
import { UploadError } from '../../src/upload/errors.ts';
import { SourceError } from '../../src/upload/ports.ts';
import type { EarlierTransfer } from '../../src/upload/transfer/transfer.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, testFragment, uploaded, useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';

const MiB = 1024 * 1024;
const large = positionalBytes(11 * MiB + 54_321);
const small = positionalBytes(100_000);
const fragments = Math.ceil(large.length / testFragment);

/** Uploads until so many bytes were sent. @returns the file. */
async function stopAt(engine: Engine, sent: number): Promise<string> {
  const file = await engine.file('data.bin', large);
  await utimes(file, 1_700_000_000, 1_700_000_000);
  engine.sim.shape({ bytesPerSecond: 20 * MiB });
  const abort = new AbortController();
  const onProgress = (progress: { sent: number }): void => {
    if (progress.sent >= sent) {
      abort.abort();
    }
  };
  assert.deepEqual(await engine.upload(file, { onProgress }, abort.signal), { status: 'stopped' });
  engine.sim.shape({});
  await engine.restart();
  engine.sim.clearRequests();
  await settled(engine);
  return file;
}

/** Waits until the service has noticed that nothing more comes. */
async function settled(engine: Engine): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 10; quiet++) {
    const now = acceptedBytes(engine);
    quiet = now === before ? quiet : 0;
    before = now;
    await wait(10);
  }
}

function bytesSent(engine: Engine): number {
  return engine.requests('fragment').reduce((sum, { requestBytes }) => sum + requestBytes, 0);
}

function acceptedBytes(engine: Engine): number {
  const [session] = engine.sim.openSessions;
  assert.ok(session);
  return session.acceptedBytes;
}

/** Goes on, and checks that nothing is sent that the service had. */
async function goOn(engine: Engine, file: string): Promise<void> {
  const missing = large.length - acceptedBytes(engine);
  assert.equal(uploaded(await engine.resume(file)).verified, 'hash');
  assert.equal(bytesSent(engine), missing);
  assert.equal(engine.requests('createUploadSession').length, 0);
  assert.equal(engine.kept.open, undefined);
  engine.assertStored('data.bin', large);
}

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`an upload to a ${drive} drive that goes on in another process`, () => {
    const started = useEngine({ drive });

    it('goes on from the border of each fragment', async () => {
      const engine = started();
      for (let nth = 0; nth < fragments; nth++) {
        const file = await engine.file('data.bin', large);
        const crash = new Error('the process ends');
        const beforeSending = ({ accepted }: { accepted: number }): void => {
          if (accepted === nth * testFragment) {
            throw crash;
          }
        };
        assert.deepEqual(await engine.upload(file, { beforeSending }), { status: 'failed', error: crash });
        assert.equal(acceptedBytes(engine), nth * testFragment);
        await engine.restart();
        engine.sim.clearRequests();
        await goOn(engine, file);
        engine.sim.removeItem('/Reports/data.bin');
      }
    });

    it('checks its bytes before it goes on', async () => {
      const engine = started();
      const file = await stopAt(engine, 4.5 * testFragment);
      const { proof } = engine.kept.earlier.session?.mark ?? {};
      assert.ok(proof !== undefined && proof.length >= 5 * testFragment);
      await goOn(engine, file);
      assert.deepEqual(engine.kept.checked[0], [0, proof.length]);
      assert.deepEqual(engine.kept.checked.at(-1), [proof.length, proof.length]);
    });

    it('begins anew when the service has forgotten it', async () => {
      const engine = started();
      const file = await stopAt(engine, 3.5 * testFragment);
      engine.sim.clock.advance(30 * 86_400_000);
      engine.token = engine.sim.issueToken();
      uploaded(await engine.resume(file));
      assert.equal(engine.requests('createUploadSession').length, 1);
      assert.equal(bytesSent(engine), large.length);
      assert.equal(new Set(engine.kept.urls).size, 2);
      engine.assertStored('data.bin', large);
    });

    for (const status of [401, 403] as const) {
      it(`begins anew when its address lost its power with ${status}, and gives up the old one first`, async () => {
        const engine = started();
        const file = await stopAt(engine, 3.5 * testFragment);
        engine.sim.faults.add({ kind: 'tokenDeath', status, route: 'uploadStatus' });
        uploaded(await engine.resume(file));
        assert.deepEqual(
          engine.sim.requests.slice(0, 4).map(({ route }) => route),
          ['uploadStatus', 'uploadCancel', 'createUploadSession', 'fragment'],
        );
        engine.assertStored('data.bin', large);
      });
    }

    it('keeps the new address before it sends a byte to it', async () => {
      const engine = started();
      const file = await stopAt(engine, 3.5 * testFragment);
      engine.sim.faults.add({ kind: 'tokenDeath', status: 401, route: 'uploadStatus' });
      const crash = new Error('the process ends');
      const beforeSending = (): void => {
        throw crash;
      };
      assert.equal(failureOf(await engine.resume(file, { beforeSending })), crash);
      assert.equal(bytesSent(engine), 0);
      await engine.restart();
      engine.sim.clearRequests();
      await goOn(engine, file);
    });

    it('finds the file when only the last answer was lost', async () => {
      const engine = started();
      const file = await engine.file('data.bin', large);
      let earlier: EarlierTransfer | undefined;
      uploaded(
        await engine.upload(file, {
          beforeSending: () => {
            earlier = undefined;
          },
          onProgress: ({ sent }) => {
            if (sent === large.length) {
              earlier ??= engine.kept.earlier;
            }
          },
        }),
      );
      assert.ok(earlier);
      await engine.restart();
      engine.sim.clearRequests();
      uploaded(await engine.resume(file, { earlier }));
      assert.deepEqual(
        engine.sim.requests.map(({ route }) => route),
        ['uploadStatus', 'getItem'],
      );
      engine.assertStored('data.bin', large);
    });

    it('begins anew when the service claims bytes that were never sent', async () => {
      const engine = started();
      const file = await stopAt(engine, 5.5 * testFragment);
      const { earlier } = engine.kept;
      assert.ok(earlier.session);
      const hash = new QuickXorHash();
      hash.update(large.subarray(0, testFragment));
      const mark = { ...earlier.session.mark, accepted: 0, proof: hash.export() };
      uploaded(await engine.resume(file, { earlier: { ...earlier, session: { ...earlier.session, mark } } }));
      assert.equal(engine.requests('createUploadSession').length, 1);
      assert.equal(bytesSent(engine), large.length);
      engine.assertStored('data.bin', large);
    });

    it('stops when it is asked to while it checks', async () => {
      const engine = started();
      const file = await stopAt(engine, 5.5 * testFragment);
      const abort = new AbortController();
      engine.kept.checking = () => abort.abort();
      assert.deepEqual(await engine.resume(file, {}, abort.signal), { status: 'stopped' });
      assert.equal(engine.sim.requests.length, 0);
      await goOn(engine, file);
    });

    it('finds a small file that was stored, and does not send it twice', async () => {
      const engine = started();
      const file = await engine.file('data.bin', small);
      for (const conflictBehavior of ['fail', 'replace', 'rename'] as const) {
        uploaded(await engine.upload(file, { conflictBehavior }));
        uploaded(await engine.resume(file, { conflictBehavior }));
        assert.equal(engine.requests('putContent').length, 1);
        assert.deepEqual(engine.sim.item('/Reports')?.children, ['data.bin']);
        engine.assertStored('data.bin', small);
        engine.sim.removeItem('/Reports/data.bin');
        engine.sim.clearRequests();
      }
    });

    it('sends a small file that was not', async () => {
      const engine = started();
      const file = await engine.file('data.bin', small);
      engine.sim.faults.add({ kind: 'status', status: 423, route: 'putContent' });
      failureOf(await engine.upload(file));
      uploaded(await engine.resume(file));
      engine.assertStored('data.bin', small);
    });
  });
}

for (const interruptedFragment of ['drop', 'keep'] as const) {
  describe(`an upload that was stopped in the middle of a fragment (${interruptedFragment})`, () => {
    const started = useEngine({ behaviours: { interruptedFragment } });

    for (const sent of [0.1, 1.7, 4.3, 8.2]) {
      it(`goes on from what the service has after ${sent} fragments`, async () => {
        const engine = started();
        const file = await stopAt(engine, sent * testFragment);
        await goOn(engine, file);
      });
    }
  });
}

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

describe('a session that is in the way of another one', () => {
  const started = useEngine({ drive: 'business' });

  it('is released by whoever knows it, once', async () => {
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
    assert.deepEqual(
      engine.sim.violations.map(({ rule }) => rule),
      ['secondSessionForName'],
    );
    assert.deepEqual(engine.sim.openSessions, []);
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
    assert.equal(asked, 1);
  });

  it('may be our own whose address was lost with the answer', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'loseAnswer', route: 'createUploadSession' });
    const error = failureOf(await engine.upload(await engine.file('data.bin', large)));
    assert.ok(error instanceof UploadError && error.code === 'uploadInProgress');
    assert.deepEqual(engine.sim.violations, []);
  });
});
