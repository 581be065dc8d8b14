import type { Clock } from './clock.ts';

/** Runs something every `ms` until the signal is aborted; resolves then. */
export async function repeat(clock: Clock, ms: number, signal: AbortSignal, run: () => unknown): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.delay(ms, signal);
    } catch {
      return;
    }
    run();
  }
}
