import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { QuickXorHash } from '../../src/graph/quickXorHash.ts';
import { UploadError } from '../../src/upload/errors.ts';
import type { UploadProblemCode } from '../../src/upload/errors.ts';
import type { ConflictReason, RecordState } from '../../src/upload/journal/record.ts';
import type { UploadResult } from '../../src/upload/model.ts';
import { SourceError } from '../../src/upload/ports.ts';
import type { UploadTask } from '../../src/upload/task.ts';
import { fragmentUnit } from '../../src/upload/transfer/plan.ts';
import type { DriveKind, FaultSpec, SimItem } from '../sim/index.ts';
import { positionalBytes, sha256 } from './content.ts';
import { eventually } from './eventually.ts';
import { assertNothingLeft, openResources } from './leaks.ts';
import { modified, Trial } from './trial.ts';
import type { TrialOptions } from './trial.ts';

/** In proportion to the smallest legal fragments: what matters is their number. */
const simpleUpTo = 8 * fragmentUnit;
/** Just large enough for an upload session, and no multiple of anything. */
export const large = positionalBytes(simpleUpTo + 75_001);
/** In the middle of it. */
export const half = large.length / 2;
/** Of the same length. */
export const otherLarge = positionalBytes(large.length, 7);

const kinds: readonly DriveKind[] = ['business', 'documentLibrary', 'personal'];

/** How an upload ends, in words and in what is checked. */
export type Ending =
  /** With the bytes of the local file. `as`: another name than the file's. `rewritten`: the service added to them. */
  | { readonly stored: 'whole' | 'rewritten'; readonly as?: string; readonly content?: Uint8Array }
  /** With an error of which the record tells, or the name of another error than ours. */
  | { readonly failed: UploadProblemCode | (string & {}); readonly state?: RecordState['kind'] }
  | { readonly conflict: ConflictReason; readonly because: UploadProblemCode }
  | { readonly status: 'paused' | 'cancelled' | 'skipped' | 'awaitingCommit' };

export interface Row extends Partial<TrialOptions> {
  /** What happens. */
  readonly what: string;
  readonly ends: Ending;
  /** Words for the end, if it has none of its own that tell enough. */
  readonly outcome?: string;
  /** Kinds of drive that the row is nothing for, each with the reason. */
  readonly leftOut?: Readonly<Partial<Record<DriveKind, string>>>;
  /** A file of that name is there before. */
  readonly there?: Uint8Array | string;
  readonly faults?: readonly FaultSpec[];
  readonly task?: Partial<UploadTask>;
  /** The course of the upload, when it is more than to begin it. */
  readonly play?: (trial: Trial) => Promise<UploadResult>;
  /** What else has to be true at the end, before everything is given up. */
  readonly check?: (trial: Trial) => void | Promise<void>;
  /** Sessions of which nobody could know, and that only time ends. */
  readonly orphans?: number;
}

/** Everything went well. */
export const stored: Ending = { stored: 'whole' };

/** How many upload sessions it took. */
export function sessions(count: number): (trial: Trial) => void {
  return (trial) => assert.equal(trial.requests('createUploadSession').length, count);
}

/** Everything went well, with one upload session. */
export const once: Pick<Row, 'ends' | 'check'> = { ends: stored, check: sessions(1) };

/** A test for each row on each kind of drive. */
export function matrix(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const row of rows) {
      for (const kind of kinds.filter((each) => row.leftOut?.[each] === undefined)) {
        it(`${row.what} → ${row.outcome ?? wordsOf(row.ends)} (${kind})`, () => tried(row, kind));
      }
    }
  });
}

async function tried(row: Row, kind: DriveKind): Promise<void> {
  const before = await openResources();
  const trial = await Trial.begin(kind, { name: 'data.bin', content: large, simpleUpTo, ...row });
  try {
    const there = row.there === undefined ? undefined : trial.put(row.there);
    for (const fault of row.faults ?? []) {
      trial.sim.faults.add(fault);
    }
    const result = await (row.play?.(trial) ?? trial.upload(row.task));
    await trial.secrets.check();
    assertEnd(row, result, trial, there);
    await row.check?.(trial);
    await assertGivenUp(row, trial);
  } finally {
    await trial.end();
  }
  await assertNothingLeft(before);
}

