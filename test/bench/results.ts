import type { Figures, Run } from './figures.ts';

/** What one client did with one work on one line. */
export interface Result {
  readonly work: string;
  readonly line: string;
  readonly lane: string;
  readonly figures?: Figures;
  /** Why there are none. */
  readonly failure?: string;
  readonly runs: readonly Run[];
}

/** Everything that is written down. */
export interface Report {
  readonly date: string;
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
  readonly results: readonly Result[];
}
