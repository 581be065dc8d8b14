import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'mocha';
import { itemByName } from '../../../src/graph/addresses.ts';
import { GraphClient } from '../../../src/graph/client.ts';
import { commitUploadSession, createUploadSession, UploadSessionClient } from '../../../src/graph/uploadSession.ts';
import type { FragmentAnswer, SessionProperties } from '../../../src/graph/uploadSession.ts';
import { UploadUrl } from '../../../src/graph/uploadUrl.ts';
import { clientParts } from '../../support/graphClient.ts';
import { responseOf, ScriptedTransport } from '../../support/scriptedTransport.ts';
import type { Reply } from '../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const secretUrl = 'https://contoso.sharepoint.com/_api/v2.0/uploadSession?guid=1&tempauth=s3cr3t';
const target = itemByName({ driveId: 'd', itemId: 'p' }, 'a b.bin');
const created = {
  status: 200,
  json: { uploadUrl: secretUrl, expirationDateTime: '2026-01-02T03:19:05Z', nextExpectedRanges: ['0-'] },
};

function creating(
  reply: Reply,
  properties: SessionProperties,
): {
  transport: ScriptedTransport;
  session: ReturnType<typeof createUploadSession>;
} {
  const transport = new ScriptedTransport(reply);
  const client = new GraphClient(clientParts(transport));
  return { transport, session: createUploadSession(client, target, properties, never) };
}

/** Sends bytes 10 to 13 of 26. */
async function putting(reply: Reply): Promise<{ transport: ScriptedTransport; answer: FragmentAnswer }> {
  const transport = new ScriptedTransport(reply);
  const sessions = new UploadSessionClient(clientParts(transport));
  const body = {
    length: 4,
    async *open() {
      yield new Uint8Array([1, 2]);
      yield new Uint8Array([3, 4]);
    },
  };
  const fragment = { start: 10, end: 14, total: 26, body };
  return { transport, answer: await sessions.putFragment(new UploadUrl(secretUrl), fragment, 'd', never) };
}

describe('createUploadSession', () => {
  it('gives the secret address, the expiry and what is expected first', async () => {
    const { transport, session } = creating(created, { conflictBehavior: 'fail', name: 'a b.bin' });
    const { url, next, expires } = await session;
    assert.equal(url.reveal(), secretUrl);
    assert.deepEqual(next, { from: 0 });
    assert.equal(expires, Date.UTC(2026, 0, 2, 3, 19, 5));
    assert.equal(
      transport.last.url,
      'https://graph.microsoft.com/v1.0/drives/d/items/p:/a%20b.bin:/createUploadSession',
    );
  });

  it('sends every property that the service takes, where it takes it', async () => {
    const { transport, session } = creating(created, {
      conflictBehavior: 'replace',
      name: 'a b.bin',
      fileSize: 26,
      description: 'text',
      fileSystemInfo: { created: 0, lastModified: Date.UTC(2026, 0, 2, 3, 4, 5, 678) },
      driveItemSource: { application: 'x' },
      mediaSource: { contentCategory: 'y' },
      deferCommit: true,
      ifMatch: '"{1},2"',
      ifNoneMatch: '*',
    });
    await session;
    assert.deepEqual(JSON.parse(Buffer.from(transport.last.body).toString()), {
      item: {
        '@microsoft.graph.conflictBehavior': 'replace',
        name: 'a b.bin',
        fileSize: 26,
        description: 'text',
        fileSystemInfo: {
          createdDateTime: '1970-01-01T00:00:00.000Z',
          lastModifiedDateTime: '2026-01-02T03:04:05.678Z',
        },
        driveItemSource: { application: 'x' },
        mediaSource: { contentCategory: 'y' },
      },
      deferCommit: true,
    });
    assert.equal(transport.last.headers['if-match'], '"{1},2"');
    assert.equal(transport.last.headers['if-none-match'], '*');
  });

  it('sends no property that it was not given', async () => {
    const { transport, session } = creating(created, { conflictBehavior: 'rename' });
    await session;
    const body: unknown = JSON.parse(Buffer.from(transport.last.body).toString());
    assert.deepEqual(body, { item: { '@microsoft.graph.conflictBehavior': 'rename' } });
    assert.equal('if-match' in transport.last.headers, false);
  });

  it('does not repeat a request of which the result is unknown', async () => {
    const { transport, session } = creating({ status: 504 }, { conflictBehavior: 'fail' });
    await assert.rejects(session, { status: 504 });
    assert.equal(transport.requests.length, 1);
  });

  it('still gives the session when it was aborted meanwhile, so that it can be deleted', async () => {
    const abort = new AbortController();
    const transport = new ScriptedTransport(async () => {
      abort.abort();
      return Promise.resolve(responseOf(created));
    });
    const client = new GraphClient(clientParts(transport));
    const { url } = await createUploadSession(client, target, { conflictBehavior: 'fail' }, abort.signal);
    assert.equal(url.reveal(), secretUrl);
  });
});