function wordsOf(ends: Ending): string {
  if ('stored' in ends) {
    return `stored ${ends.stored}${ends.as === undefined ? '' : ` as "${ends.as}"`}`;
  }
  if ('failed' in ends) {
    return ends.state === undefined ? `fails: ${ends.failed}` : `fails: ${ends.failed}, stays ${ends.state}`;
  }
  return 'conflict' in ends ? `asks: ${ends.conflict}` : ends.status;
}

function assertEnd(row: Row, result: UploadResult, trial: Trial, there: SimItem | undefined): void {
  const { ends } = row;
  if ('stored' in ends) {
    assertStored(row, ends, result, trial);
    return;
  }
  const now = trial.item();
  assert.equal(now?.sha256, row.there === undefined ? now?.sha256 : there?.sha256, 'what was there is untouched');
  if ('status' in ends) {
    assert.equal(result.status, ends.status, String(errorOf(result)));
    return;
  }
  assert.equal(result.status, 'failed');
  const state = trial.row?.record.state;
  if ('conflict' in ends) {
    assert.equal(codeOf(errorOf(result)), ends.because);
    assert.deepEqual(state, { kind: 'conflict', reason: ends.conflict });
    return;
  }
  assert.equal(codeOf(errorOf(result)), ends.failed, String(errorOf(result)));
  assert.equal(state?.kind, ends.state ?? 'failed');
}

function assertStored(row: Row, ends: Extract<Ending, { stored: unknown }>, result: UploadResult, trial: Trial): void {
  if (result.status === 'failed') {
    throw new Error('the upload failed', { cause: result.error });
  }
  assert.ok(result.status === 'uploaded', result.status);
  const name = ends.as ?? trial.name;
  const content = ends.content ?? row.content ?? large;
  const item = trial.item(name);
  assert.ok(item, `${name} is there`);
  assert.equal(result.item.id, item.id);
  assert.equal(result.item.name, name);
  assert.equal(trial.row, undefined, 'nothing is pending');
  if (ends.stored === 'rewritten') {
    assert.equal(result.verified, 'rewritten');
    assert.ok(item.size > content.length);
    return;
  }
  assert.equal(item.size, content.length);
  const hashes = hashesOf(content);
  assert.equal(item.sha256, hashes.sha256);
  if (content.length > 0) {
    assert.equal(result.verified, 'hash');
    assert.equal(item.quickXorHash, hashes.quickXorHash);
  }
}

/** Checks that nothing stays behind when everything is given up, neither here nor on the service. */
async function assertGivenUp({ orphans = 0 }: Row, trial: Trial): Promise<void> {
  const { sim } = trial;
  await trial.discardAll();
  assert.equal(sim.openSessions.length, orphans, 'upload sessions are left on the service');
  assert.deepEqual(sim.violations, []);
  await eventually(async () => assert.deepEqual(await readdir(trial.folderOf('urls')), [], 'upload URLs are kept'));
  await trial.secrets.check();
}

/** Checks that the modification time of the local file has arrived. */
export function assertModified(trial: Trial): void {
  assert.equal(trial.item()?.modified, modified);
}

function errorOf(result: UploadResult): unknown {
  return result.status === 'failed' ? result.error : undefined;
}

function codeOf(error: unknown): string {
  if (error instanceof UploadError) {
    return error.code;
  }
  return error instanceof SourceError ? error.failure : error instanceof Error ? error.name : String(error);
}

/** An upload that the row is not over with has failed. */
export function assertFailed(result: UploadResult, code: string): void {
  assert.equal(result.status, 'failed');
  assert.equal(codeOf(errorOf(result)), code);
}

interface Hashes {
  readonly sha256: string;
  readonly quickXorHash: string;
}

const hashes = new WeakMap<Uint8Array, Hashes>();

function hashesOf(bytes: Uint8Array): Hashes {
  const known = hashes.get(bytes);
  if (known) {
    return known;
  }
  const hash = new QuickXorHash();
  hash.update(bytes);
  const made = { sha256: sha256(bytes), quickXorHash: hash.digest() };
  hashes.set(bytes, made);
  return made;
}
