import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { isJsonObject } from '../../../../src/base/json.ts';
import { isRecordId, parseRecord } from '../../../../src/upload/journal/parseRecord.ts';
import { sessionMark, uploadRecord, uploadRecords } from '../../../support/uploadRecords.ts';

/** As it comes back from a file. */
function stored(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A copy in which one property, anywhere, is another value or missing. */
function damaged(value: unknown, path: readonly string[], damage: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return damage;
  }
  const parent = isJsonObject(value) ? value : {};
  return { ...parent, [key]: damaged(parent[key], rest, damage) };
}

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])])
    : [];
}

const complete = uploadRecord('a-1', {
  parent: 'p-1',
  state: { kind: 'failed', error: { code: 'x', reason: 'why', message: 'why and what', requestId: 'r' } },
  session: sessionMark(5_000_000, { expires: 1_760_000_900_000 }),
  files: { total: 3, done: 1, failed: 1 },
  replaces: { itemId: '01OLD', cTag: '"c:1"' },
});

describe('parseRecord', () => {
  it('gives back every record that was written', () => {
    fc.assert(
      fc.property(uploadRecords, (record) => {
        assert.deepEqual(parseRecord(stored(record)), { kind: 'record', record: stored(record) });
      }),
    );
  });

  it('writes equal records with equal texts, in whatever order their properties were', () => {
    fc.assert(
      fc.property(uploadRecords, (record) => {
        const reversed = Object.fromEntries(Object.entries(record).toReversed());
        assert.equal(JSON.stringify(parseRecord(reversed)), JSON.stringify(parseRecord(record)));
      }),
    );
  });

  it('takes any JSON without an error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const { kind } = parseRecord(json);
        assert.ok(kind === 'broken' || kind === 'later');
      }),
    );
  });

  it('takes a record with any damage without an error, and never gives back what it was not made for', () => {
    const paths = pathsOf(complete);
    assert.ok(paths.length > 40, 'the whole record is damaged in turn');
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.constant(undefined)), (path, damage) => {
        const parsed = parseRecord(stored(damaged(complete, path, damage)));
        if (parsed.kind === 'record') {
          assert.deepEqual(parseRecord(stored(parsed.record)), parsed, 'what was read is itself a record');
        }
      }),
      { numRuns: 2000 },
    );
  });

  const wrong: Record<string, [string[], unknown]> = {
    'an id that leads out of the folder': [['id'], '../../evil'],
    'an id that is too long for a name of a file': [['id'], 'x'.repeat(65)],
    'an unknown state': [['state', 'kind'], 'dancing'],
    'a failure without its error': [['state', 'error'], undefined],
    'a negative size': [['size'], -1],
    'half a byte': [['session', 'accepted'], 0.5],
    'a proof that is no hash state': [['session', 'proof', 'ring'], 'AAAA'],
    'a proof that is no base64': [['session', 'proof', 'ring'], '%%%'],
    'no machine': [['place', 'machine'], undefined],
    'an unknown kind of drive': [['destination', 'driveType'], 'usb'],
    'a rule that is no yes or no': [['rules', 'verify'], 'yes'],
  };
  for (const [what, [path, damage]] of Object.entries(wrong)) {
    it(`names ${what}`, () => {
      const at = path.join('.');
      const parsed = parseRecord(damaged(complete, path, damage));
      assert.ok(parsed.kind === 'broken' && at.startsWith(parsed.at), JSON.stringify(parsed));
    });
  }

  it('leaves what a later version wrote to that', () => {
    assert.deepEqual(parseRecord({ ...complete, version: 2, state: 'something new' }), { kind: 'later' });
  });

  it('takes no earlier or odd version', () => {
    for (const version of [0, -1, 1.5, '1', null]) {
      assert.deepEqual(parseRecord({ ...complete, version }), { kind: 'broken', at: 'version' });
    }
  });

  it('drops what it does not know', () => {
    const { kind, record } = parseRecord({ ...complete, uploadUrl: 'https://secret.example' }) as {
      kind: string;
      record?: object;
    };
    assert.equal(kind, 'record');
    assert.equal('uploadUrl' in (record ?? {}), false);
  });

  it('takes only ids that are names of files', () => {
    assert.ok(isRecordId('0f8b4c1e-6a55-4a55-9d3a-0a6f3f0e9a11'));
    for (const id of ['', '.', '..', 'a/b', 'a\\b', 'a b', 'ä', 'a\n']) {
      assert.equal(isRecordId(id), false, JSON.stringify(id));
    }
  });
});
