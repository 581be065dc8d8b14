import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadError } from '../../src/upload/errors.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import type { FaultSpec, RangesForm } from '../sim/index.ts';
import { testFragment, testLarge } from '../support/testSizes.ts';

const large = positionalBytes(testLarge + 54_321);
const fragments = Math.ceil(large.length / testFragment);

async function storesDespite(engine: Engine, name: string, ...faults: FaultSpec[]): Promise<void> {
  for (const fault of faults) {
    engine.sim.faults.add(fault);
  }
  const file = await engine.file(name, large);
  uploaded(await engine.upload(file));
  engine.assertStored(name, large);
}

async function problemOf(engine: Engine, name: string): Promise<UploadError['problem']> {
  const error = failureOf(await engine.upload(await engine.file(name, large)));
  if (!(error instanceof UploadError)) {
    throw new Error('another kind of error', { cause: error });
  }
  return error.problem;
}

for (const drive of ['business', 'personal', 'documentLibrary'] as const) {
  describe(`upload sessions on a ${drive} drive`, () => {
    const started = useEngine({ drive });

    for (const form of ['missing', 'empty', 'several', 'closed', 'otherCase', 'noExpiry'] satisfies RangesForm[]) {
      it(`go on when the next ranges are given once as ${form}`, () =>
        storesDespite(started(), 'data.bin', { kind: 'ranges', form, route: 'fragment', nth: 3 }));

      it(`go on when the status gives them once as ${form}`, () =>
        storesDespite(
          started(),
          'data.bin',
          { kind: 'loseAnswer', route: 'fragment', nth: 2 },
          { kind: 'ranges', form, route: 'uploadStatus' },
        ));
    }

    it('go on when no answer to a fragment ever names the next range, without losing time', async () => {
      const engine = started();
      await storesDespite(engine, 'data.bin', { kind: 'ranges', form: 'missing', route: 'fragment', times: 'always' });
      assert.deepEqual(engine.clock.waited, []);
    });

    it('go on from where the service kept a part of a fragment', () =>
      storesDespite(started(), 'data.bin', { kind: 'keepPart', bytes: 333_333, route: 'fragment', nth: 4 }));

    it('go back when the service lost fragments that it had accepted', () =>
      storesDespite(started(), 'data.bin', { kind: 'rewind', fragments: 3, route: 'fragment', nth: 5 }));

    for (const status of [401, 403] as const) {
      it(`begin anew when their address loses its power with ${status}`, async () => {
        const engine = started();
        await storesDespite(engine, 'data.bin', { kind: 'tokenDeath', status, route: 'fragment', nth: 4 });
        assert.equal(engine.requests('createUploadSession').length, 2);
      });
    }

    it('have patience after that as long as something moves', async () => {
      const busy = [7, 10, 13, 16, 19, 22, 25].map(
        (nth) => ({ kind: 'status', status: 503, route: 'fragment', nth, times: 2 }) as const,
      );
      await storesDespite(
        started(),
        'data.bin',
        { kind: 'tokenDeath', status: 403, route: 'fragment', nth: 6 },
        ...busy,
      );
    });

    it('find the file when the address loses its power after the last byte', async () => {
      const engine = started();
      await storesDespite(
        engine,
        'data.bin',
        { kind: 'loseAnswer', route: 'fragment', last: true },
        { kind: 'status', status: 401, code: 'unauthenticated', route: 'uploadStatus' },
      );
      assert.equal(engine.requests('createUploadSession').length, 1);
    });

    it('begin anew when they expire', async () => {
      const engine = started();
      const file = await engine.file('data.bin', large);
      let moved = false;
      const onProgress = ({ accepted }: { accepted: number }): void => {
        if (accepted > large.length / 2 && !moved) {
          moved = true;
          engine.sim.clock.advance(30 * 86_400_000);
          engine.token = engine.sim.issueToken();
        }
      };
      uploaded(await engine.upload(file, { onProgress }));
      assert.ok(moved);
      engine.assertStored('data.bin', large);
    });

    it('begin anew, once, when the service does not know them right after creating them', async () => {
      const engine = started();
      await storesDespite(engine, 'data.bin', { kind: 'sessionLost', route: 'createUploadSession' });
      assert.equal(engine.requests('createUploadSession').length, 2);
      assert.deepEqual(engine.clock.waited, [5000]);
    });

    it('wait a moment when they only become known a little later', async () => {
      const engine = started();
      const fault = { kind: 'status', status: 404, code: 'itemNotFound', route: 'fragment', nth: 1 } as const;
      await storesDespite(engine, 'data.bin', fault);
      assert.equal(engine.requests('createUploadSession').length, 1);
      assert.equal(engine.requests('fragment').length, fragments + 1);
    });

    for (const when of ['before', 'after'] as const) {
      it(`ask what is stored when a fragment is out of place (${when} it was stored)`, async () => {
        const engine = started();
        const fault = { kind: 'status', status: 416, inner: ['fragmentOverlap'], route: 'fragment', when } as const;
        await storesDespite(engine, 'data.bin', { ...fault, nth: 3 }, { ...fault, nth: 5 });
        assert.equal(engine.requests('uploadStatus').length, 2);
        assert.equal(engine.requests('createUploadSession').length, 1);
      });
    }

    it('begin anew when they are broken', async () => {
      const engine = started();
      const fault = { kind: 'status', status: 400, code: 'invalidRequest', inner: ['uploadSessionFailed'] } as const;
      await storesDespite(engine, 'data.bin', { ...fault, route: 'fragment', nth: 3 });
      assert.equal(engine.requests('createUploadSession').length, 2);
    });

    it('begin anew when even their status is refused', async () => {
      const engine = started();
      await storesDespite(
        engine,
        'data.bin',
        { kind: 'loseAnswer', route: 'fragment', nth: 3 },
        { kind: 'status', status: 400, code: 'invalidRequest', route: 'uploadStatus' },
      );
      assert.equal(engine.requests('createUploadSession').length, 2);
    });

    it('stop when they are lost again and again', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'sessionLost', route: 'createUploadSession', times: 'always' });
      assert.deepEqual(await problemOf(engine, 'data.bin'), { code: 'sessionLost', restarts: 2 });
      assert.equal(engine.requests('createUploadSession').length, 3);
      engine.assertAbsent('data.bin');
    });

    for (const [code, problem] of [
      ['malwareDetected', 'malware'],
      ['virusSuspicious', 'malware'],
      ['quotaLimitReached', 'overQuota'],
      ['insufficientQuota', 'overQuota'],
      ['pathIsTooLong', 'pathTooLong'],
    ] as const) {
      it(`do not begin anew after 403 with ${code}`, async () => {
        const engine = started();
        engine.sim.faults.add({ kind: 'status', status: 403, code, route: 'fragment', nth: 3 });
        assert.equal((await problemOf(engine, 'data.bin')).code, problem);
        assert.equal(engine.requests('createUploadSession').length, 1);
        if (problem === 'overQuota') {
          await engine.discard();
        }
        engine.assertAbsent('data.bin');
      });
    }

    it('stop when the service keeps taking bytes without keeping them', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'keepPart', bytes: 0, route: 'fragment', nth: 3, times: 'always' });
      assert.deepEqual(await problemOf(engine, 'data.bin'), { code: 'bytesNotKept', name: 'data.bin' });
      await engine.discard();
      engine.assertAbsent('data.bin');
    });

    it('stop when the service has all bytes but never stores the file', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'ranges', form: 'empty', route: 'uploadStatus', times: 'always' });
      engine.sim.faults.add({ kind: 'status', status: 503, route: 'fragment', last: true });
      assert.equal((await problemOf(engine, 'data.bin')).code, 'notStored');
      await engine.discard();
      engine.assertAbsent('data.bin');
    });

    it('stop when the service loses the same bytes again and again', async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'rewind', fragments: 2, route: 'fragment', nth: 4, times: 'always' });
      assert.deepEqual(await problemOf(engine, 'data.bin'), { code: 'bytesNotKept', name: 'data.bin' });
      await engine.discard();
      engine.assertAbsent('data.bin');
    });
  });
}

