import type { Standing } from '../journal/standing.ts';

/** What a user can do with a pending upload. */
export type UploadAction = 'pause' | 'resume' | 'retry' | 'cancel' | 'commit' | 'resolve' | 'clear';

/**
 * `clear`: nothing is lost that the user still waits for. Another window's upload can only be looked at; of another
 * machine's one only the row can be taken away.
 */
const actions: Readonly<Record<Standing, readonly UploadAction[]>> = {
  queued: ['pause', 'cancel'],
  running: ['pause', 'cancel'],
  waiting: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  interrupted: ['resume', 'cancel'],
  conflict: ['resolve', 'cancel'],
  awaitingCommit: ['commit', 'cancel'],
  failed: ['retry', 'cancel', 'clear'],
  expired: ['retry', 'cancel', 'clear'],
  changed: ['retry', 'cancel', 'clear'],
  discarding: [],
  otherWindow: [],
  otherMachine: ['clear'],
};

export function actionsFor(standing: Standing): readonly UploadAction[] {
  return actions[standing];
}
