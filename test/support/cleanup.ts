/** What is left to clean up when this process ends early. */
const pending = new Set<() => void>();
let watching = false;

/**
 * Has something cleaned up at the latest when this process ends: at its end, by Ctrl+C, or by an error.
 * @param clean synchronous, because nothing else runs at that point
 * @returns says that it is cleaned up already
 */
export function cleanUpAtExit(clean: () => void): () => void {
  watch();
  pending.add(clean);
  return () => pending.delete(clean);
}

function watch(): void {
  if (watching) {
    return;
  }
  watching = true;
  process.on('exit', () => {
    for (const clean of pending) {
      clean();
    }
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Whoever else listens ends the process in its own way.
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) {
        process.exit(1);
      }
    });
  }
}
