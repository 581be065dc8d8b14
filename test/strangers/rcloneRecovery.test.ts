import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultSpec } from '../sim/index.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { RCLONE_NEEDS, type RcloneStand, useRclone } from './rclone.ts';
import { assertStored } from './stored.ts';

const MiB = 1024 * 1024;
/** Three of the fragments that rclone is told to send. */
const content = patternedBytes(11 * MiB + 7);
const second = { route: 'fragment', nth: 2 } as const;

async function upload(stand: RcloneStand, ...options: readonly string[]): Promise<void> {
  const file = join(stand.folder, 'report.docx');
  await writeFile(file, content);
  await stand.run('copyto', '--onedrive-chunk-size', '5M', ...options, file, 'sim:Backup/report.docx');
}

function goesOnAfter(what: string, stand: RcloneStand, fault: FaultSpec): void {
  it(`goes on after ${what}`, async () => {
    stand.sim.faults.add(fault);
    await upload(stand);
    assertStored(stand.sim, '/Backup/report.docx', content);
    assert.deepEqual(
      stand.sim.requests.flatMap(({ faults }) => faults),
      [fault.kind],
    );
    assert.deepEqual(stand.sim.openSessions, []);
  });
}

describe('rclone after an interruption', function () {
  this.timeout(60_000);

  describe('that needs no more leniency', () => {
    const stand = useRclone({ lenient: RCLONE_NEEDS });

    goesOnAfter('a busy service', stand, { ...second, kind: 'status', status: 503 });
    goesOnAfter('a failure that stored the fragment', stand, {
      ...second,
      kind: 'status',
      status: 503,
      when: 'after',
    });
    goesOnAfter('a cut connection', stand, { ...second, kind: 'cut', afterBytes: MiB });
  });

  describe('of which a part was kept', () => {
    // It sends the rest of its own fragment, which is off the 320 KiB grid.
    const stand = useRclone({ lenient: [...RCLONE_NEEDS, 'unalignedFragment'] });

    goesOnAfter('a cut connection', stand, { ...second, kind: 'cut', afterBytes: MiB, keep: 900_001 });
  });

  describe('by throttling', () => {
    // It repeats the request at once and slows down only then.
    const stand = useRclone({ lenient: [...RCLONE_NEEDS, 'retryBeforeRetryAfter'] });

    goesOnAfter('a refused session', stand, {
      route: 'createUploadSession',
      kind: 'status',
      status: 429,
      retryAfter: 1,
    });
    goesOnAfter('a refused fragment', stand, { ...second, kind: 'status', status: 429, retryAfter: 1 });
  });
});

describe('rclone and what a strict service makes of it', function () {
  this.timeout(60_000);

  describe('that is told to tolerate nothing', () => {
    const stand = useRclone({});

    it('is refused for its token on the upload URL', async function () {
      if (!stand.version.startsWith('v1.60.')) {
        // Later versions have learned it.
        this.skip();
      }
      await assert.rejects(upload(stand), /unauthenticated/u);
      const broken = new Set(stand.sim.violations.map(({ rule }) => rule));
      assert.deepEqual(broken, new Set(['missingConflictBehavior', 'tokenOnUploadUrl']));
      assert.equal(stand.sim.item('/Backup/report.docx'), undefined);
      stand.sim.clearViolations();
    });
  });

  describe('that changes Office files in its libraries', () => {
    const stand = useRclone({ drive: 'documentLibrary', lenient: RCLONE_NEEDS });

    it('notices that the stored file is another one', async () => {
      await assert.rejects(upload(stand), /corrupted on transfer/u);
      assert.equal(stand.sim.item('/Backup/report.docx'), undefined);
    });

    it('accepts it when it is told to', async () => {
      await upload(stand, '--ignore-size', '--ignore-checksum');
      const item = stand.sim.item('/Backup/report.docx');
      assert.ok(item !== undefined && !item.content().equals(content));
    });
  });
});
