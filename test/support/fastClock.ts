import { systemClock } from '../../src/base/clock.ts';
import type { Clock } from '../../src/base/clock.ts';

/** The real clock, so many times as fast: for code that looks at other processes and files again and again. */
export function fastClock(factor: number): Clock {
  const start = systemClock.now();
  return {
    now: () => start + (systemClock.now() - start) * factor,
    monotonic: () => systemClock.monotonic() * factor,
    delay: (ms, signal) => systemClock.delay(ms / factor, signal),
  };
}
