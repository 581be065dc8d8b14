import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createLink } from '../../src/graph/drives.ts';
import { GraphClient } from '../../src/graph/client.ts';
import { HostGovernor } from '../../src/graph/governor.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { DriveKind, SimItem, Simulator, SimulatorOptions } from '../sim/index.ts';
import { canariesIn, canariesOf } from '../support/canary.ts';
import { eventually } from '../support/eventually.ts';
import { HurriedClock } from '../support/hurriedClock.ts';
import { assertNothingLeft, openResources } from '../support/leaks.ts';
import type { Resources } from '../support/leaks.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import type { Report } from './model.ts';
import { countsOf, renderReport } from './report.ts';
import { allChecks, runLive } from './run.ts';
import { simulatedTarget } from './simulated.ts';
import type { Simulated } from './simulated.ts';
import type { Target } from './target.ts';

const never = new AbortController().signal;
const quiet = (): void => {};
/** What takes long tells nothing that the others do not. */
const quick = allChecks.filter(({ id }) => id !== 'large');

let opened: Resources;
let simulated: Simulated | undefined;

async function begin(drive: DriveKind, options: SimulatorOptions = {}): Promise<Simulated> {
  simulated = await simulatedTarget(drive, options);
  return simulated;
}

function differences({ checks }: Report): string[] {
  return checks.flatMap(({ title, comparisons }) =>
    comparisons
      .filter(({ agrees }) => !agrees)
      .map(({ what, expected, seen }) => `${title}: ${what}: ${expected}, ${seen}`),
  );
}

function settled({ questions }: Report): string[] {
  return questions.filter(({ answer }) => answer.settled).map(({ answer }) => answer.text);
}

function assertNothingOn(sim: Simulator): void {
  assert.deepEqual(sim.item('/')?.children, []);
  assert.equal(
    sim.drives.reduce((sum, { used }) => sum + used, 0),
    0,
  );
  assert.deepEqual(sim.openSessions, []);
  assert.deepEqual(sim.workbookSessions, []);
}

/** With clocks that hurry. */
function hurried({ target, sim }: Simulated): Target {
  return { ...target, clock: new HurriedClock(sim.clock) };
}

/** As somebody makes one who may do everything. */
function linkTo({ driveId, id }: SimItem, { target, sim }: Pick<Simulated, 'target' | 'sim'>): Promise<string> {
  const { transport, clock, cloud } = target;
  const token = sim.issueToken();
  const tokens = { getToken: () => Promise.resolve(token) };
  const parts = { transport, clock, cloud, tokens, log: new MemoryLog(), governor: new HostGovernor(clock) };
  return createLink(new GraphClient({ ...parts, random: systemRandom, version: '0.0.0' }), driveId, id, never);
}

