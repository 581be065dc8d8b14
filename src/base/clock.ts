import { abortReason } from './abort.ts';

/** Time as a port, so that tests can move it. All values are milliseconds. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. May jump. */
  now(): number;
  /** Never goes back; only differences mean anything. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted, leaving no timer behind. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A longer timer would fire at once. */
const longestTimer = 0x7fff_ffff;

/** The clock of the machine. The only place that reads the time or sets a timer. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  delay(ms, signal = new AbortController().signal) {
    return new Promise<void>((resolve, reject) => {
      if (signal.aborted) {
        reject(abortReason(signal));
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(abortReason(signal));
      };
      const onTime = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const timer = setTimeout(onTime, Math.min(Math.max(ms, 0), longestTimer));
      signal.addEventListener('abort', onAbort, { once: true });
    });
  },
};
