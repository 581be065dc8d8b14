import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordState } from '../../src/upload/journal/record.ts';
import { sessionMark, testMachine, uploadRecord } from '../support/uploadRecords.ts';
import { Playground } from './playground.ts';

const count = 100;
const states: readonly RecordState[] = [
  { kind: 'paused' },
  { kind: 'running' },
  { kind: 'failed', error: { code: 'accessDenied', reason: 'Not allowed.', message: 'Not allowed. Ask the owner.' } },
  { kind: 'awaitingCommit' },
  { kind: 'conflict', reason: 'nameTaken' },
  { kind: 'changed' },
];

describe('a hundred pending uploads', () => {
  let playground: Playground;

  before(async () => {
    playground = await Playground.start({
      name: 'many',
      files: { 'report.txt': 'report' },
      settings: { 'onedrive.upload.resumeOnStartup': 'never' },
      prepare: leaveUploads,
    });
  });
  after(() => playground.stop());

  it('are there soon after the view was opened, and nothing is asked of OneDrive for it', async () => {
    const { simulator, window } = playground;
    await window.uploads.waitForIcon('OneDrive - 83 uploads need you');
    const start = performance.now();
    await window.uploads.show();
    await window.uploads.waitForRow('report 000.bin', /^paused · 25 %$/);
    const opened = performance.now() - start;
    await window.surface.screenshot('first rows');
    assert.ok(opened < 5000, `${opened} ms until the first rows`);
    assert.deepEqual(simulator.requests, []);
  });

  it('are all within reach of the keyboard', async () => {
    const { window } = playground;
    await window.quickInput.runCommand('OneDrive: Focus on Uploads View');
    const start = performance.now();
    await window.surface.page.keyboard.press('End');
    await window.uploads.waitForRow(`report 0${count - 1}.bin`, /^commit by/);
    const moved = performance.now() - start;
    await window.surface.screenshot('last rows');
    assert.ok(moved < 3000, `${moved} ms until the last rows`);
  });

  it('leave the list together as far as they can', async () => {
    const { window } = playground;
    const start = performance.now();
    await window.quickInput.runCommand('OneDrive: Clear Finished Uploads');
    await window.uploads.waitForIcon('OneDrive - 50 uploads need you');
    const cleared = performance.now() - start;
    assert.ok(cleared < 10_000, `${cleared} ms until the others are gone`);
  });
});

/** What earlier runs of VS Code on this machine have left. */
async function leaveUploads(storage: string): Promise<void> {
  const folder = join(storage, 'uploads');
  await mkdir(folder, { recursive: true });
  await writeFile(join(storage, 'machine'), testMachine.id);
  const now = Date.now();
  for (let index = 0; index < count; index += 1) {
    const id = `upload-${index}`;
    const record = uploadRecord(id, {
      name: `report ${String(index).padStart(3, '0')}.bin`,
      createdAt: now + index,
      updatedAt: now,
      session: sessionMark(5_000_000, { expires: now + 3_600_000 }),
      state: states[index % states.length] ?? { kind: 'paused' },
    });
    await writeFile(join(folder, `${id}.json`), JSON.stringify(record));
  }
}
