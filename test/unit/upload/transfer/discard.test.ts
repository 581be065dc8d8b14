import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { UploadSessionClient } from '../../../../src/graph/uploadSession.ts';
import { UploadUrl } from '../../../../src/graph/uploadUrl.ts';
import { discardSession } from '../../../../src/upload/transfer/discard.ts';
import { LocalContent } from '../../../../src/upload/transfer/localContent.ts';
import { clientParts } from '../../../support/graphClient.ts';
import { MemoryFile } from '../../../support/memoryFile.ts';
import { ScriptedTransport } from '../../../support/scriptedTransport.ts';
import { requestFor, servicesOf, small, uploadUrl } from '../../../support/uploading.ts';

describe('discardSession', () => {
  it('is quiet when it cleans up so late that even the log is closed', async () => {
    const transport = new ScriptedTransport({ status: 400, json: {} });
    const parts = clientParts(transport);
    const file = new MemoryFile('a.bin', small);
    const { destination, name, conflictBehavior } = requestFor(file);
    const content = new LocalContent(await file.open());
    const job = { ...servicesOf(parts), destination, name, conflictBehavior, content, startedAt: 0 };
    const url = new UploadUrl(uploadUrl);
    parts.governor.hold(url.host, 60_000);
    await discardSession(job, new UploadSessionClient(job), url);
    assert.equal(transport.left, 1, 'nothing was sent to a throttled host');
    let warned = false;
    parts.log.warn = () => {
      warned = true;
      throw new Error('the log is closed');
    };
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.prependListener('unhandledRejection', note);
    await wait(20);
    process.off('unhandledRejection', note);
    assert.ok(warned);
    assert.deepEqual(unhandled, []);
    assert.equal(transport.last.method, 'DELETE');
  });
});
