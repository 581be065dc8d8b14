import type { DriveType } from '../../src/graph/driveItem.ts';
import type { Live } from './live.ts';

/** What a check saw, by short names: outcomes, status codes, numbers. Never names of people, addresses or ids. */
export type Findings = Readonly<Record<string, string | number | boolean>>;

/** Something that the product relies on, tried out. */
export interface Check {
  /** Its key in the table of expectations. */
  readonly id: string;
  readonly title: string;
  readonly run: (live: Live, signal: AbortSignal) => Promise<Findings>;
}

export interface Answer {
  readonly settled: boolean;
  readonly text: string;
}

/** Something about the service that no document says. */
export interface Question {
  readonly title: string;
  readonly answer: (live: Live, signal: AbortSignal) => Promise<Answer>;
}

/** A finding beside what was expected of it. */
export interface Comparison {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  readonly agrees: boolean;
}

export interface CheckResult {
  readonly title: string;
  readonly comparisons: readonly Comparison[];
}

export interface Report {
  readonly service: string;
  readonly driveType: DriveType | 'unknown';
  readonly permissions: string;
  readonly checks: readonly CheckResult[];
  readonly questions: readonly { readonly title: string; readonly answer: Answer }[];
  /** What could not be removed afterwards, and what broke the run off. */
  readonly problems: readonly string[];
}
