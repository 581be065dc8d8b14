import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import type { FaultSpec } from '../sim/index.ts';
import { testFragment } from '../support/testSizes.ts';

const MiB = 1024 * 1024;
const large = positionalBytes(9.6 * testFragment + 12_345);
const small = positionalBytes(3 * MiB + 7);
const fragments = Math.ceil(large.length / testFragment);

/** Repeatable "random" numbers from 0 to 1. */
function* dice(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('a large upload that is interrupted', () => {
  const started = useEngine({ behaviours: { interruptedFragment: 'keep' } });

  async function storesDespite(...faults: FaultSpec[]): Promise<void> {
    const engine = started();
    for (const fault of faults) {
      engine.sim.faults.add(fault);
    }
    const file = await engine.file('large.bin', large);
    assert.equal(uploaded(await engine.upload(file)).verified, 'hash');
    engine.assertStored('large.bin', large);
  }

  for (const seed of [1, 2, 3, 4, 5, 6]) {
    it(`goes on after cuts at random bytes of random fragments (${seed})`, async () => {
      const random = dice(seed);
      const cut = (): FaultSpec => ({
        kind: 'cut',
        route: 'fragment',
        nth: 1 + Math.floor(random.next().value * fragments),
        afterBytes: Math.floor(random.next().value * testFragment),
        ...(random.next().value < 0.5 && { keep: Math.floor(random.next().value * testFragment) }),
      });
      await storesDespite(cut(), cut(), cut());
    });
  }

  it('sends at most the fragment under way again', async () => {
    await storesDespite({ kind: 'cut', route: 'fragment', nth: 5, afterBytes: testFragment / 2, keep: 0 });
    const sent = started()
      .requests('fragment')
      .reduce((sum, request) => sum + request.requestBytes, 0);
    assert.ok(sent <= large.length + testFragment, `${sent} bytes for ${large.length}`);
  });

  it('goes on from an offset off the grid of fragments', async () => {
    await storesDespite({ kind: 'cut', route: 'fragment', nth: 2, afterBytes: testFragment / 2, keep: 300_001 });
    const ranges = started()
      .requests('fragment')
      .map((request) => request.headers['content-range']);
    assert.ok(
      ranges.some((range) => range?.startsWith(`bytes ${testFragment + 300_001}-`) === true),
      ranges.join(),
    );
  });

  for (const [name, fault] of [
    ['the first fragment', { nth: 1 }],
    ['a fragment in the middle', { nth: 4 }],
    ['the last fragment', { last: true }],
  ] as const) {
    it(`finds out what became of ${name} when its answer is lost`, async () => {
      await storesDespite({ kind: 'loseAnswer', route: 'fragment', ...fault });
      assert.equal(started().requests('fragment').length, fragments);
    });

    it(`understands that ${name} was stored although the service said 503`, async () => {
      await storesDespite({ kind: 'status', status: 503, when: 'after', route: 'fragment', ...fault });
      assert.equal(started().requests('fragment').length, fragments);
    });

    for (const status of [500, 502, 503, 504]) {
      it(`sends ${name} again after ${status}`, async () => {
        await storesDespite({ kind: 'status', status, route: 'fragment', ...fault });
      });
    }
  }

  it('survives faults of the status request too', async () => {
    await storesDespite(
      { kind: 'cut', route: 'fragment', nth: 3, afterBytes: 1000, keep: 0 },
      { kind: 'status', status: 500, route: 'uploadStatus' },
      { kind: 'loseAnswer', route: 'uploadStatus', nth: 2 },
    );
  });

  it('has patience as long as something moves', async () => {
    const twiceEach = Array.from({ length: fragments }, (_, index) => 1 + index * 3);
    await storesDespite(
      ...twiceEach.map((nth) => ({ kind: 'status', status: 503, route: 'fragment', nth, times: 2 }) as const),
    );
    assert.equal(started().requests('fragment').length, 3 * fragments);
  });

  it('gives up when nothing moves any more, and keeps what is there', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'status', status: 503, route: 'fragment', nth: 3, times: 'always' });
    const file = await engine.file('large.bin', large);
    const error = failureOf(await engine.upload(file));
    assert.ok(error instanceof Error && 'status' in error);
    assert.equal(error.status, 503);
    assert.equal(engine.requests('fragment').length, 2 + 9);
    assert.equal(engine.sim.openSessions[0]?.acceptedBytes, 2 * testFragment);
    await engine.discard();
    engine.assertAbsent('large.bin');
  });

  it('creates its session again when that answer was lost on a personal drive', async () => {
    await storesDespite({ kind: 'status', status: 504, route: 'createUploadSession' });
  });
});

