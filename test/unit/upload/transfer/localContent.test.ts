import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { QuickXorHash } from '../../../../src/graph/quickXorHash.ts';
import type { QuickXorHashState } from '../../../../src/graph/quickXorHash.ts';
import { LocalContent } from '../../../../src/upload/transfer/localContent.ts';
import type { UploadProgress } from '../../../../src/upload/model.ts';
import { SourceError } from '../../../../src/upload/ports.ts';
import { positionalBytes } from '../../../support/content.ts';
import { MemoryFile } from '../../../support/memoryFile.ts';

const never = new AbortController().signal;
const bytes = positionalBytes(1000);

function hashOf(content: Uint8Array): string {
  const hash = new QuickXorHash();
  hash.update(content);
  return hash.digest();
}

function stateOf(content: Uint8Array): QuickXorHashState {
  const hash = new QuickXorHash();
  hash.update(content);
  return hash.export();
}

async function opened(content: Uint8Array = bytes): Promise<{
  file: MemoryFile;
  local: LocalContent;
  progress: UploadProgress[];
}> {
  const file = new MemoryFile('a', content, 100);
  const progress: UploadProgress[] = [];
  const local = new LocalContent(await file.open(), (each) => progress.push(each));
  return { file, local, progress };
}

/** Takes `most` bytes of a range. */
async function take(local: LocalContent, start: number, end: number, most = Infinity): Promise<Buffer> {
  const parts: Buffer[] = [];
  let taken = 0;
  for await (const part of local.body(start, end).open(never)) {
    parts.push(Buffer.from(part));
    taken += part.length;
    if (taken >= most) {
      break;
    }
  }
  return Buffer.concat(parts);
}

describe('LocalContent', () => {
  it('has a hash once every byte was handed out or read', async () => {
    const { local } = await opened();
    assert.deepEqual(await take(local, 0, 500), bytes.subarray(0, 500));
    assert.equal(local.quickXorHash, undefined);
    await take(local, 500, 1000);
    assert.equal(local.quickXorHash, hashOf(bytes));
  });

  it('hashes nothing twice, however often it is sent', async () => {
    const { local } = await opened();
    await take(local, 0, 600, 300);
    await take(local, 0, 600);
    await take(local, 150, 1000);
    await take(local, 0, 1000);
    assert.equal(local.quickXorHash, hashOf(bytes));
  });

  it('has no hash when bytes were left out', async () => {
    const { local } = await opened();
    await take(local, 0, 400);
    await take(local, 500, 1000);
    assert.equal(local.quickXorHash, undefined);
  });

  it('has the hash of nothing at once when it is empty', async () => {
    const { local } = await opened(new Uint8Array());
    assert.equal(local.quickXorHash, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=');
  });

  it('tells how much was sent and how much accepted, and goes back when bytes were lost', async () => {
    const { local, progress } = await opened();
    local.accept(0);
    await take(local, 0, 300);
    local.accept(300);
    await take(local, 300, 500);
    local.accept(200);
    assert.deepEqual(
      progress.map(({ size, sent, accepted }) => [size, sent, accepted]),
      [
        [1000, 0, 0],
        [1000, 100, 0],
        [1000, 200, 0],
        [1000, 300, 0],
        [1000, 300, 300],
        [1000, 400, 300],
        [1000, 500, 300],
        [1000, 200, 200],
      ],
    );
  });

  it('tells nothing more once its request has ended', async () => {
    const { local, progress } = await opened();
    const ended = new AbortController();
    const parts = local.body(0, 1000).open(ended.signal)[Symbol.asyncIterator]();
    await parts.next();
    await parts.next();
    ended.abort();
    await parts.next();
    assert.deepEqual(
      progress.map(({ sent }) => sent),
      [100],
    );
  });

  it('does not hand out the last byte of a file that has changed', async () => {
    for (const change of [
      (file: MemoryFile) => (file.mtime += 1),
      (file: MemoryFile) => (file.bytes = positionalBytes(1001)),
      (file: MemoryFile) => (file.failure = new SourceError('missing')),
    ]) {
      const { file, local } = await opened();
      await take(local, 0, 500);
      change(file);
      let taken = 0;
      const pass = async (): Promise<void> => {
        for await (const part of local.body(500, 1000).open(never)) {
          taken += part.length;
        }
      };
      await assert.rejects(pass(), SourceError);
      assert.equal(taken, 400);
    }
  });

  it('asserts that nothing has changed', async () => {
    const { file, local } = await opened();
    await local.assertUnchanged();
    file.mtime += 1;
    await assert.rejects(local.assertUnchanged(), { failure: 'changed' });
  });

  it('proves what it will hand out, and is not disturbed by what is handed out meanwhile', async () => {
    const { local } = await opened();
    const proof = await local.proof(400, never);
    assert.deepEqual(proof, stateOf(bytes.subarray(0, 400)));
    local.prepare(700);
    assert.deepEqual(await take(local, 0, 400), bytes.subarray(0, 400));
    assert.deepEqual(await local.proof(700, never), stateOf(bytes.subarray(0, 700)));
    assert.equal(local.allHandedOut, false);
    await local.proof(1000, never);
    assert.equal(local.quickXorHash, hashOf(bytes));
    assert.equal(local.allHandedOut, false, 'to have read it is not to have sent it');
    await take(local, 400, 1000);
    assert.equal(local.allHandedOut, true);
  });

  it('proves that it is still what was handed out earlier', async () => {
    const { local } = await opened();
    const checked: number[] = [];
    assert.equal(await local.proves(stateOf(bytes.subarray(0, 250)), (count) => checked.push(count), never), true);
    assert.deepEqual(checked, [0, 100, 200, 250]);
    assert.deepEqual(await local.proof(300, never), stateOf(bytes.subarray(0, 300)));
    const whole = (await opened()).local;
    assert.equal(await whole.proves(stateOf(bytes), () => {}, never), true);
    assert.equal(whole.allHandedOut, true);
  });

  it('does not prove what it is not', async () => {
    const other = Uint8Array.from(bytes);
    other[99] = (other[99] ?? 0) ^ 1;
    const { local } = await opened(other);
    assert.equal(await local.proves(stateOf(bytes.subarray(0, 250)), () => {}, never), false);
    const cut = (await opened(bytes.subarray(0, 200))).local;
    assert.equal(await cut.proves(stateOf(bytes.subarray(0, 250)), () => {}, never), false);
  });

  it('stops proving when it is asked to', async () => {
    const { local } = await opened();
    const abort = new AbortController();
    const proving = local.proves(stateOf(bytes), (count) => count > 300 && abort.abort(), abort.signal);
    await assert.rejects(proving, { name: 'AbortError' });
    assert.deepEqual(await local.proof(1000, never), stateOf(bytes), 'it can go on');
  });

  it('forgets all when it begins anew', async () => {
    const { local, progress } = await opened();
    await local.proof(1000, never);
    await take(local, 0, 1000);
    await local.restart();
    assert.equal(local.quickXorHash, undefined);
    assert.equal(local.allHandedOut, false);
    assert.deepEqual(progress.at(-1), { size: 1000, sent: 0, accepted: 0 });
    assert.deepEqual(await local.proof(10, never), stateOf(bytes.subarray(0, 10)));
  });

  it('closes its file only when nothing is read any more', async () => {
    const { file, local } = await opened();
    local.prepare(1000);
    await local.close();
    assert.equal(file.opened, 0);
    assert.equal(local.quickXorHash, undefined, 'it did not read to the end for nothing');
  });
});
