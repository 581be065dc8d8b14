import type { RetryPolicy } from '../../graph/retry.ts';
import type { UploadJob } from './job.ts';

/** The upload's own patience is what tries again, since it tells that it waits. */
const once: RetryPolicy = { failures: 1, firstMs: 0, longestMs: 0 };

/** Host of the Graph service. */
export function graphHost(job: Pick<UploadJob, 'client'>): string {
  return new URL(job.client.cloud.graph).host;
}

/** Asks Graph about something, for as long as it takes to get an answer or a refusal. */
export function lookUp<T>(job: UploadJob, ask: (retries: RetryPolicy) => Promise<T>, signal: AbortSignal): Promise<T> {
  return job.patience.reach(graphHost(job), () => ask(once), signal);
}