describe('UploadSessionClient', () => {
  it('sends a fragment with its range and without a token', async () => {
    const { transport } = await putting({ status: 202, json: { nextExpectedRanges: ['14-'] } });
    const { method, url, headers, body } = transport.last;
    assert.deepEqual(
      { method, url, headers },
      { method: 'PUT', url: secretUrl, headers: { 'content-range': 'bytes 10-13/26' } },
    );
    assert.deepEqual([...body], [1, 2, 3, 4]);
  });

  const forms: [string, unknown, unknown][] = [
    ['an open range', { nextExpectedRanges: ['14-'] }, { from: 14 }],
    ['a closed range', { nextExpectedRanges: ['14-25'] }, { from: 14 }],
    ['several ranges', { nextExpectedRanges: ['14-19', '22-25'] }, { from: 14 }],
    ['several ranges in another order', { nextExpectedRanges: ['22-25', '14-19'] }, { from: 14 }],
    ['a start off the grid', { nextExpectedRanges: ['13-'] }, { from: 13 }],
    ['a start beyond 4 GiB', { nextExpectedRanges: ['4294967297-'] }, { from: 4_294_967_297 }],
    ['an empty list', { nextExpectedRanges: [] }, 'nothing'],
    ['no list', { expirationDateTime: '2026-01-02T03:04:05Z' }, 'unknown'],
    ['no body', undefined, 'unknown'],
    ['another spelling', { NextExpectedRanges: ['14-'] }, { from: 14 }],
    ['a bare number', { nextExpectedRanges: 14 }, { from: 14 }],
    ['a bare text', { nextExpectedRanges: '14' }, { from: 14 }],
    ['a list of numbers', { nextExpectedRanges: [14] }, { from: 14 }],
  ];
  for (const [name, json, next] of forms) {
    it(`understands ${name}`, async () => {
      const { answer } = await putting(json === undefined ? { status: 202 } : { status: 202, json });
      assert.ok('next' in answer);
      assert.deepEqual(answer.next, next);
    });
  }

  for (const [name, ranges] of [
    ['no number', ['start-']],
    ['a negative start', ['-5']],
    ['null', [null]],
    ['a start that is no exact number', ['99999999999999999999-']],
  ] as const) {
    it(`refuses ranges with ${name}`, async () => {
      await assert.rejects(putting({ status: 202, json: { nextExpectedRanges: ranges } }), {
        at: 'nextExpectedRanges',
      });
    });
  }

  for (const status of [200, 201]) {
    it(`takes ${status} with an item for the end`, async () => {
      const { answer } = await putting({ status, json: { id: '01A', name: 'a b.bin', size: 26, file: {} } });
      assert.ok('item' in answer);
      assert.deepEqual([answer.item.id, answer.item.driveId], ['01A', 'd']);
    });
  }

  it('does not take 200 without an id for the end', async () => {
    const { answer } = await putting({ status: 200, json: { nextExpectedRanges: ['20-'] } });
    assert.deepEqual(answer, { next: { from: 20 } });
  });

  it('asks for the status and cancels without a token', async () => {
    const transport = new ScriptedTransport({ status: 200, json: { nextExpectedRanges: ['5-'] } }, { status: 204 });
    const sessions = new UploadSessionClient(clientParts(transport));
    assert.deepEqual((await sessions.status(new UploadUrl(secretUrl), never)).next, { from: 5 });
    await sessions.cancel(new UploadUrl(secretUrl), never);
    assert.deepEqual(
      transport.requests.map(({ method, url, headers }) => [method, url, headers]),
      [
        ['GET', secretUrl, {}],
        ['DELETE', secretUrl, {}],
      ],
    );
  });

  it('tells what the service refuses, and logs without the secret', async () => {
    const transport = new ScriptedTransport({
      status: 416,
      json: { error: { code: 'invalidRange', innererror: { code: 'fragmentOverlap' } } },
    });
    const parts = clientParts(transport);
    const request = new UploadSessionClient(parts).status(new UploadUrl(secretUrl), never);
    await assert.rejects(request, { status: 416, code: 'fragmentOverlap' });
    assert.match(parts.log.text, /GET upload session 416/u);
    assert.doesNotMatch(parts.log.text, /s3cr3t|sharepoint/u);
  });
});

