import type { JsonObject } from '../../base/json.ts';
import { UnexpectedAnswerError } from '../../graph/errors.ts';
import { driveTypes } from '../../graph/driveItem.ts';
import {
  asObject,
  booleanAt,
  numberAt,
  optionalNumberAt,
  optionalObjectAt,
  optionalStringAt,
  stringAt,
} from '../../graph/parse.ts';
import { QuickXorHash } from '../../graph/quickXorHash.ts';
import type { QuickXorHashState } from '../../graph/quickXorHash.ts';
import type { Destination } from '../model.ts';
import { stateKinds } from './transition.ts';
import type {
  FileCounts,
  RecordedError,
  RecordPlace,
  RecordState,
  SessionMark,
  UploadRecord,
  UploadRules,
} from './record.ts';

/** `later`: written by a version of the product that is still to come, so it is not ours to judge. */
export type ParsedRecord =
  | { readonly kind: 'record'; readonly record: UploadRecord }
  | { readonly kind: 'later' }
  /** `at`: the first thing in it that is wrong. */
  | { readonly kind: 'broken'; readonly at: string };

/** Reads what was stored. Never throws. The record is a new object with its properties in a fixed order. */
export function parseRecord(json: unknown): ParsedRecord {
  try {
    const root = asObject(json, '');
    const version = numberAt(root, 'version', '');
    if (Number.isInteger(version) && version > 1) {
      return { kind: 'later' };
    }
    return version === 1 ? { kind: 'record', record: recordOf(root) } : { kind: 'broken', at: 'version' };
  } catch (error) {
    if (error instanceof UnexpectedAnswerError) {
      return { kind: 'broken', at: error.at };
    }
    throw error;
  }
}

/** Ids are names of files. */
export function isRecordId(id: string): boolean {
  return /^[\w-]{1,64}$/u.test(id);
}

/** An object of which every property has been thought of: one that is optional may be `undefined`. */
type Complete<T> = { readonly [K in keyof T]-?: object extends Pick<T, K> ? T[K] | undefined : T[K] };

