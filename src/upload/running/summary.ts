import { wholePercent } from '../../base/units.ts';
import { topRows } from './rows.ts';
import type { UploadRow } from './rows.ts';
import type { TransferWait } from '../transfer/transfer.ts';

/** All uploads that go on in this window, in a few numbers. */
export interface RunningSummary {
  readonly running: number;
  /** Of the only one. */
  readonly name?: string;
  /** Why none of them moves at the moment. */
  readonly waiting?: TransferWait;
  /** Of all their bytes. */
  readonly percent: number;
  readonly bytesPerSecond?: number;
  readonly msLeft?: number;
}

/** Adds up what this window runs. A file of a folder upload counts with its folder. */
export function summaryOf(rows: readonly UploadRow[]): RunningSummary {
  const here = rows.filter(({ where }) => where === 'thisWindow');
  const running = topRows(here);
  const [only] = running;
  const sent = sum(running.map(({ live, record }) => live?.progress?.sent ?? record.session?.accepted ?? 0));
  const size = sum(running.map(({ live, record }) => live?.progress?.size ?? record.size));
  const speed = sum(running.map(({ live }) => live?.bytesPerSecond ?? 0));
  const waiting = here.every(({ live, record }) => live?.wait !== undefined || record.state.kind === 'queued')
    ? here.find(({ live }) => live?.wait)?.live?.wait
    : undefined;
  return {
    running: running.length,
    percent: wholePercent(sent, size),
    ...(only && running.length === 1 && { name: only.record.name }),
    ...(waiting && { waiting }),
    ...(speed > 0 && { bytesPerSecond: speed, msLeft: ((size - sent) / speed) * 1000 }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