describe('upload sessions beside others', () => {
  const started = useEngine({ drive: 'business' });

  it('wait for one of the same name that is about to end', async () => {
    const engine = started();
    const busy = { status: 409, code: 'nameAlreadyExists', route: 'createUploadSession' } as const;
    await storesDespite(engine, 'data.bin', { kind: 'status', ...busy, times: 2 });
  });

  it('say so when another one of the same name does not end', async () => {
    const engine = started();
    engine.sim.openForeignSession('/Reports/data.bin');
    assert.deepEqual(await problemOf(engine, 'data.bin'), { code: 'uploadInProgress', name: 'data.bin' });
    assert.equal(engine.requests('createUploadSession').length, 3);
    assert.deepEqual(
      engine.sim.openSessions.map((session) => session.number),
      [1],
    );
    assert.deepEqual(engine.sim.violations, []);
  });
});

describe('upload sessions for Office files in a library', () => {
  const started = useEngine({ drive: 'documentLibrary', behaviours: { officeSessionLost: true } });

  it('begin anew when the first one for an existing file is lost, and use the new address for everything', async () => {
    const engine = started();
    engine.sim.putItem('/Reports/book.xlsx', 'old');
    const file = await engine.file('book.xlsx', large);
    const { item, verified } = uploaded(await engine.upload(file, { conflictBehavior: 'replace' }));
    assert.equal(verified, 'rewritten');
    assert.equal(item.id, engine.sim.item('/Reports/book.xlsx')?.id);
    assert.equal(engine.requests('createUploadSession').length, 2);
    engine.assertClean();
  });
});

describe('the last fragment', () => {
  const started = useEngine({ behaviours: { lateFail: true } });

  it('brings the conflict with a file that has the name', async () => {
    const engine = started();
    engine.sim.putItem('/Reports/data.bin', 'somebody else');
    assert.deepEqual(await problemOf(engine, 'data.bin'), { code: 'nameTaken', name: 'data.bin' });
    assert.equal(engine.sim.item('/Reports/data.bin')?.content().toString(), 'somebody else');
    engine.assertClean();
  });

  it('does not take a file of the same content for its own', async () => {
    const engine = started();
    engine.sim.putItem('/Reports/data.bin', large);
    assert.deepEqual(await problemOf(engine, 'data.bin'), { code: 'nameTaken', name: 'data.bin' });
    engine.assertClean();
  });

  it('is not sent again when the answer to it was cut off', () =>
    storesDespite(started(), 'data.bin', { kind: 'cutAnswer', afterBytes: 10, route: 'fragment', last: true }));

  it('is not sent again when the answer to it makes no sense', () =>
    storesDespite(started(), 'data.bin', { kind: 'truncatedJson', route: 'fragment', last: true }));
});
