import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { Transport } from '../../../../src/graph/transport.ts';
import { SourceError } from '../../../../src/upload/ports.ts';
import { clientParts } from '../../../support/graphClient.ts';
import { KeptUpload } from '../../../support/keptUpload.ts';
import { MemoryFile } from '../../../support/memoryFile.ts';
import { ScriptedTransport } from '../../../support/scriptedTransport.ts';
import {
  created,
  itemJson,
  large,
  MiB,
  small,
  transferring,
  uploading,
  uploadUrl,
} from '../../../support/uploading.ts';

describe('transferFile', () => {
  it('sends a small file with one request and says what happens to a taken name', async () => {
    const { result, transport } = await uploading(small, [{ status: 201, json: itemJson(small) }]);
    assert.equal(result.status, 'uploaded');
    assert.equal(transport.last.method, 'PUT');
    assert.match(transport.last.url, /\/items\/p:\/a\.bin:\/content\?@microsoft\.graph\.conflictBehavior=fail$/u);
    assert.equal(transport.last.headers['content-type'], 'application/octet-stream');
    assert.deepEqual(Buffer.from(transport.last.body), small);
  });

  it('sends a large file in fragments, each where the service wants it', async () => {
    const { result, sent, transport } = await uploading(large, [
      created,
      { status: 202, json: { nextExpectedRanges: ['5242880-'] } },
      { status: 202, json: { nextExpectedRanges: ['1000000-'] } },
      { status: 202, json: { nextExpectedRanges: ['6242880-10485760'] } },
      { status: 201, json: itemJson(large) },
    ]);
    assert.equal(result.status, 'uploaded');
    assert.deepEqual(sent, [
      'POST createUploadSession',
      'PUT session bytes 0-5242879/10485761',
      'PUT session bytes 5242880-10485759/10485761',
      'PUT session bytes 1000000-6242879/10485761',
      'PUT session bytes 6242880-10485760/10485761',
    ]);
    assert.deepEqual(Buffer.from(transport.requests[3]?.body ?? []), large.subarray(1_000_000, 6_242_880));
  });

  it('asks for name, conflict and modification time in the session', async () => {
    const { transport, file } = await uploading(large, [created, { status: 201, json: itemJson(large) }], {
      conflictBehavior: 'replace',
      fragmentSize: 20 * MiB,
    });
    assert.deepEqual(JSON.parse(Buffer.from(transport.requests[0]?.body ?? []).toString()), {
      item: {
        '@microsoft.graph.conflictBehavior': 'replace',
        name: 'a.bin',
        fileSystemInfo: { lastModifiedDateTime: new Date(file.mtime).toISOString() },
      },
    });
  });

  it('does not make up a modification time', async () => {
    const transport = new ScriptedTransport(created, { status: 201, json: itemJson(large) });
    const parts = clientParts(transport);
    const file = new MemoryFile('a.bin', large);
    file.mtime = 0;
    await transferring(file, parts, new KeptUpload(20 * MiB));
    assert.doesNotMatch(Buffer.from(transport.requests[0]?.body ?? []).toString(), /fileSystemInfo/u);
  });

  it('tells the size in advance on personal drives only', async () => {
    const { transport } = await uploading(large, [created, { status: 201, json: itemJson(large) }], {
      destination: { driveId: 'd', itemId: 'p', driveType: 'personal', path: '/' },
      fragmentSize: 20 * MiB,
    });
    assert.match(Buffer.from(transport.requests[0]?.body ?? []).toString(), /"fileSize":10485761/u);
  });

  it('sends no token to the upload address, not even to delete it', async () => {
    const { transport } = await uploading(large, [created, { status: 400, json: {} }, { status: 204 }]);
    const toSession = transport.requests.filter(({ url }) => url === uploadUrl);
    assert.deepEqual(
      toSession.map(({ method, headers }) => [method, headers['authorization']]),
      [
        ['PUT', undefined],
        ['DELETE', undefined],
      ],
    );
  });

  it('completes an answer that lacks something by reading the item', async () => {
    for (const gap of [{ eTag: undefined }, { webUrl: undefined }, { file: {} }]) {
      const { result, sent } = await uploading(small, [
        { status: 201, json: itemJson(small, gap) },
        { status: 200, json: itemJson(small) },
      ]);
      assert.deepEqual(sent, ['PUT content', 'GET 01A']);
      assert.ok(result.status === 'uploaded');
      assert.equal(result.verified, 'hash');
      assert.ok(result.item.eTag);
    }
  });

  it('is satisfied with the size when the service has no hash', async () => {
    const bare = itemJson(small, { file: {} });
    const { result } = await uploading(small, [
      { status: 201, json: bare },
      { status: 200, json: bare },
    ]);
    assert.ok(result.status === 'uploaded');
    assert.equal(result.verified, 'size');
  });

  it('does not fail because more about the stored item cannot be read', async () => {
    const { result, log } = await uploading(small, [
      { status: 201, json: itemJson(small, { eTag: undefined }) },
      { status: 403, json: { error: { code: 'accessDenied' } } },
    ]);
    assert.equal(result.status, 'uploaded');
    assert.match(log.text, /warn the stored item could not be read/u);
  });

  it('is not satisfied with another size, whatever it was told to look at', async () => {
    for (const verify of [true, false]) {
      const { result } = await uploading(small, [{ status: 201, json: itemJson(small.subarray(1)) }], { verify });
      assert.ok(result.status === 'failed');
      assert.match(String(result.error), /contentMismatch/u);
    }
  });

  it('does not try again what can only fail again', async () => {
    const { result, sent } = await uploading(large, [
      created,
      { status: 400, json: { error: { code: 'invalidRequest' } } },
      { status: 204 },
    ]);
    assert.ok(result.status === 'failed');
    assert.deepEqual(sent.slice(1), ['PUT session bytes 0-5242879/10485761', 'DELETE session']);
  });

  it('does not lose the error when the session cannot be deleted', async () => {
    const { result, kept, log } = await uploading(large, [
      created,
      { status: 400, json: { error: { code: 'malwareDetected' } } },
      { status: 400, json: { error: { code: 'invalidRequest' } } },
    ]);
    assert.ok(result.status === 'failed');
    assert.match(String(result.error), /malware/u);
    assert.match(log.text, /warn an upload session is left/u);
    assert.ok(kept.open, 'it is tried again later');
  });

  it('fails for a file that cannot be opened, without a request', async () => {
    const transport = new ScriptedTransport();
    const parts = clientParts(transport);
    const file = new MemoryFile('a', small);
    file.failure = new SourceError('unreadable');
    const result = await transferring(file, parts, new KeptUpload(5 * MiB));
    assert.deepEqual(result, { status: 'failed', error: file.failure });
  });

  it('tells of no progress after its end, however long a client goes on asking for bytes', async () => {
    const abort = new AbortController();
    let asked: Promise<unknown> | undefined;
    const transport: Transport = {
      async send({ body }, signal) {
        assert.ok(typeof body === 'object' && 'open' in body);
        const parts = body.open(signal)[Symbol.asyncIterator]();
        await parts.next();
        abort.abort();
        asked = setImmediate().then(() => parts.next());
        throw abort.signal.reason;
      },
      close: () => Promise.resolve(),
    };
    const parts = { ...clientParts(new ScriptedTransport()), transport };
    let told = 0;
    const kept = new KeptUpload(5 * MiB);
    kept.onProgress = () => told++;
    const result = await transferring(new MemoryFile('a.bin', small, 100), parts, kept, {}, abort.signal);
    assert.deepEqual(result, { status: 'stopped' });
    const before = told;
    await asked;
    assert.equal(told, before);
  });

  it('refuses a fragment size that the service would refuse', async () => {
    for (const fragmentSize of [5 * MiB + 1, 60 * MiB]) {
      const { result } = await uploading(large, [created], { fragmentSize });
      assert.ok(result.status === 'failed' && result.error instanceof RangeError);
    }
  });
});
