import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until a check holds, on a busy machine, too. @throws what the check threw last, when the time is over.
 */
export async function eventually(check: () => unknown, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > deadline) {
        throw error;
      }
      await wait(5);
    }
  }
}
