import type { DriveInfo } from '../graph/drives.ts';
import type { Fact, Outcome, Problem, SkipReason, StepId } from './model.ts';
import type { CheckServices } from './ports.ts';

/** What steps learn for those after them. */
export interface Notes {
  /** The service's own time and ours when it came, milliseconds since 1970. */
  time?: { readonly service: number; readonly ours: number };
  drive?: DriveInfo;
}

/** A check that is under way. */
export interface Check {
  readonly services: CheckServices;
  readonly notes: Notes;
  /** What became of the steps before. */
  readonly outcomes: ReadonlyMap<StepId, Outcome>;
}

/** One step. What it throws becomes its problem. */
export type Step = (check: Check, signal: AbortSignal) => Promise<Outcome>;

export function ok(fact: Fact): Outcome {
  return { state: 'ok', fact };
}

export function warning(problem: Problem): Outcome {
  return { state: 'warning', problem };
}

export function failure(problem: Problem): Outcome {
  return { state: 'error', problem };
}

export function skipped(because: SkipReason): Outcome {
  return { state: 'skipped', because };
}

/** Why a step cannot work after what happened to one before it; `undefined` when it can. */
export function blockedBy({ outcomes }: Check, ...steps: readonly StepId[]): Outcome | undefined {
  for (const step of steps) {
    const outcome = outcomes.get(step);
    if (outcome?.state === 'skipped') {
      return outcome;
    }
    if (outcome?.state === 'error') {
      return skipped({ is: 'needs', step });
    }
    if (outcome?.state === 'warning' && outcome.problem.is === 'throttled') {
      return skipped({ is: 'throttled' });
    }
  }
  return undefined;
}
