import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { NameConflict } from '../../src/graph/uploadSession.ts';
import { positionalBytes, sha256 } from '../support/content.ts';
import { failureOf, uploaded, useEngine } from '../support/engine.ts';
import type { Engine } from '../support/engine.ts';

const KiB = 1024;
const ours = positionalBytes(200 * KiB, 1);
/** What somebody else stores meanwhile: as large as ours, or much larger. */
const theirs = { similar: positionalBytes(200 * KiB + 10, 2), larger: positionalBytes(600 * KiB, 2) };

for (const drive of ['business', 'documentLibrary'] as const) {
  describe(`after an answer was lost on a ${drive} drive`, () => {
    const started = useEngine({ drive });

    /** Uploads while the service says 503 without storing anything, and somebody else stores a file just then. */
    async function besideOthers(
      name: string,
      conflictBehavior: NameConflict,
      store: (engine: Engine) => void,
    ): Promise<ReturnType<Engine['upload']>> {
      const engine = started();
      engine.sim.faults.add({ kind: 'status', status: 503, route: 'putContent' });
      let stored = false;
      const onProgress = ({ sent }: { sent: number }): void => {
        if (sent === ours.length && !stored) {
          stored = true;
          store(engine);
        }
      };
      return engine.upload(await engine.file(name, ours), { conflictBehavior, onProgress });
    }

    function assertOurs(path: string): void {
      const engine = started();
      const expected = engine.sim.item(path)?.content().subarray(0, ours.length);
      assert.ok(expected, `${path} is there`);
      assert.equal(sha256(expected), sha256(ours));
      engine.assertClean();
    }

    for (const [other, content] of [
      ['Report-2026.xlsx', theirs.similar],
      ['Reporting.xlsx', theirs.similar],
      ['Report 2026.xlsx', theirs.similar],
      ['Report 1.xlsx', theirs.similar],
    ] as const) {
      it(`a new ${other} is not taken for a renamed Report.xlsx`, async () => {
        const { item } = uploaded(
          await besideOthers('Report.xlsx', 'rename', (engine) => engine.sim.putItem(`/Reports/${other}`, content)),
        );
        assert.equal(item.name, 'Report.xlsx');
        assertOurs('/Reports/Report.xlsx');
      });
    }

    it('a file of the same content whose name only begins alike is not taken for a renamed one', async () => {
      const { item } = uploaded(
        await besideOthers('a.bin', 'rename', (engine) => engine.sim.putItem('/Reports/a-copy.bin', ours)),
      );
      assert.equal(item.name, 'a.bin');
      assertOurs('/Reports/a.bin');
    });

    for (const content of Object.values(theirs)) {
      it(`somebody's save of ${content.length} bytes is not taken for our replacement`, async () => {
        const engine = started();
        engine.sim.putItem('/Reports/Report.xlsx', 'old');
        engine.sim.clock.advance(60_000);
        uploaded(
          await besideOthers('Report.xlsx', 'replace', () => engine.sim.putItem('/Reports/Report.xlsx', content)),
        );
        assertOurs('/Reports/Report.xlsx');
      });
    }

    it("somebody's new file of another size is not taken for ours", async () => {
      const error = failureOf(
        await besideOthers('Report.xlsx', 'fail', (engine) =>
          engine.sim.putItem('/Reports/Report.xlsx', theirs.larger),
        ),
      );
      assert.match(String(error), /nameTaken/u);
      started().assertClean();
    });
  });
}

describe('after the answer to a rewritten file was lost', () => {
  const started = useEngine({ drive: 'documentLibrary' });

  for (const conflictBehavior of ['fail', 'replace', 'rename'] as const) {
    it(`it is found and not stored twice with ${conflictBehavior}`, async () => {
      const engine = started();
      engine.sim.faults.add({ kind: 'loseAnswer', route: 'putContent' });
      const file = await engine.file('Report.xlsx', ours);
      const { item, verified } = uploaded(await engine.upload(file, { conflictBehavior }));
      assert.equal(item.name, 'Report.xlsx');
      assert.equal(verified, 'rewritten');
      assert.equal(engine.requests('putContent').length, 1);
      assert.deepEqual(engine.sim.item('/Reports')?.children, ['Report.xlsx']);
      engine.assertClean();
    });
  }
});