describe('The live check', () => {
  beforeEach(async () => {
    opened = await openResources();
  });

  afterEach(async () => {
    await simulated?.close();
    simulated = undefined;
    await assertNothingLeft(opened);
  });

  for (const [drive, answers] of [
    ['business', ['No: 400 notSupported.', 'Yes. Neither .xlsb nor a limit of the size was tried.']],
    ['documentLibrary', ['No: 400 notSupported.', 'Yes. Neither .xlsb nor a limit of the size was tried.']],
    ['personal', ['folder: taken; file: taken.', 'No: 403 AccessDenied']],
  ] as const) {
    it(`finds what it expects in the simulator of a ${drive} drive, and leaves nothing there`, async () => {
      const { target, sim } = await begin(drive);
      sim.putItem('/theirs.txt', 'x');
      const { report } = await runLive(target, quiet, never);
      assert.deepEqual(differences(report), []);
      assert.deepEqual(report.problems, []);
      assert.equal(report.checks.length, allChecks.length);
      assert.ok(countsOf(report).agreed > 40);
      for (const answer of answers) {
        assert.ok(
          settled(report).some((text) => text.startsWith(answer)),
          answer,
        );
      }
      assert.deepEqual(sim.item('/')?.children, ['theirs.txt']);
      sim.removeItem('/theirs.txt');
      assertNothingOn(sim);
      // A second session for a name is what it asks for on purpose.
      const rules = new Set(sim.violations.map(({ rule }) => rule));
      assert.deepEqual([...rules], drive === 'personal' ? [] : ['secondSessionForName']);
    });
  }

  it('does the same when workbooks take long to open', async () => {
    const simulated = await begin('business', { workbooks: { openMs: 2500 } });
    const { report } = await runLive(hurried(simulated), quiet, never, quick);
    assert.deepEqual(differences(report), []);
    assert.deepEqual(report.problems, []);
    assertNothingOn(simulated.sim);
  });

  it('tells what is otherwise than in the simulator, and goes on', async () => {
    const simulated = await begin('business', {
      behaviours: { hashOfEmptyFile: true },
      workbooks: { failure: ['generalException', 'accessConflict'] },
    });
    const { sim } = simulated;
    sim.faults.add({ route: 'uploadStatus', kind: 'status', status: 403, code: 'accessDenied' });
    const { report } = await runLive(hurried(simulated), quiet, never, quick);
    const found = differences(report);
    assert.ok(found.includes('A file of 0 bytes: hash: none, equal'), found.join('\n'));
    assert.ok(found.includes('A file of 0 bytes: result: uploaded, size, uploaded, hash'), found.join('\n'));
    assert.ok(
      found.some((line) => line.endsWith('error: –, 403 accessDenied')),
      found.join('\n'),
    );
    assert.ok(
      found.some((line) => line.endsWith('opened: done, 500 generalException > accessConflict')),
      found.join('\n'),
    );
    const text = renderReport(report, new Date(0));
    assert.match(text, /^\| A file of 0 bytes \| hash \| none \| equal \|$/mu);
    assert.deepEqual(report.problems, []);
    assertNothingOn(sim);
  });

  it('tells what Files.ReadWrite alone is good for, where a link leads', async () => {
    const { target, sim } = await begin('business');
    const library = sim.addSite('Elsewhere').libraries[0]?.id;
    for (const [driveId, answer] of [
      [library, 'No: 403 accessDenied.'],
      [undefined, 'In a business drive: uploaded, hash.'],
    ] as const) {
      const shared = sim.putItem('/Shared', { folder: true }, driveId);
      const secondPlace = await linkTo(shared, { target, sim });
      const { report } = await runLive({ ...target, secondPlace }, quiet, never, quick);
      assert.equal(settled(report)[1], answer);
      assert.deepEqual(report.problems, []);
      assert.deepEqual(sim.item('/Shared', driveId)?.children, []);
      sim.removeItem('/Shared', driveId);
    }
    assertNothingOn(sim);
  });

  it('says nothing of people, addresses and secrets', async () => {
    const { target, sim } = await begin('business');
    const token = await target.tokens.getToken(never);
    const { report, log } = await runLive(target, quiet, never, quick);
    const text = `${renderReport(report, new Date())}${log}`;
    assert.deepEqual(canariesIn(text, canariesOf(token)), []);
    for (const known of [
      sim.defaultAccount,
      'contoso',
      sim.drives[0]?.id ?? '',
      '127.0.0.1',
      'localhost',
      'live check ',
    ]) {
      assert.equal(text.includes(known), false, known);
    }
  });

  // Before that nobody but the service knows of the session.
  const isBeingReplaced = (sim: Simulator): boolean =>
    sim.workbookSessions.length > 0 && sim.requests.at(-1)?.route === 'putContent';

  for (const [what, title, isOpen] of [
    ['an upload', 'committed later', (sim: Simulator) => sim.openSessions.length > 0],
    ['a workbook session', 'stay locked', isBeingReplaced],
  ] as const) {
    it(`removes everything when it is stopped in the middle of ${what}`, async () => {
      const { target, sim } = await begin('business');
      const stop = new AbortController();
      let open = false;
      const say = (line: string): void => {
        if (line.includes(title)) {
          sim.faults.add({ route: ['fragment', 'putContent'], kind: 'delay', ms: 200, times: 'always' });
          void eventually(() => assert.ok(isOpen(sim)), 30_000).then(() => {
            open = true;
            stop.abort();
          });
        }
      };
      const { report } = await runLive(target, say, stop.signal, quick);
      assert.equal(open, true);
      assert.deepEqual(report.problems, ['It was stopped.']);
      assertNothingOn(sim);
    });
  }

  it('removes the folder even when it was stopped before it knew of it', async () => {
    const { target, sim } = await begin('business');
    const stop = new AbortController();
    sim.faults.add({ route: 'createFolder', kind: 'delay', ms: 300, when: 'after' });
    const running = runLive(target, quiet, stop.signal);
    await eventually(() => assert.equal(sim.item('/')?.children.length, 1), 30_000);
    stop.abort();
    await assert.rejects(running, { name: 'AbortError' });
    assertNothingOn(sim);
  });

  it('waits for a folder that is locked for a while', async () => {
    const simulated = await begin('personal');
    simulated.sim.faults.add({ route: 'deleteItem', kind: 'status', status: 423, code: 'notAllowed', times: 3 });
    const { report } = await runLive(hurried(simulated), quiet, never, quick);
    assert.deepEqual(report.problems, []);
    assertNothingOn(simulated.sim);
  });

  it('says which folder is left when it cannot be removed', async () => {
    const { target, sim } = await begin('personal');
    sim.faults.add({ route: 'deleteItem', kind: 'status', status: 403, code: 'accessDenied', times: 'always' });
    const { report } = await runLive(target, quiet, never, quick);
    const [left = ''] = sim.item('/')?.children ?? [];
    assert.deepEqual(report.problems, [`This is left: the folder "${left}".`]);
  });

  it('makes nothing when nobody is signed in', async () => {
    const { target, sim } = await begin('business');
    sim.revokeToken(await target.tokens.getToken(never));
    await assert.rejects(runLive(target, quiet, never, quick), { name: 'SignInRequiredError' });
    assertNothingOn(sim);
  });
});
