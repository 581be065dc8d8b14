/** Time as a port, so that tests can move it. All values are milliseconds. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. May jump. */
  now(): number;
  /** Never goes back; only differences mean anything. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted, leaving no timer behind. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}
