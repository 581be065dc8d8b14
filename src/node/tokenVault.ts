import type { SharedText, TextStore } from '../auth/ports.ts';
import { orAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Lease, Leases } from '../upload/journal/ports.ts';

/**
 * How long somebody waits for another one who is at it: longer than it takes to notice that a window is gone. Then it
 * goes on: what another one did meanwhile is still kept, only a refresh token could be used twice.
 */
const patienceMs = 20_000;
const pollMs = 150;

/** What is shared: who has the lease of the one does not hold up the other. */
export type SharedTextId = 'sign-in' | 'accounts';

/** The text in `texts`, for one window of this machine at a time and in it for one piece of work at a time. */
export function tokenVault(
  texts: TextStore,
  leases: Pick<Leases, 'take'>,
  clock: Clock,
  id: SharedTextId = 'sign-in',
): SharedText {
  let last: Promise<unknown> = Promise.resolve();
  return {
    get: () => texts.get(),
    store: (text) => texts.store(text),
    delete: () => texts.delete(),
    async exclusively(work, signal) {
      const deadline = clock.monotonic() + patienceMs;
      const before = last;
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      last = Promise.all([before, ended]);
      let lease: Lease | undefined;
      try {
        await noLongerThan(before, patienceMs, clock, signal);
        lease = await takeLease(leases, id, deadline, clock, signal);
        signal.throwIfAborted();
        return await work();
      } finally {
        await lease?.release().catch(() => {});
        end();
      }
    },
  };
}

async function noLongerThan(work: Promise<unknown>, ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const late = clock.delay(ms, settled.signal).catch(() => {});
  try {
    await orAborted(Promise.race([work, late]), signal);
  } finally {
    settled.abort();
  }
}

/** @returns nothing when another window does not give it back in time, or no lease can be had here. */
async function takeLease(
  leases: Pick<Leases, 'take'>,
  id: SharedTextId,
  deadline: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Lease | undefined> {
  for (;;) {
    // A disk that is full is no reason not to sign in.
    const lease = await leases.take(id).catch(() => 'impossible' as const);
    if (lease === 'impossible') {
      return undefined;
    }
    if (lease !== undefined || clock.monotonic() >= deadline) {
      return lease;
    }
    await clock.delay(pollMs, signal);
  }
}
