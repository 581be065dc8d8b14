import assert from 'node:assert/strict';
import { Emitter } from '../../src/base/event.ts';
import type { UploadRow } from '../../src/upload/running/rows.ts';
import { UploadsView } from '../../src/vscode/uploads/uploadsView.ts';
import { uploadRecord } from '../support/uploadRecords.ts';
import { VirtualClock } from '../support/virtualClock.ts';

/** As often as an upload on a fast line tells how far it is, milliseconds. */
const everyMs = 2;
const seconds = 10;

describe('the view of uploads', () => {
  it('is drawn anew at most four times a second, and as often as that, however fast uploads go on', async () => {
    const clock = new VirtualClock();
    const [changed, finished] = [new Emitter<void>(), new Emitter<void>()];
    let sent = 0;
    const manager = {
      onDidChange: changed.event,
      get rows(): readonly UploadRow[] {
        const progress = { size: 1e9, sent, accepted: 0 };
        return [{ record: uploadRecord('a', { state: { kind: 'running' } }), where: 'thisWindow', live: { progress } }];
      },
    };
    const times: number[] = [];
    const tree = { view: {}, fill: () => {}, refresh: () => times.push(clock.monotonic()) };
    const view = new UploadsView(manager, { uploads: [], onDidChange: finished.event }, tree, clock);
    times.length = 0;
    for (; sent * everyMs < seconds * 1000; sent++) {
      changed.fire();
      await clock.delay(everyMs);
    }
    view.dispose();
    const busiest = Math.max(
      ...times.map((time) => times.filter((other) => other >= time && other < time + 1000).length),
    );
    assert.equal(busiest, 4);
    assert.ok(times.length >= 4 * seconds - 2, `${times.length} in ${seconds} seconds`);
  });
});
