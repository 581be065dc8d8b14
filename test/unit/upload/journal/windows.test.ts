import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { systemRandom } from '../../../../src/base/random.ts';
import { machineOf } from '../../../../src/node/machine.ts';
import { openUploadFolder } from '../../../../src/node/uploadFolder.ts';
import { Journal } from '../../../../src/upload/journal/journal.ts';
import type { Lease } from '../../../../src/upload/journal/ports.ts';
import type { RecordState, UploadRecord } from '../../../../src/upload/journal/record.ts';
import { eventually } from '../../../support/eventually.ts';
import { fastClock } from '../../../support/fastClock.ts';
import { GlobalState, MemoryDisk } from '../../../support/journalFakes.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { useTempFolder } from '../../../support/tempFolder.ts';
import { sessionMark, uploadRecord } from '../../../support/uploadRecords.ts';
import { VirtualClock } from '../../../support/virtualClock.ts';

/** Two windows of one machine and one of another. */
const windows = ['m1', 'm1', 'm2'] as const;

interface Step {
  readonly window: number;
  readonly action: 'add' | 'addMany' | 'progress' | 'state' | 'end' | 'reopen' | 'garbage';
  /** Which of the uploads that there are. */
  readonly pick: number;
  readonly wait: number;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    window: fc.nat({ max: windows.length - 1 }),
    action: fc.constantFrom('add', 'addMany', 'progress', 'state', 'end', 'reopen', 'garbage'),
    pick: fc.nat(),
    wait: fc.nat({ max: 1500 }),
  }),
  { minLength: 1, maxLength: 25 },
);

const restingStates: readonly RecordState[] = [
  { kind: 'paused' },
  { kind: 'interrupted' },
  { kind: 'failed', error: { code: 'x', reason: 'why', message: 'why' } },
];

/** Windows on two machines that work through their steps at the same time. */
class World {
  readonly clock = new VirtualClock();
  readonly state: GlobalState;
  readonly disks: Readonly<Record<'m1' | 'm2', MemoryDisk>>;
  readonly journals: Journal[] = [];
  /** What is true: written by the one that holds an upload. */
  readonly model = new Map<string, UploadRecord>();
  #ids = 0;

  constructor(delays: readonly number[]) {
    let turn = 0;
    const delay = (): number => delays[turn++ % delays.length] ?? 0;
    this.state = new GlobalState(this.clock, delay);
    const diskDelay = (): number => Math.min(delay(), 50);
    this.disks = { m1: new MemoryDisk(this.clock, diskDelay), m2: new MemoryDisk(this.clock, diskDelay) };
  }

  async open(window: number): Promise<void> {
    const id = windows[window] ?? 'm1';
    const disk = this.disks[id];
    const journal = new Journal({
      files: disk.files(),
      list: this.state.view(),
      urls: disk.urlStore(),
      leases: disk.leases(),
      clock: this.clock,
      log: new MemoryLog(),
      machine: { id, name: id },
    });
    this.journals[window] = journal;
    await journal.start();
  }

