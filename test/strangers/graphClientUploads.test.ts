import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import {
  FileUpload,
  GraphClientError,
  OneDriveLargeFileUploadTask,
  PageIterator,
  ResponseType,
  StreamUpload,
} from '@microsoft/microsoft-graph-client';
import type { DriveKind } from '../sim/index.ts';
import { patternedBytes } from '../support/patternedFile.ts';
import { fragments, useGraphClient } from './graphClient.ts';
import { assertStored } from './stored.ts';
import { valueAt } from './valueAt.ts';

const MiB = 1024 * 1024;
const kinds: readonly DriveKind[] = ['personal', 'business', 'documentLibrary'];
const content = patternedBytes(11 * MiB + 7);

for (const kind of kinds) {
  describe(`Microsoft's Graph client on a ${kind} drive`, function () {
    this.timeout(30_000);
    const stand = useGraphClient({ drive: kind });

    const sizes: readonly [size: number, fragments: readonly string[]][] = [
      [1, ['0-0']],
      [4 * MiB - 1, ['0-4194302']],
      [5 * MiB, ['0-5242879']],
      [10 * MiB, ['0-5242879', '5242880-10485759']],
      [10 * MiB + 1, ['0-5242879', '5242880-10485759', '10485760-10485760']],
    ];
    for (const [size, expected] of sizes) {
      it(`uploads ${size} bytes in slices of its own choice`, async () => {
        const bytes = content.subarray(0, size);
        const task = await OneDriveLargeFileUploadTask.create(stand.client, bytes, {
          fileName: 'Größe #1 & 100%.bin',
          path: '/Reports/2026 Q1',
        });
        const { responseBody } = await task.upload();
        const item = assertStored(stand.sim, '/Reports/2026 Q1/Größe #1 & 100%.bin', bytes);
        assert.deepEqual(fragments(stand.sim), expected);
        // The client's user sees the hash in the answer to the last fragment.
        assert.equal(valueAt(responseBody, 'id'), item.id);
        assert.equal(valueAt(responseBody, 'file', 'hashes', 'quickXorHash'), item.quickXorHash);
      });
    }

    it('uploads a stream in slices of 10 MiB', async () => {
      const source = new StreamUpload(streamOf(content), 'stream.bin', content.length);
      const task = await OneDriveLargeFileUploadTask.createTaskWithFileObject(stand.client, source, {
        fileName: 'stream.bin',
        rangeSize: 10 * MiB,
      });
      await task.upload();
      assertStored(stand.sim, '/stream.bin', content);
      assert.deepEqual(fragments(stand.sim), ['0-10485759', '10485760-11534342']);
    });

    it('uploads small files by a simple PUT and reads them back without the token', async () => {
      for (const size of [0, 1, 4 * MiB - 1]) {
        const bytes = content.slice(0, size);
        const address = `/me/drive/root:/small-${size}.bin:/content`;
        await stand.client.api(address).put(bytes);
        assertStored(stand.sim, `/small-${size}.bin`, bytes);
        const answer: unknown = await stand.client.api(address).responseType(ResponseType.ARRAYBUFFER).get();
        assert.ok(answer instanceof ArrayBuffer);
        assert.ok(Buffer.from(answer).equals(bytes));
      }
      assert.equal(stand.sim.requests.filter(({ route }) => route === 'download').length, 3);
    });

    it('follows the pages of a folder', async () => {
      const names = Array.from({ length: 450 }, (_, number) => `Übersicht & Teil ${number}.txt`);
      for (const name of names) {
        stand.sim.putItem(`/Many/${name}`, name);
      }
      const found: unknown[] = [];
      const first: ConstructorParameters<typeof PageIterator>[1] = await stand.client
        .api('/me/drive/root:/Many:/children')
        .select(['id', 'name'])
        .get();
      const collect = (item: { readonly name?: unknown }): boolean => found.push(item.name) > 0;
      await new PageIterator(stand.client, first, collect).iterate();
      assert.deepEqual(new Set(found), new Set(names));
      assert.equal(found.length, names.length);
      assert.equal(stand.sim.requests.filter(({ route }) => route === 'listChildren').length, 3);
    });
  });
}

describe("Microsoft's Graph client and what it asks for by itself", function () {
  this.timeout(30_000);
  const stand = useGraphClient();

  async function upload(bytes: Uint8Array, conflictBehavior?: string): Promise<void> {
    const task = await OneDriveLargeFileUploadTask.create(stand.client, bytes, {
      fileName: 'report.txt',
      ...(conflictBehavior === undefined ? {} : { conflictBehavior }),
    });
    await task.upload();
  }

  it('keeps both files unless it is told otherwise', async () => {
    const before = stand.sim.putItem('/report.txt', 'the first');
    await upload(content.subarray(0, 100));
    assertStored(stand.sim, '/report 1.txt', content.subarray(0, 100));
    assert.equal(stand.sim.item('/report.txt')?.eTag, before.eTag);
  });

  it('replaces a file when it is told to', async () => {
    const before = stand.sim.putItem('/report.txt', 'the first');
    await upload(content.subarray(0, 100), 'replace');
    assert.equal(assertStored(stand.sim, '/report.txt', content.subarray(0, 100)).id, before.id);
  });

  it('learns of a conflict before any byte is sent', async () => {
    stand.sim.putItem('/report.txt', 'the first');
    await assert.rejects(upload(content.subarray(0, 100), 'fail'), { statusCode: 409, code: 'nameAlreadyExists' });
    assert.deepEqual(fragments(stand.sim), []);
  });

  it('refuses by itself to open a session for an empty file', async () => {
    assert.throws(() => new FileUpload(new Uint8Array(), 'empty.bin', 0), GraphClientError);
    await assert.rejects(upload(new Uint8Array()), GraphClientError);
    assert.deepEqual(stand.sim.requests, []);
  });
});

function streamOf(bytes: Uint8Array): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
    bytes.subarray(index * 65_536, (index + 1) * 65_536),
  );
  return Readable.from(pieces, { objectMode: false });
}