/** Without the properties that are `undefined`. */
function compact<T extends object>(all: Complete<T>): T;
function compact(all: object): object {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function recordOf(root: JsonObject): UploadRecord {
  const parent = optionalStringAt(root, 'parent', '');
  const session = optionalObjectAt(root, 'session', '');
  const files = optionalObjectAt(root, 'files', '');
  const replaces = optionalObjectAt(root, 'replaces', '');
  return compact<UploadRecord>({
    version: 1,
    id: idOf(stringAt(root, 'id', ''), 'id'),
    kind: oneOf(root, 'kind', '', ['file', 'folder']),
    parent: parent && idOf(parent, 'parent'),
    uri: stringAt(root, 'uri', ''),
    name: stringAt(root, 'name', ''),
    size: countAt(root, 'size', ''),
    mtime: numberAt(root, 'mtime', ''),
    destination: destinationOf(asObject(root['destination'], 'destination')),
    place: placeOf(asObject(root['place'], 'place')),
    rules: rulesOf(asObject(root['rules'], 'rules')),
    createdAt: numberAt(root, 'createdAt', ''),
    startedAt: numberAt(root, 'startedAt', ''),
    state: stateOf(asObject(root['state'], 'state')),
    session: session && sessionOf(session),
    files: files && filesOf(files),
    replaces: replaces && replacesOf(replaces),
    updatedAt: numberAt(root, 'updatedAt', ''),
  });
}

function destinationOf(json: JsonObject): Destination {
  const at = 'destination';
  return compact<Destination>({
    driveId: stringAt(json, 'driveId', at),
    itemId: stringAt(json, 'itemId', at),
    driveType: oneOf(json, 'driveType', at, driveTypes),
    path: textAt(json, 'path', at),
    drive: optionalStringAt(json, 'drive', at),
  });
}

function placeOf(json: JsonObject): RecordPlace {
  const account = asObject(json['account'], 'place.account');
  const machine = asObject(json['machine'], 'place.machine');
  return {
    graph: stringAt(json, 'graph', 'place'),
    account: compact<RecordPlace['account']>({
      id: stringAt(account, 'id', 'place.account'),
      name: optionalStringAt(account, 'name', 'place.account'),
    }),
    machine: { id: stringAt(machine, 'id', 'place.machine'), name: textAt(machine, 'name', 'place.machine') },
  };
}

function rulesOf(json: JsonObject): UploadRules {
  const at = 'rules';
  return compact<UploadRules>({
    conflictBehavior: oneOf(json, 'conflictBehavior', at, ['fail', 'replace', 'rename']),
    conflict: oneOf(json, 'conflict', at, ['ask', 'fail', 'replace', 'rename', 'skip']),
    verify: booleanAt(json, 'verify', at),
    deferCommit: booleanAt(json, 'deferCommit', at),
    respectIgnore: json['respectIgnore'] === undefined ? undefined : booleanAt(json, 'respectIgnore', at),
  });
}

function stateOf(json: JsonObject): RecordState {
  const at = 'state';
  const kind = oneOf(json, 'kind', at, stateKinds);
  if (kind === 'waiting') {
    return compact<Extract<RecordState, { kind: 'waiting' }>>({
      kind,
      reason: oneOf(json, 'reason', at, ['offline', 'throttled', 'signIn']),
      until: optionalNumberAt(json, 'until', at),
    });
  }
  if (kind === 'conflict') {
    return { kind, reason: oneOf(json, 'reason', at, ['nameTaken', 'changedOnServer']) };
  }
  return kind === 'failed' ? { kind, error: errorOf(asObject(json['error'], 'state.error')) } : { kind };
}

function errorOf(json: JsonObject): RecordedError {
  const at = 'state.error';
  return compact<RecordedError>({
    code: stringAt(json, 'code', at),
    reason: textAt(json, 'reason', at),
    message: textAt(json, 'message', at),
    requestId: optionalStringAt(json, 'requestId', at),
  });
}

function sessionOf(json: JsonObject): SessionMark {
  const at = 'session';
  return compact<SessionMark>({
    createdAt: numberAt(json, 'createdAt', at),
    expires: optionalNumberAt(json, 'expires', at),
    accepted: countAt(json, 'accepted', at),
    proof: proofOf(asObject(json['proof'], 'session.proof')),
  });
}

function proofOf(json: JsonObject): QuickXorHashState {
  const at = 'session.proof';
  const state = { length: countAt(json, 'length', at), ring: stringAt(json, 'ring', at) };
  try {
    return new QuickXorHash(state).export();
  } catch (error) {
    throw error instanceof RangeError ? malformed(at) : error;
  }
}

function filesOf(json: JsonObject): FileCounts {
  return compact<FileCounts>({
    total: countAt(json, 'total', 'files'),
    done: countAt(json, 'done', 'files'),
    failed: countAt(json, 'failed', 'files'),
  });
}

function replacesOf(json: JsonObject): NonNullable<UploadRecord['replaces']> {
  return compact<NonNullable<UploadRecord['replaces']>>({
    itemId: stringAt(json, 'itemId', 'replaces'),
    cTag: optionalStringAt(json, 'cTag', 'replaces'),
  });
}

function idOf(id: string, at: string): string {
  if (!isRecordId(id)) {
    throw malformed(at);
  }
  return id;
}

function oneOf<T extends string>(json: JsonObject, key: string, at: string, values: readonly T[]): T {
  const found = values.find((value) => value === json[key]);
  if (found === undefined) {
    throw malformed(pathOf(at, key));
  }
  return found;
}

/** Text that may be empty. */
function textAt(json: JsonObject, key: string, at: string): string {
  return json[key] === '' ? '' : stringAt(json, key, at);
}

/** Bytes or files. */
function countAt(json: JsonObject, key: string, at: string): number {
  const value = numberAt(json, key, at);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw malformed(pathOf(at, key));
  }
  return value;
}

function malformed(at: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError('malformed', at);
}

function pathOf(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}
