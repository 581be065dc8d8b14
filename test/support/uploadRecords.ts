import * as fc from 'fast-check';
import { QuickXorHash } from '../../src/graph/quickXorHash.ts';
import type { RecordState, SessionMark, UploadRecord } from '../../src/upload/journal/record.ts';

export const testMachine = { id: 'machine-1', name: 'workstation' };

/** A record as it is written when somebody asks for an upload. */
export function uploadRecord(id: string, change: Partial<UploadRecord> = {}): UploadRecord {
  return {
    version: 1,
    id,
    kind: 'file',
    uri: `file:///data/${id}.bin`,
    name: `${id}.bin`,
    size: 20_000_000,
    mtime: 1_760_000_000_000.25,
    destination: { driveId: 'b!drive', itemId: '01FOLDER', driveType: 'business', path: '/Reports' },
    place: {
      graph: 'https://graph.microsoft.com',
      account: { id: 'b!own', name: 'Ada' },
      machine: testMachine,
    },
    rules: { conflictBehavior: 'fail', conflict: 'ask', verify: true, deferCommit: false },
    createdAt: 1_760_000_001_000,
    startedAt: 0,
    state: { kind: 'queued' },
    updatedAt: 1_760_000_001_000,
    ...change,
  };
}

/** A session of which so many bytes were accepted. */
export function sessionMark(accepted: number, change: Partial<SessionMark> = {}): SessionMark {
  const hash = new QuickXorHash();
  hash.update(new Uint8Array(accepted % 4096).fill(7));
  return { createdAt: 1_760_000_002_000, accepted, proof: { ...hash.export(), length: accepted }, ...change };
}

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const time = fc.integer({ min: -1e15, max: 1e15 });
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });
const id = fc.stringMatching(/^[\w-]{1,64}$/u);

const plainKinds = [
  'queued',
  'running',
  'paused',
  'interrupted',
  'awaitingCommit',
  'expired',
  'discarding',
  'changed',
] as const;

export const recordStates: fc.Arbitrary<RecordState> = fc.oneof(
  fc.constantFrom(...plainKinds).map((kind) => ({ kind })),
  fc.record(
    { kind: fc.constant('waiting'), reason: fc.constantFrom('offline', 'throttled'), until: time },
    { requiredKeys: ['kind', 'reason'] },
  ),
  fc.record({ kind: fc.constant('conflict'), reason: fc.constantFrom('nameTaken', 'changedOnServer') }),
  fc.record({
    kind: fc.constant('failed'),
    error: fc.record(
      { code: text, reason: anyText, message: anyText, requestId: text },
      { requiredKeys: ['code', 'reason', 'message'] },
    ),
  }),
) as fc.Arbitrary<RecordState>;

const sessions: fc.Arbitrary<SessionMark> = fc.record(
  {
    createdAt: time,
    expires: time,
    accepted: count,
    proof: fc.tuple(count, fc.uint8Array({ minLength: 160, maxLength: 160 })).map(([length, ring]) => ({
      length,
      ring: Buffer.from(ring).toString('base64'),
    })),
  },
  { requiredKeys: ['createdAt', 'accepted', 'proof'] },
) as fc.Arbitrary<SessionMark>;

/** Every record that can be written. */
export const uploadRecords: fc.Arbitrary<UploadRecord> = fc.record(
  {
    version: fc.constant(1),
    id,
    kind: fc.constantFrom('file', 'folder'),
    parent: id,
    uri: text,
    name: text,
    size: count,
    mtime: fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((value) => value + 0),
    destination: fc.record(
      {
        driveId: text,
        itemId: text,
        driveType: fc.constantFrom('personal', 'business', 'documentLibrary'),
        path: anyText,
        drive: text,
      },
      { requiredKeys: ['driveId', 'itemId', 'driveType', 'path'] },
    ),
    place: fc.record({
      graph: text,
      account: fc.record({ id: text, name: text }, { requiredKeys: ['id'] }),
      machine: fc.record({ id: text, name: anyText }),
    }),
    rules: fc.record(
      {
        conflictBehavior: fc.constantFrom('fail', 'replace', 'rename'),
        conflict: fc.constantFrom('ask', 'fail', 'replace', 'rename', 'skip'),
        verify: fc.boolean(),
        deferCommit: fc.boolean(),
        respectIgnore: fc.boolean(),
      },
      { requiredKeys: ['conflictBehavior', 'conflict', 'verify', 'deferCommit'] },
    ),
    createdAt: time,
    startedAt: time,
    state: recordStates,
    session: sessions,
    files: fc.record({ total: count, done: count, failed: count }),
    replaces: fc.record({ itemId: text, cTag: text }, { requiredKeys: ['itemId'] }),
    updatedAt: time,
  },
  {
    requiredKeys: [
      'version',
      'id',
      'kind',
      'uri',
      'name',
      'size',
      'mtime',
      'destination',
      'place',
      'rules',
      'createdAt',
      'startedAt',
      'state',
      'updatedAt',
    ],
  },
) as fc.Arbitrary<UploadRecord>;