  async run({ window, action, pick, wait }: Step): Promise<void> {
    const journal = this.journals[window];
    assert.ok(journal);
    switch (action) {
      case 'add':
        await this.#save(journal, window, 1);
        break;
      case 'addMany':
        await this.#save(journal, window, 5);
        break;
      case 'progress':
        await this.#holding(journal, pick, (record) => ({
          ...record,
          state: { kind: 'running' },
          session: sessionMark((record.session?.accepted ?? 0) + 1),
        }));
        break;
      case 'state':
        await this.#holding(journal, pick, (record) => ({ ...record, state: restingStates[pick % 3] ?? record.state }));
        break;
      case 'end':
        await this.#holding(journal, pick, () => undefined);
        break;
      case 'reopen':
        await journal.dispose();
        await this.open(window);
        break;
      case 'garbage':
        // A window that knows nothing of all this puts back an old list.
        this.state.overwrite([[], undefined, [{ version: 1, id: 'broken' }]][pick % 3]);
        break;
    }
    await this.clock.delay(wait);
  }

  /** Checks that every window shows the truth. */
  assertAgreed(): void {
    const truth = [...this.model.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const [window, journal] of this.journals.entries()) {
      const records = journal.entries.map(({ record }) => record).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      assert.deepEqual(records, truth, `window ${window}`);
      for (const { record, where } of journal.entries) {
        assert.equal(where, record.place.machine.id === windows[window] ? 'nobody' : 'otherMachine');
      }
    }
  }

  async #save(journal: Journal, window: number, count: number): Promise<void> {
    const machine = windows[window] ?? 'm1';
    const records = Array.from({ length: count }, () => {
      const record = uploadRecord(`id-${this.#ids++}`, { createdAt: this.clock.now() });
      return { ...record, place: { ...record.place, machine: { id: machine, name: machine } } };
    });
    for (const record of records) {
      this.model.set(record.id, record);
    }
    await journal.saveAll(records);
  }

  /** What a window does with an upload that it has taken. */
  async #holding(
    journal: Journal,
    pick: number,
    change: (record: UploadRecord) => UploadRecord | undefined,
  ): Promise<void> {
    const free = journal.entries.filter(({ where }) => where === 'nobody');
    const id = free[pick % Math.max(1, free.length)]?.record.id;
    const lease: Lease | undefined = id === undefined ? undefined : await journal.take(id);
    const record = id === undefined ? undefined : journal.get(id)?.record;
    if (!lease || !record) {
      return;
    }
    assert.deepEqual(record, this.model.get(record.id), 'whoever takes an upload knows its last state');
    const changed = change(record);
    if (changed) {
      const stamped = { ...changed, updatedAt: this.clock.now() };
      this.model.set(record.id, stamped);
      await journal.save(stamped, { progress: stamped.state.kind === record.state.kind });
    } else {
      this.model.delete(record.id);
      await journal.remove(record.id);
    }
    await lease.release();
  }
}

describe('journals of several windows and machines', () => {
  it('show the same when they come to rest, and lose nothing', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 20 }), async (all, delays) => {
        const world = new World(delays);
        try {
          await Promise.all(windows.map((_, window) => world.open(window)));
          // Each window does its own steps, all at the same time.
          await Promise.all(
            windows.map(async (_, window) => {
              for (const step of all.filter((each) => each.window === window)) {
                await world.run(step);
              }
            }),
          );
          await world.clock.delay(60_000);
          world.assertAgreed();
          const before = world.state.writes;
          await world.clock.delay(60_000);
          assert.equal(world.state.writes, before, 'nobody writes any more');
        } finally {
          await Promise.all(world.journals.map((journal) => journal.dispose()));
        }
      }),
      { numRuns: 60 },
    );
  });

  describe('on real files', () => {
    const temp = useTempFolder();

    it('follow each other', async function () {
      this.timeout(30_000);
      const clock = fastClock(10);
      const state = new GlobalState(clock, () => 100);
      const parts = { clock, random: systemRandom, log: new MemoryLog() };
      const { id: machineId } = await machineOf(temp(), parts);
      const open = async (): Promise<Journal> => {
        const { machine, records, leases, urls } = await openUploadFolder(temp(), parts);
        const journal = new Journal({
          files: records,
          list: state.view(),
          urls: {
            get: () => Promise.resolve(undefined),
            save: async () => {},
            remove: (id) => Promise.resolve(urls.delete(id)),
            ids: async () => [...(await urls.keys())],
          },
          leases,
          ...parts,
          machine,
        });
        await journal.start();
        return journal;
      };
      const [mine, other] = [await open(), await open()];
      try {
        const here = (id: string, change: Partial<UploadRecord> = {}): UploadRecord => {
          const record = uploadRecord(id, change);
          return { ...record, place: { ...record.place, machine: { id: machineId, name: 'here' } } };
        };
        await mine.saveAll(Array.from({ length: 100 }, (_, index) => here(`id-${index}`)));
        await eventually(() => assert.deepEqual(other.entries, mine.entries));
        const lease = await mine.take('id-7');
        await eventually(() => assert.equal(other.get('id-7')?.where, 'otherWindow'));
        await mine.save(here('id-7', { state: { kind: 'running' }, session: sessionMark(9) }));
        await mine.remove('id-8');
        await eventually(() => assert.equal(other.get('id-7')?.record.session?.accepted, 9));
        await eventually(() => assert.equal(other.get('id-8'), undefined));
        await lease?.release();
        await eventually(() => assert.deepEqual(other.entries, mine.entries));
        assert.ok(await other.take('id-7'));
        state.overwrite([]);
        await eventually(() => assert.equal(state.records.length, 99));
      } finally {
        await mine.dispose();
        await other.dispose();
      }
    });
  });
});
