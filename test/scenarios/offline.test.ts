import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { TransportError } from '../../src/graph/transport.ts';
import type { TransferResult } from '../../src/upload/transfer/transfer.ts';
import { positionalBytes } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';
import { SwitchedTransport } from '../support/switchedTransport.ts';
import { testFragment, testLarge } from '../support/testSizes.ts';

const MiB = 1024 * 1024;
const large = positionalBytes(testLarge);
const small = positionalBytes(2 * MiB);
const minute = 60_000;

/** Waits until the engine had so much time. */
async function passes(engine: Engine, ms: number): Promise<void> {
  const start = engine.sim.clock.now();
  while (engine.sim.clock.now() < start + ms) {
    await wait(2);
  }
}

for (const drive of ['business', 'personal'] as const) {
  describe(`an upload to a ${drive} drive without a line for ten minutes`, () => {
    const started = useEngine({ drive, hurry: 2000 });

    /** Uploads, pulls the plug when `when` says so, and puts it in ten minutes later. */
    async function unplugged(
      content: Uint8Array,
      when: (sent: number) => boolean,
    ): Promise<{ engine: Engine; result: TransferResult }> {
      const engine = started();
      const line = new SwitchedTransport(engine.transport);
      const onProgress = ({ sent }: { sent: number }): void => {
        if (line.refused === 0 && when(sent)) {
          line.unplug();
        }
      };
      const upload = engine.upload(await engine.file('data.bin', content), { onProgress }, undefined, line);
      while (line.refused === 0) {
        await wait(2);
      }
      await passes(engine, 10 * minute);
      assert.ok(line.refused > 10, 'it tried now and then');
      assert.ok(line.refused < 120, 'but not all the time');
      line.plugIn();
      return { engine, result: await upload };
    }

    for (const [where, at] of [
      ['before the session is created', 0],
      ['in the middle of a fragment', 3.5 * testFragment],
      ['in the last fragment', large.length - testFragment / 2],
    ] as const) {
      it(`goes on when it was lost ${where}`, async () => {
        const { engine, result } = await unplugged(large, (sent) => sent >= at);
        uploaded(result);
        assert.deepEqual(engine.kept.waits, ['offline', 'over']);
        const sent = engine.requests('fragment').reduce((sum, { requestBytes }) => sum + requestBytes, 0);
        assert.ok(sent <= large.length + testFragment, `${sent} bytes`);
        engine.assertStored('data.bin', large);
      });
    }

    for (const [where, at] of [
      ['before it begins', 0],
      ['on its way', small.length / 2],
      ['after its last byte', small.length],
    ] as const) {
      it(`sends a small file, once, when it was lost ${where}`, async () => {
        const { engine, result } = await unplugged(small, (sent) => sent >= at);
        uploaded(result);
        assert.deepEqual(engine.kept.waits, ['offline', 'over']);
        assert.deepEqual(engine.sim.item('/Reports')?.children, ['data.bin']);
        engine.assertStored('data.bin', small);
      });
    }

    it('stops at once when it is asked to, and keeps its session', async () => {
      const engine = started();
      const line = new SwitchedTransport(engine.transport);
      const abort = new AbortController();
      const onProgress = ({ sent }: { sent: number }): void => {
        if (sent >= 3.5 * testFragment) {
          line.unplug();
        }
      };
      const file = await engine.file('data.bin', large);
      const upload = engine.upload(file, { onProgress }, abort.signal, line);
      while (engine.kept.waits.length === 0) {
        await wait(2);
      }
      await passes(engine, minute);
      abort.abort();
      assert.deepEqual(await upload, { status: 'stopped' });
      assert.deepEqual(engine.kept.waits, ['offline']);
      uploaded(await engine.resume(file));
      assert.deepEqual(engine.kept.waits, ['offline']);
      engine.assertStored('data.bin', large);
    });

    it('waits for it to find out about an upload that goes on', async () => {
      const engine = started();
      const file = await engine.file('data.bin', large);
      const abort = new AbortController();
      const onProgress = ({ accepted }: { accepted: number }): void => {
        if (accepted >= 4 * testFragment) {
          abort.abort();
        }
      };
      await engine.upload(file, { onProgress }, abort.signal);
      const line = new SwitchedTransport(engine.transport);
      line.unplug();
      const upload = engine.resume(file, {}, undefined, line);
      await passes(engine, 10 * minute);
      line.plugIn();
      uploaded(await upload);
      assert.deepEqual(engine.kept.waits, ['offline', 'over']);
      engine.assertStored('data.bin', large);
    });
  });
}

describe('a line that carries everything but fragments', () => {
  const started = useEngine();

  it('is given up after a while, and the fragments are said to be too large for it', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'cut', afterBytes: 1000, keep: 0, route: 'fragment', nth: 3, times: 'always' });
    const error = failureOf(await engine.upload(await engine.file('data.bin', large)));
    assert.ok(error instanceof TransportError);
    assert.deepEqual(engine.kept.waits, []);
    const [taken, lost] = [`+${testFragment}`, `-${testFragment}`];
    assert.deepEqual(engine.kept.sizes, [taken, taken, ...Array.from({ length: 9 }, () => lost)]);
    await engine.discard();
    engine.assertAbsent('data.bin');
  });

  it('gets smaller fragments when there is somebody who chooses them', async () => {
    const engine = started();
    engine.sim.faults.add({ kind: 'status', status: 504, route: 'fragment', nth: 3 });
    const file = await engine.file('data.bin', large);
    const beforeSending = (): void => {
      if (engine.kept.sizes.some((size) => size.startsWith('-'))) {
        engine.kept.fragmentSize = 320 * 1024;
      }
    };
    uploaded(await engine.upload(file, { beforeSending }));
    assert.ok(engine.kept.sizes.slice(-10, -1).every((size) => size === `+${320 * 1024}`));
    engine.assertStored('data.bin', large);
  });
});
