import assert from 'node:assert/strict';
import { GraphClient } from '../../src/graph/client.ts';
import { QuickXorHash } from '../../src/graph/quickXorHash.ts';
import type { UploadServices } from '../../src/upload/transfer/job.ts';
import { transferFile } from '../../src/upload/transfer/transferFile.ts';
import type { TransferRequest, TransferResult } from '../../src/upload/transfer/transfer.ts';
import { positionalBytes } from './content.ts';
import { clientParts } from './graphClient.ts';
import type { ClientParts } from './graphClient.ts';
import { KeptUpload } from './keptUpload.ts';
import { MemoryFile } from './memoryFile.ts';
import { ScriptedTransport } from './scriptedTransport.ts';
import type { Reply } from './scriptedTransport.ts';

export const MiB = 1024 * 1024;
export const small = positionalBytes(1000);
export const large = positionalBytes(10 * MiB + 1);
export const uploadUrl = 'https://up.example.test/session?tempauth=s3cr3t';
export const created = { status: 200, json: { uploadUrl, nextExpectedRanges: ['0-'] } };

function hashOf(bytes: Uint8Array): string {
  const hash = new QuickXorHash();
  hash.update(bytes);
  return hash.digest();
}

export function itemJson(bytes: Uint8Array, changed: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '01A',
    name: 'a.bin',
    size: bytes.length,
    eTag: '"1"',
    webUrl: 'https://x.test/a.bin',
    file: { hashes: { quickXorHash: hashOf(bytes) } },
    parentReference: { driveId: 'd' },
    ...changed,
  };
}

export function requestFor(source: MemoryFile, options: Partial<TransferRequest> = {}): TransferRequest {
  return {
    source,
    destination: { driveId: 'd', itemId: 'p', driveType: 'business', path: '/' },
    name: 'a.bin',
    conflictBehavior: 'fail',
    verify: true,
    deferCommit: false,
    ...options,
  };
}

export function servicesOf(parts: ClientParts): UploadServices {
  return { ...parts, client: new GraphClient(parts) };
}

/** Sends a file over the parts' transport. */
export function transferring(
  file: MemoryFile,
  parts: ClientParts,
  kept: KeptUpload,
  options: Partial<TransferRequest> = {},
  signal = new AbortController().signal,
): Promise<TransferResult> {
  return transferFile(requestFor(file, options), kept, kept, kept, servicesOf(parts), signal);
}

/** What an upload came to, and what it said on the way. */
export interface Outcome extends ClientParts {
  readonly result: TransferResult;
  readonly transport: ScriptedTransport;
  readonly file: MemoryFile;
  readonly kept: KeptUpload;
  readonly sent: string[];
}

/** Uploads a file named `a.bin` to a service that answers from a script, and checks that nothing stays open. */
export async function uploading(
  bytes: Uint8Array,
  script: Reply[],
  options: Partial<TransferRequest> & { readonly fragmentSize?: number } = {},
): Promise<Outcome> {
  const { fragmentSize = 5 * MiB, ...request } = options;
  const transport = new ScriptedTransport(...script);
  const parts = clientParts(transport);
  const file = new MemoryFile('a.bin', bytes);
  const kept = new KeptUpload(fragmentSize);
  const result = await transferring(file, parts, kept, request);
  assert.equal(transport.left, 0, 'the whole script was used');
  assert.equal(file.opened, 0, 'the file is closed');
  assert.equal(parts.clock.pending, 0, 'no wait is left');
  assert.doesNotMatch(parts.log.text, /s3cr3t|token-/u);
  const sent = transport.requests.map(({ method, url, headers }) =>
    [method, new URL(url).pathname.replace(/^.*[:/]/u, ''), headers['content-range']].filter(Boolean).join(' '),
  );
  return { ...parts, result, transport, file, kept, sent };
}
