import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemRandom } from '../../../../src/base/random.ts';
import { UploadUrl } from '../../../../src/graph/uploadUrl.ts';
import { SecretProbe } from '../../../../src/upload/journal/secretProbe.ts';
import { UploadUrls } from '../../../../src/upload/journal/uploadUrls.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { MemoryTexts } from '../../../support/memoryTexts.ts';
import { VirtualClock } from '../../../support/virtualClock.ts';

const url = (token: string): UploadUrl => new UploadUrl(`https://upload.example/rup/${token}`);

describe('UploadUrls', () => {
  let secrets: MemoryTexts;
  let files: MemoryTexts;
  let notes: string | undefined;
  let log: MemoryLog;
  let sessions: number;

  /** A window that was opened or reloaded. */
  function open(machineId = 'm', kept: MemoryTexts = secrets): UploadUrls {
    sessions++;
    const probe = new SecretProbe({
      kept: {
        read: () => Promise.resolve(notes),
        write: (text) => {
          notes = text;
          return Promise.resolve();
        },
      },
      machineId,
      sessionId: `session-${sessions}`,
      random: systemRandom,
    });
    return new UploadUrls({ secrets: kept, files, probe, machineId, clock: new VirtualClock(), log });
  }

  /** Ids whose URL lies with the secrets. */
  const inSecrets = (kept = secrets): string[] =>
    [...kept.texts.keys()].flatMap((key) => (key.startsWith('onedrive.uploadUrl/m/') ? key.slice(21) : []));
  const inFiles = (): string[] => [...files.texts.keys()];

  beforeEach(() => {
    secrets = new MemoryTexts();
    files = new MemoryTexts();
    notes = undefined;
    log = new MemoryLog();
    sessions = 0;
  });

  afterEach(() => {
    assert.doesNotMatch(log.text, /rup|tempauth|secret\?/u, 'no URL in the log');
  });

  it('keeps URLs in both places until it is known what survives', async () => {
    await open().save('a', url('1'));
    assert.deepEqual([inSecrets(), inFiles()], [['a'], ['a']]);
  });

  it('keeps them with the secrets alone where these survive a reload, also those that were saved before', async () => {
    await open().save('a', url('1'));
    const reloaded = open();
    assert.equal((await reloaded.get('a'))?.reveal(), url('1').reveal());
    assert.deepEqual([inSecrets(), inFiles()], [['a'], []]);
    await reloaded.save('b', url('2'));
    assert.deepEqual([inSecrets(), inFiles()], [['a', 'b'], []]);
  });

  it('keeps them in files alone where the secrets do not survive', async () => {
    await open().save('a', url('1'));
    secrets.texts.clear();
    const reloaded = open();
    assert.equal((await reloaded.get('a'))?.reveal(), url('1').reveal());
    await reloaded.save('b', url('2'));
    assert.deepEqual([inSecrets(), inFiles()], [[], ['a', 'b']]);
  });

  it('notices when the secrets begin to survive', async () => {
    await open().save('a', url('1'));
    secrets.texts.clear();
    await open().save('b', url('2'));
    const third = open();
    assert.deepEqual((await third.ids()).toSorted(), ['a', 'b']);
    assert.deepEqual([inSecrets(), inFiles()], [['a', 'b'], []]);
  });

  it('knows nothing new in the same session', async () => {
    await open().save('a', url('1'));
    sessions--;
    await open().save('b', url('2'));
    assert.deepEqual(
      [inSecrets(), inFiles()],
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
    );
  });

  it('needs no secrets where there are none', async () => {
    secrets.mood = 'fails';
    const urls = open();
    await urls.save('a', url('1'));
    assert.equal((await urls.get('a'))?.reveal(), url('1').reveal());
    assert.deepEqual(inFiles(), ['a']);
    assert.deepEqual(await urls.ids(), ['a']);
    await urls.remove('a');
    assert.deepEqual(inFiles(), []);
  });

  it('does not wait for ever for a keyring that does not answer', async () => {
    secrets.mood = 'hangs';
    const urls = open();
    await urls.save('a', url('1'));
    assert.equal((await urls.get('a'))?.reveal(), url('1').reveal());
    assert.deepEqual(inFiles(), ['a']);
  });

  it('falls back to files when the keyring is locked later, and gives the newest URL afterwards', async () => {
    await open().save('a', url('old'));
    const urls = open();
    await urls.get('a');
    secrets.mood = 'fails';
    await urls.save('b', url('1'));
    assert.deepEqual(inFiles(), ['b']);
    secrets.mood = 'works';
    assert.equal((await urls.get('b'))?.reveal(), url('1').reveal());
    await urls.save('b', url('2'));
    assert.equal((await urls.get('b'))?.reveal(), url('2').reveal());
    assert.deepEqual(inFiles(), [], 'with the secrets again');
  });

  it('never gives an URL that was replaced', async () => {
    await open().save('a', url('1'));
    const before = new Map(secrets.texts);
    secrets.texts.clear();
    await open().save('a', url('2'));
    // The secrets of before come back, as when the first window was only cut off from them.
    for (const [key, text] of before) {
      secrets.texts.set(key, text);
    }
    secrets.texts.delete('onedrive.probe/m');
    assert.equal((await open().get('a'))?.reveal(), url('2').reveal());
  });

  it('removes an URL from wherever it is', async () => {
    await open().save('a', url('1'));
    await open().remove('a');
    assert.deepEqual([inSecrets(), inFiles()], [[], []]);
    assert.equal(await open().get('a'), undefined);
  });

  it('leaves the URLs of other machines alone, which lie with the same secrets', async () => {
    const there = open('other');
    await there.save('x', url('1'));
    files = new MemoryTexts();
    notes = undefined;
    const here = open();
    await here.save('a', url('2'));
    assert.deepEqual(await here.ids(), ['a']);
    await here.remove('x');
    assert.equal((await there.get('x'))?.reveal(), url('1').reveal());
  });

  it('serves people who reach this machine from two others by turns', async () => {
    const [desk, laptop] = [secrets, new MemoryTexts()];
    for (const [index, kept] of [desk, laptop, desk, laptop].entries()) {
      await open('m', kept).save(`id-${index}`, url(String(index)));
    }
    assert.deepEqual(inSecrets(desk).toSorted(), ['id-0', 'id-1', 'id-2'], 'it survives there');
    assert.ok(inSecrets(laptop).includes('id-3'), 'and there');
    assert.deepEqual(inFiles(), []);
  });

  it('takes damaged notes and texts for none', async () => {
    notes = '{"not": "a list"';
    const urls = open();
    await urls.save('a', url('1'));
    for (const key of secrets.texts.keys()) {
      if (key.endsWith('/a')) {
        secrets.texts.set(key, 'nothing like an address');
      }
    }
    assert.equal(await urls.get('a'), undefined);
  });
});
