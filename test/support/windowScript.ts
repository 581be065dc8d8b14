// One or more windows on a folder, without VS Code:  node windowScript.ts <folder> <factor of time> <windows>
import { systemRandom } from '../../src/base/random.ts';
import { LeaseFolder } from '../../src/node/leaseFiles.ts';
import { RecordFolder } from '../../src/node/recordFiles.ts';
import type { Lease } from '../../src/upload/journal/ports.ts';
import { fastClock } from './fastClock.ts';
import { MemoryLog } from './memoryLog.ts';
import { sessionMark, uploadRecord } from './uploadRecords.ts';
import type { WindowReport, WindowRequest } from './windowProcess.ts';

const [folder = '', factor = '1', windows = '1'] = process.argv.slice(2);
const parts = { clock: fastClock(Number(factor)), random: systemRandom, log: new MemoryLog() };
const leases = await Promise.all(Array.from({ length: Number(windows) }, () => LeaseFolder.open(folder, parts)));
const held = new Map<string, Lease>();

function report(message: WindowReport): void {
  process.send?.(message);
}

async function take(ids: readonly string[]): Promise<void> {
  const took: string[] = [];
  for (const id of ids) {
    const taken = await Promise.all(leases.map((each) => each.take(id)));
    for (const lease of taken.filter((each) => each !== undefined)) {
      took.push(id);
      held.set(id, lease);
      lease.lost.addEventListener('abort', () => report({ kind: 'lost', ids: [id] }));
    }
  }
  report({ kind: 'took', ids: took });
}

/** Writes one record again and again, longer and shorter. */
async function save(id: string): Promise<never> {
  const records = await RecordFolder.open(folder, parts);
  for (let turn = 0; ; turn++) {
    await records.save(uploadRecord(id, { name: 'n'.repeat(1 + ((turn * 977) % 20_000)), session: sessionMark(turn) }));
  }
}

process.on('message', (request: WindowRequest) => {
  if ('take' in request) {
    void take(request.take);
  } else if ('confirm' in request) {
    void held
      .get(request.confirm)
      ?.confirm()
      .then((confirmed) => report({ kind: 'confirmed', ids: confirmed ? [request.confirm] : [] }));
  } else {
    void save(request.save);
  }
});
process.on('disconnect', () => process.exit());
report({ kind: 'ready', ids: [] });
