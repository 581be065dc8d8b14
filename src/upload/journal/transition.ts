import type { RecordState } from './record.ts';

export type StateKind = RecordState['kind'];

/** Somebody wants an upload to become what it cannot: its caller has an old picture of it. */
export class TransitionError extends Error {
  override readonly name = 'TransitionError';

  constructor(from: StateKind | 'ended', to: StateKind) {
    super(`an upload that is ${from} cannot become ${to}`);
  }
}

export const stateKinds = [
  'queued',
  'running',
  'waiting',
  'paused',
  'interrupted',
  'awaitingCommit',
  'conflict',
  'expired',
  'changed',
  'failed',
  'discarding',
] as const satisfies readonly StateKind[];

/** It rests until a window claims it: what only the work on it can find out does not come up meanwhile. */
const fromResting: readonly StateKind[] = [
  'queued',
  'running',
  'paused',
  'interrupted',
  'expired',
  'failed',
  'discarding',
];

/** What each state may become, beside staying what it is. */
const successors: Readonly<Record<StateKind, readonly StateKind[]>> = {
  // A window is at it: it may end in any way, or be given back as it was.
  queued: stateKinds,
  running: stateKinds,
  waiting: stateKinds,
  paused: fromResting,
  interrupted: fromResting,
  awaitingCommit: fromResting,
  conflict: fromResting,
  expired: fromResting,
  changed: fromResting,
  failed: fromResting,
  // What the user has given up never comes back.
  discarding: [],
};

export function mayBecome(from: StateKind, to: StateKind): boolean {
  return from === to || successors[from].includes(to);
}
