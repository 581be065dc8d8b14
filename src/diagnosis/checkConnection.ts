import { TimeLimitError, withTimeLimit } from '../base/deadline.ts';
import { GraphError } from '../graph/errors.ts';
import { checkAccount, checkDrive, checkQuota } from './accountSteps.ts';
import { stepIds } from './model.ts';
import type { Outcome, Problem, StepId, StepResult } from './model.ts';
import { checkName, checkProxy, checkTls } from './networkSteps.ts';
import type { CheckServices } from './ports.ts';
import { lineOf } from './report.ts';
import { checkClock, checkGraph, checkSignInHost } from './serviceSteps.ts';
import { failure, skipped, warning } from './step.ts';
import type { Check, Notes, Step } from './step.ts';
import { checkUploadHost } from './uploadHostStep.ts';

/** Each step and how long it may take, milliseconds: two ways to a host take up to 20 seconds each to connect. */
const steps: Readonly<Record<StepId, { readonly run: Step; readonly limitMs: number }>> = {
  name: { run: checkName, limitMs: 10_000 },
  proxy: { run: checkProxy, limitMs: 20_000 },
  tls: { run: checkTls, limitMs: 20_000 },
  signInHost: { run: checkSignInHost, limitMs: 45_000 },
  graph: { run: checkGraph, limitMs: 45_000 },
  clock: { run: checkClock, limitMs: 1000 },
  account: { run: checkAccount, limitMs: 45_000 },
  drive: { run: checkDrive, limitMs: 1000 },
  quota: { run: checkQuota, limitMs: 1000 },
  uploadHost: { run: checkUploadHost, limitMs: 45_000 },
};

/** The steps that look at our own client's way only. */
const ownWay: readonly StepId[] = ['name', 'proxy', 'tls'];

/** A step begins (without a result), or has come to one; a later step can change an earlier result. */
export type Tell = (step: StepId, result?: StepResult) => void;

/**
 * Tries every step on the way to OneDrive, one after the other. Never rejects: what went wrong is in the results, and
 * after a cancel so is that.
 */
export async function checkConnection(
  services: CheckServices,
  tell: Tell,
  signal: AbortSignal,
): Promise<readonly StepResult[]> {
  const results = new Map<StepId, StepResult>();
  const outcomes = new Map<StepId, Outcome>();
  const notes: Notes = {};
  const settle = (result: StepResult): void => {
    results.set(result.step, result);
    outcomes.set(result.step, result.outcome);
    log(services, result);
    tell(result.step, result);
  };
  for (const step of stepIds) {
    if (!signal.aborted) {
      tell(step);
    }
    settle(await resultOf(step, { services, notes, outcomes }, signal));
    if (step === 'graph') {
      for (const result of bypassed(results)) {
        settle(result);
      }
    }
  }
  return stepIds.flatMap((step) => results.get(step) ?? []);
}

async function resultOf(step: StepId, check: Check, signal: AbortSignal): Promise<StepResult> {
  const { clock } = check.services;
  const { run, limitMs } = steps[step];
  const start = clock.monotonic();
  let outcome: Outcome;
  try {
    signal.throwIfAborted();
    outcome = await withTimeLimit(clock, limitMs, (limit) => run(check, AbortSignal.any([signal, limit])));
  } catch (error) {
    outcome = signal.aborted ? skipped({ is: 'cancelled' }) : outcomeOf(error, limitMs, check.services);
  }
  return { step, outcome, tookMs: Math.round(clock.monotonic() - start) };
}

function outcomeOf(error: unknown, limitMs: number, { client, governor }: CheckServices): Outcome {
  const { host } = new URL(client.cloud.graph);
  const waitMs = governor.left(host);
  const isLate = error instanceof TimeLimitError;
  // A client that was asked to wait does so, and its time is over meanwhile.
  if ((isLate && waitMs > 0) || (error instanceof GraphError && error.status === 429)) {
    return warning({ is: 'throttled', host, ...(waitMs > 0 && { waitMs }) });
  }
  return failure(isLate ? { is: 'timedOut', ms: limitMs } : { is: 'failed', error });
}

/** What is wrong with our own way matters less when Graph was reached by VS Code's. */
function bypassed(results: ReadonlyMap<StepId, StepResult>): StepResult[] {
  const graph = results.get('graph')?.outcome;
  if (graph?.state !== 'ok' || graph.fact.is !== 'reached' || graph.fact.way === 'own') {
    return [];
  }
  return ownWay.flatMap((step) => {
    const result = results.get(step);
    const problem = result && problemOf(result.outcome);
    return result?.outcome.state === 'error' && problem
      ? [{ ...result, outcome: warning({ is: 'bypassed', problem }) }]
      : [];
  });
}

function problemOf(outcome: Outcome): Problem | undefined {
  return outcome.state === 'warning' || outcome.state === 'error' ? outcome.problem : undefined;
}

function log({ log }: CheckServices, result: StepResult): void {
  const line = `check connection: ${lineOf(result)}`;
  if (problemOf(result.outcome)) {
    log.warn(line);
  } else {
    log.info(line);
  }
}
