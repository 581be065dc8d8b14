import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SourceError } from '../../../../src/upload/ports.ts';
import { positionalBytes } from '../../../support/content.ts';
import { clientParts } from '../../../support/graphClient.ts';
import { KeptUpload } from '../../../support/keptUpload.ts';
import { MemoryFile } from '../../../support/memoryFile.ts';
import { lostConnection, ScriptedTransport } from '../../../support/scriptedTransport.ts';
import { created, itemJson, large, MiB, small, transferring, uploading } from '../../../support/uploading.ts';

describe('transferFile, after a lost answer,', () => {
  it('looks for the file when the answer to the last byte was lost and the session is gone', async () => {
    const { result, sent } = await uploading(
      large,
      [created, lostConnection(), { status: 404 }, { status: 404 }, { status: 200, json: itemJson(large) }],
      { fragmentSize: 20 * MiB },
    );
    assert.equal(result.status, 'uploaded');
    assert.deepEqual(sent.slice(2), ['GET session', 'GET session', 'GET a.bin']);
  });

  it('deletes a session that claims to have all bytes of a file that is stored already', async () => {
    const { result, sent } = await uploading(
      large,
      [
        created,
        lostConnection(),
        { status: 200, json: { nextExpectedRanges: [] } },
        { status: 200, json: itemJson(large) },
        { status: 204 },
      ],
      { fragmentSize: 20 * MiB },
    );
    assert.equal(result.status, 'uploaded');
    assert.equal(sent.at(-1), 'DELETE session');
  });

  it('takes a name that its own lost request may have taken for what it is', async () => {
    const { result } = await uploading(
      large,
      [
        created,
        lostConnection(),
        { status: 200, json: { nextExpectedRanges: ['0-'] } },
        { status: 409, json: { error: { code: 'nameAlreadyExists' } } },
        { status: 200, json: itemJson(large) },
      ],
      { fragmentSize: 20 * MiB },
    );
    assert.equal(result.status, 'uploaded');
  });

  it('does so for a small file too', async () => {
    const { result, sent } = await uploading(small, [
      lostConnection(),
      { status: 404 },
      { status: 409, json: { error: { code: 'nameAlreadyExists' } } },
      { status: 200, json: itemJson(small) },
    ]);
    assert.equal(result.status, 'uploaded');
    assert.deepEqual(sent, ['PUT content', 'GET a.bin', 'PUT content', 'GET a.bin']);
  });

  it('does not take a file of the same content for its own when nothing was lost', async () => {
    const { result } = await uploading(
      large,
      [
        created,
        { status: 409, json: { error: { code: 'nameAlreadyExists' } } },
        { status: 200, json: itemJson(large) },
      ],
      { fragmentSize: 20 * MiB },
    );
    assert.ok(result.status === 'conflict');
    assert.equal(result.error.code, 'nameTaken');
  });

  it('notices that an empty file has grown before it tries again', async () => {
    const file = new MemoryFile('a.bin', new Uint8Array());
    const transport = new ScriptedTransport(
      () => {
        file.bytes = small;
        throw lostConnection();
      },
      { status: 404 },
    );
    const result = await transferring(file, clientParts(transport), new KeptUpload(5 * MiB));
    assert.ok(result.status === 'failed');
    assert.ok(result.error instanceof SourceError);
    assert.equal(transport.requests.length, 2);
  });

  it('does not take a file of other content for its own', async () => {
    const other = itemJson(positionalBytes(large.length, 2));
    const { result } = await uploading(
      large,
      [
        created,
        lostConnection(),
        { status: 410 },
        { status: 200, json: other },
        { status: 404 },
        { status: 409, json: { error: { code: 'nameAlreadyExists' } } },
        { status: 200, json: other },
      ],
      { fragmentSize: 20 * MiB },
    );
    assert.ok(result.status === 'failed');
    assert.match(String(result.error), /nameTaken/u);
  });
});
