import type { Clock } from './clock.ts';

/** A moment by both clocks: the wall clock may be set back, and the monotonic one may sleep with the machine. */
export interface Moment {
  readonly monotonic: number;
  /** Milliseconds since 1970. */
  readonly wall: number;
}

export function momentIn(clock: Clock, ms: number): Moment {
  return { monotonic: clock.monotonic() + ms, wall: clock.now() + ms };
}

/** Milliseconds until one of the clocks says that the moment has come; 0 when one does. */
export function msUntil(clock: Clock, { monotonic, wall }: Moment): number {
  return Math.max(0, Math.min(monotonic - clock.monotonic(), wall - clock.now()));
}