describe('a commit', () => {
  const item = { id: '01A', name: 'a b.bin', size: 5, parentReference: { driveId: 'd' } };

  it('goes to the upload address, empty and without a token, on business drives', async () => {
    const transport = new ScriptedTransport({ status: 201, json: item });
    const sessions = new UploadSessionClient(clientParts(transport));
    assert.equal((await sessions.commit(new UploadUrl(secretUrl), 'd', never)).id, '01A');
    const { method, url, headers, body } = transport.last;
    assert.deepEqual([method, url, headers, body.length], ['POST', secretUrl, {}, 0]);
  });

  it('does not take an answer without an item for the end', async () => {
    const transport = new ScriptedTransport({ status: 200, json: { nextExpectedRanges: [] } });
    const committing = new UploadSessionClient(clientParts(transport)).commit(new UploadUrl(secretUrl), 'd', never);
    await assert.rejects(committing, { name: 'UnexpectedAnswerError', kind: 'malformed' });
  });

  it('goes to the address of the file, with a token and the name that is in it, on personal drives', async () => {
    const transport = new ScriptedTransport({ status: 201, json: item });
    const parts = clientParts(transport);
    const properties = { conflictBehavior: 'rename', lastModified: Date.UTC(2026, 1, 2, 3, 4, 5) } as const;
    const folder = { driveId: 'd', itemId: 'p' };
    const url = new UploadUrl(secretUrl);
    const done = await commitUploadSession(new GraphClient(parts), folder, 'a b.bin', url, properties, never);
    assert.equal(done.id, '01A');
    assert.equal(transport.last.method, 'PUT');
    assert.equal(new URL(transport.last.url).pathname, '/v1.0/drives/d/items/p:/a%20b.bin');
    assert.equal(transport.last.headers['authorization'], 'Bearer token-1');
    assert.deepEqual(JSON.parse(Buffer.from(transport.last.body).toString()), {
      name: 'a b.bin',
      '@microsoft.graph.conflictBehavior': 'rename',
      '@microsoft.graph.sourceUrl': secretUrl,
      fileSystemInfo: { lastModifiedDateTime: '2026-02-02T03:04:05.000Z' },
    });
    assert.doesNotMatch(parts.log.text, /s3cr3t/u);
  });

  it('is not repeated when its result is unknown', async () => {
    const transport = new ScriptedTransport({ status: 503 });
    const client = new GraphClient(clientParts(transport));
    const properties = { conflictBehavior: 'fail' } as const;
    const folder = { driveId: 'd', itemId: 'p' };
    const committing = commitUploadSession(client, folder, 'a', new UploadUrl(secretUrl), properties, never);
    await assert.rejects(committing, { status: 503 });
    assert.equal(transport.requests.length, 1);
  });
});

describe('UploadUrl', () => {
  it('shows itself to nobody who does not ask', () => {
    const url = new UploadUrl(secretUrl);
    for (const shown of [String(url), JSON.stringify({ url }), inspect(url, { showHidden: true, depth: 9 })]) {
      assert.doesNotMatch(shown, /s3cr3t|sharepoint/u);
    }
    assert.equal(url.host, 'contoso.sharepoint.com');
  });

  for (const url of ['http://contoso.sharepoint.com/x', 'ftp://h/x', 'not an address', '']) {
    it(`refuses ${JSON.stringify(url)}`, () => {
      assert.throws(() => new UploadUrl(url), { name: 'UnexpectedAnswerError', at: 'uploadUrl' });
    });
  }

  it('takes plain http on this machine', () => {
    assert.equal(new UploadUrl('http://127.0.0.1:8/x').reveal(), 'http://127.0.0.1:8/x');
  });
});
