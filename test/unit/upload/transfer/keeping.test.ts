import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UploadError } from '../../../../src/upload/errors.ts';
import { clientParts } from '../../../support/graphClient.ts';
import { KeptUpload } from '../../../support/keptUpload.ts';
import { MemoryFile } from '../../../support/memoryFile.ts';
import { ScriptedTransport } from '../../../support/scriptedTransport.ts';
import { created, itemJson, large, MiB, transferring, uploading, uploadUrl } from '../../../support/uploading.ts';

const next = (from: number): { status: number; json: unknown } => ({
  status: 202,
  json: { nextExpectedRanges: [`${from}-`] },
});

function refusal(status: number, code: string): { status: number; json: unknown } {
  return { status, json: { error: { code } } };
}

describe('what is kept of an upload', () => {
  it('is its address before its first byte, and a proof before each byte that it is about', async () => {
    const order: string[] = [];
    const transport = new ScriptedTransport(created, next(5 * MiB), { status: 201, json: itemJson(large) });
    const kept = new KeptUpload(6 * MiB + 128 * 1024);
    const opened = kept.opened.bind(kept);
    kept.opened = (url, mark) => {
      order.push(`opened after ${transport.requests.length}, ${mark.accepted}/${mark.proof.length}`);
      return opened(url, mark);
    };
    kept.beforeSending = ({ accepted, proof }) => {
      order.push(`sending after ${transport.requests.length}, ${accepted}/${proof.length >= 6 * MiB}`);
    };
    const closed = kept.closed.bind(kept);
    kept.closed = () => {
      order.push(`closed after ${transport.requests.length}`);
      return closed();
    };
    kept.fragmentSize = 20 * 320 * 1024;
    await transferring(new MemoryFile('a.bin', large), clientParts(transport), kept);
    assert.deepEqual(order, [
      'opened after 1, 0/0',
      'sending after 1, 0/true',
      `sending after 2, ${5 * MiB}/true`,
      'closed after 3',
    ]);
    assert.deepEqual(kept.urls, [uploadUrl]);
  });

  it('cannot be kept: then the session is deleted and nothing is sent', async () => {
    const transport = new ScriptedTransport(created, { status: 204 });
    const kept = new KeptUpload(5 * MiB);
    const full = new Error('the disk is full');
    kept.opened = () => Promise.reject(full);
    const result = await transferring(new MemoryFile('a.bin', large), clientParts(transport), kept);
    assert.deepEqual(result, { status: 'failed', error: full });
    assert.deepEqual(
      transport.requests.map(({ method }) => method),
      ['POST', 'DELETE'],
    );
  });

  it('cannot be brought up to date: then nothing more is sent', async () => {
    const transport = new ScriptedTransport(created, next(5 * MiB));
    const kept = new KeptUpload(5 * MiB);
    const full = new Error('the disk is full');
    kept.beforeSending = ({ accepted }) => (accepted > 0 ? Promise.reject(full) : undefined);
    const result = await transferring(new MemoryFile('a.bin', large), clientParts(transport), kept);
    assert.deepEqual(result, { status: 'failed', error: full });
    assert.equal(transport.requests.length, 2);
    assert.ok(kept.open);
  });

  it('need not be forgotten for a stored file to be a success', async () => {
    const transport = new ScriptedTransport(created, { status: 201, json: itemJson(large) });
    const kept = new KeptUpload(20 * MiB);
    kept.closed = () => Promise.reject(new Error('the disk is full'));
    const parts = clientParts(transport);
    const result = await transferring(new MemoryFile('a.bin', large), parts, kept);
    assert.equal(result.status, 'uploaded');
    assert.match(parts.log.text, /warn that an upload session has ended could not be kept/u);
  });

  for (const [status, code, problem] of [
    [507, 'quotaLimitReached', 'overQuota'],
    [423, 'resourceLocked', 'locked'],
  ] as const) {
    it(`stays after ${problem}, since it may work later`, async () => {
      const { result, kept } = await uploading(large, [created, next(5 * MiB), refusal(status, code)]);
      assert.ok(result.status === 'failed' && result.error instanceof UploadError);
      assert.equal(result.error.code, problem);
      assert.ok(kept.open);
    });
  }

  for (const [status, code, problem] of [
    [400, 'malwareDetected', 'malware'],
    [400, 'pathIsTooLong', 'pathTooLong'],
    [413, 'maxFileSizeExceeded', 'fileTooLarge'],
  ] as const) {
    it(`goes after ${problem}, which nothing can help`, async () => {
      const { result, kept, sent } = await uploading(large, [
        created,
        next(5 * MiB),
        refusal(status, code),
        { status: 204 },
      ]);
      assert.ok(result.status === 'failed' && result.error instanceof UploadError);
      assert.equal(result.error.code, problem);
      assert.equal(sent.at(-1), 'DELETE session');
      assert.equal(kept.open, undefined);
    });
  }

  it('goes when the name is taken before all bytes are there: the session cannot take the rest', async () => {
    const { result, kept } = await uploading(large, [
      created,
      refusal(409, 'nameAlreadyExists'),
      { status: 200, json: itemJson(large) },
      { status: 204 },
    ]);
    assert.ok(result.status === 'failed' && result.error instanceof UploadError);
    assert.equal(result.error.code, 'nameTaken');
    assert.equal(kept.open, undefined);
  });

  it('moves to a new session when a fragment in the middle is refused for no reason', async () => {
    const { result, kept, sent } = await uploading(
      large,
      [
        created,
        next(5 * MiB),
        refusal(400, 'invalidRequest'),
        { status: 204 },
        created,
        next(5 * MiB),
        next(10 * MiB),
        { status: 201, json: itemJson(large) },
      ],
      { fragmentSize: 5 * MiB },
    );
    assert.equal(result.status, 'uploaded');
    assert.deepEqual(sent.slice(3, 6), [
      'DELETE session',
      'POST createUploadSession',
      'PUT session bytes 0-5242879/10485761',
    ]);
    assert.equal(kept.urls.length, 2);
  });
});
