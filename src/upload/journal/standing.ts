import type { JournalEntry } from './ports.ts';
import type { StateKind } from './transition.ts';

/** What a person is told of a pending upload: its state, or who else is at it. */
export type Standing = StateKind | 'otherWindow' | 'otherMachine';

/**
 * What to show of an upload. One that claims to be under way but that nobody is at was interrupted. One that rests with
 * a session past its time has expired, as far as can be known without asking the service.
 * @param now wall clock, milliseconds since 1970.
 */
export function standingOf({ record, where }: JournalEntry, now: number): Standing {
  const { kind } = record.state;
  switch (where) {
    case 'thisWindow':
      return kind;
    case 'otherWindow':
    case 'otherMachine':
      return where;
    case 'nobody':
      return standingAlone(kind, (record.session?.expires ?? Infinity) < now);
  }
}

function standingAlone(kind: StateKind, expired: boolean): StateKind {
  switch (kind) {
    case 'queued':
    case 'running':
    case 'waiting':
      return expired ? 'expired' : 'interrupted';
    case 'paused':
    case 'interrupted':
    case 'awaitingCommit':
    case 'conflict':
    case 'failed':
      return expired ? 'expired' : kind;
    case 'expired':
    case 'changed':
    case 'discarding':
      return kind;
  }
}