describe('a connection that stands still', () => {
  const started = useEngine({ limits: { stallMs: 300, answerMs: 1500 } });

  it('is given up, and the upload goes on over another', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'hang', route: 'fragment', nth: 2 });
    const file = await engine.file('large.bin', large);
    uploaded(await engine.upload(file));
    engine.assertStored('large.bin', large);
  });

  it('is given up when only the answer does not come', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'hang', when: 'after', route: 'fragment', last: true });
    const file = await engine.file('large.bin', large);
    uploaded(await engine.upload(file));
    engine.assertStored('large.bin', large);
    assert.equal(engine.requests('fragment').length, fragments);
  });
});

describe('a small upload that is interrupted', () => {
  for (const conflictBehavior of ['fail', 'replace', 'rename'] as const) {
    describe(`with ${conflictBehavior}`, () => {
      const started = useEngine({});

      async function storesOnce(fault: FaultSpec, puts: number): Promise<void> {
        const engine = started();
        engine.sim.faults.add({ route: 'putContent', ...fault });
        const file = await engine.file('small.bin', small);
        const { item } = uploaded(await engine.upload(file, { conflictBehavior }));
        assert.equal(item.name, 'small.bin');
        engine.assertStored('small.bin', small);
        assert.deepEqual(engine.sim.item('/Reports')?.children, ['small.bin']);
        assert.equal(engine.requests('putContent').length, puts);
      }

      it('is sent again when it was cut', () => storesOnce({ kind: 'cut', afterBytes: MiB }, 2));
      it('is sent again when it was cut before the first byte', () => storesOnce({ kind: 'cut', afterBytes: 0 }, 2));
      it('is sent again after 503', () => storesOnce({ kind: 'status', status: 503, retryAfter: 3 }, 2));
      it('is not stored twice when the answer was lost', () => storesOnce({ kind: 'loseAnswer' }, 1));
      it('is not stored twice when the answer was cut', () => storesOnce({ kind: 'cutAnswer', afterBytes: 20 }, 1));
      it('is not stored twice when the answer was garbled', () => storesOnce({ kind: 'truncatedJson' }, 1));
      it('is not stored twice when the service said 504 after storing it', () =>
        storesOnce({ kind: 'status', status: 504, when: 'after' }, 1));
    });
  }

  describe('beside a file of the same content', () => {
    const started = useEngine({});

    it('is found under the name that the service chose', async () => {
      const engine = started();
      engine.sim.putItem('/Reports/small.bin', small);
      engine.sim.clock.advance(60_000);
      engine.sim.faults.add({ kind: 'loseAnswer', route: 'putContent' });
      const file = await engine.file('small.bin', small);
      const { item } = uploaded(await engine.upload(file, { conflictBehavior: 'rename' }));
      assert.equal(item.name, 'small 1.bin');
      assert.deepEqual(engine.sim.item('/Reports')?.children.toSorted(), ['small 1.bin', 'small.bin']);
      engine.assertStored('small 1.bin', small);
    });

    it('is not taken for it when nothing of it was stored', async () => {
      const engine = started();
      engine.sim.putItem('/Reports/small.bin', small);
      engine.sim.clock.advance(60_000);
      engine.sim.faults.add({ kind: 'status', status: 504, route: 'putContent' });
      const file = await engine.file('small.bin', small);
      const { item } = uploaded(await engine.upload(file, { conflictBehavior: 'rename' }));
      assert.equal(item.name, 'small 1.bin');
      engine.assertStored('small 1.bin', small);
    });
  });
});
