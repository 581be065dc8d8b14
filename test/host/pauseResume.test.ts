import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds, settingKeys } from '../../src/contributions.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { eventually } from '../support/eventually.ts';
import {
  fragment,
  fragmentsOf,
  heldUpload,
  localFile,
  quietly,
  rowOf,
  run,
  size,
  statuses,
  useWorld,
} from './pending.ts';
import { pending, setSetting, upload } from './setup.ts';

const { pauseUpload, resumeUpload, resumeAllUploads } = commandIds;
const rest = [
  { start: fragment, status: 202 },
  { start: 2 * fragment, status: 201 },
];

describe('uploads that are paused', () => {
  const started = useWorld();

  /** Each way in which the commands are called: by other extensions, menus of the view, key bindings. */
  const ways: Readonly<Record<string, (id: string) => unknown[]>> = {
    'an id': (id) => [id],
    'a row': (id) => [{ record: { id } }],
    'rows that are selected': (id) => [{ record: { id } }, [{ record: { id } }]],
    'the list of a key binding': (id) => [[id]],
    'a list of ids': (id) => [undefined, [id]],
  };
  for (const [way, argsFor] of Object.entries(ways)) {
    it(`are named by ${way}, keep what was sent, and go on with the rest alone`, async () => {
      const world = started();
      const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
      await vscode.commands.executeCommand(pauseUpload, ...argsFor(id));
      assert.deepEqual(statuses(await outcomes), ['paused']);

      const { expires, ...row } = await rowOf('data.bin');
      assert.ok(Date.parse(expires ?? '') > Date.now());
      assert.deepEqual(row, {
        id,
        uri: uri.toString(),
        name: 'data.bin',
        size,
        acceptedBytes: fragment,
        state: 'paused',
        destination: '/Sent',
      });
      assert.deepEqual(
        world.sim.openSessions.map(({ acceptedBytes }) => acceptedBytes),
        [fragment],
      );

      world.sim.clearRequests();
      assert.deepEqual(await run(resumeUpload, ...argsFor(id)), ['uploaded']);
      assert.deepEqual(fragmentsOf(world.sim, 'data.bin'), rest);
      await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
      assert.deepEqual(await pending(), []);
    });
  }

  it('tell what came of them like any upload', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    const resumed = await vscode.commands.executeCommand<{ item?: { webUrl: string } }[]>(resumeUpload, id);
    const { driveId, id: itemId, eTag, quickXorHash } = world.sim.item('/Sent/data.bin') ?? {};
    const webUrl = resumed[0]?.item?.webUrl;
    assert.match(webUrl ?? '', /^https?:/u);
    assert.deepEqual(resumed, [
      {
        uri: uri.toString(),
        status: 'uploaded',
        verified: 'hash',
        item: { driveId, id: itemId, name: 'data.bin', size, eTag, webUrl, quickXorHash },
      },
    ]);
  });

  it('are several at once, of which each goes on where it was', async () => {
    const world = started();
    const first = await heldUpload(world, 'first.bin');
    const second = await heldUpload(world, 'second.bin');
    await vscode.commands.executeCommand(pauseUpload, first.id, [first.id, second.id]);
    assert.deepEqual(statuses([...(await first.outcomes), ...(await second.outcomes)]), ['paused', 'paused']);
    world.sim.clearRequests();
    assert.deepEqual(await run(resumeAllUploads), ['uploaded', 'uploaded']);
    for (const { uri } of [first, second]) {
      const name = uri.path.split('/').at(-1) ?? '';
      assert.deepEqual(fragmentsOf(world.sim, name), rest);
      await compareWithOneDrive(world.sim, uri.fsPath, `/Sent/${name}`);
    }
  });

  it('go on when the same file is uploaded once more', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    world.sim.clearRequests();
    assert.deepEqual(statuses(await upload([uri], quietly)), ['uploaded']);
    assert.deepEqual(fragmentsOf(world.sim, 'data.bin'), rest);
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
    assert.deepEqual(await pending(), []);
  });

  it('send again a fragment that was on its way, and nothing before it, however often they are paused', async () => {
    const world = started();
    const { id, uri, outcomes } = await heldUpload(world, 'data.bin');
    await vscode.commands.executeCommand(pauseUpload, id);
    await outcomes;
    world.sim.clearRequests();
    for (let round = 0; round < 3; round += 1) {
      world.sim.faults.add({ route: 'fragment', kind: 'hang' });
      const resumed = run(resumeUpload, id);
      await eventually(() => assert.equal(fragmentsOf(world.sim, 'data.bin').length, round + 1));
      await vscode.commands.executeCommand(pauseUpload, id);
      assert.deepEqual(await resumed, ['paused']);
    }
    assert.deepEqual(await run(resumeUpload, id), ['uploaded']);
    assert.deepEqual(
      fragmentsOf(world.sim, 'data.bin').map(({ start }) => start),
      [fragment, fragment, fragment, fragment, 2 * fragment],
    );
    await compareWithOneDrive(world.sim, uri.fsPath, '/Sent/data.bin');
  });

  it('are not disturbed by a second call, and a running one is not begun twice', async () => {
    const world = started();
    const { id, outcomes } = await heldUpload(world, 'data.bin');
    assert.deepEqual(await run(resumeUpload, id), [], 'what runs cannot be resumed');
    await Promise.all([
      vscode.commands.executeCommand(pauseUpload, id),
      vscode.commands.executeCommand(pauseUpload, id),
    ]);
    assert.deepEqual(statuses(await outcomes), ['paused']);
    await vscode.commands.executeCommand(pauseUpload, id);
    assert.equal((await rowOf('data.bin')).state, 'paused');
    world.sim.clearRequests();
    const both = await Promise.all([run(resumeUpload, id), run(resumeUpload, id)]);
    assert.deepEqual(both, [['uploaded'], ['uploaded']]);
    assert.deepEqual(fragmentsOf(world.sim, 'data.bin'), rest);
  });

  it('wait behind others as queued, and leave the queue without a trace', async () => {
    const world = started();
    await setSetting(settingKeys.parallelFiles, 1);
    try {
      const first = await heldUpload(world, 'first.bin');
      const second = await localFile(world, 'second.bin', size);
      const waiting = upload([second], quietly);
      await eventually(async () => assert.equal((await rowOf('second.bin')).state, 'queued'));
      assert.equal((await rowOf('first.bin')).state, 'uploading');
      const row = await rowOf('second.bin');
      assert.equal(row.acceptedBytes, 0);
      await vscode.commands.executeCommand(pauseUpload, row.id);
      assert.deepEqual(statuses(await waiting), ['paused']);
      assert.deepEqual(fragmentsOf(world.sim, 'second.bin'), []);
      await vscode.commands.executeCommand(pauseUpload, first.id);
      await first.outcomes;
      assert.deepEqual(await run(resumeAllUploads), ['uploaded', 'uploaded']);
      await compareWithOneDrive(world.sim, second.fsPath, '/Sent/second.bin');
    } finally {
      await setSetting(settingKeys.parallelFiles, undefined);
    }
  });
});
