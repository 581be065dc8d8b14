import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import type { init } from 'excelize-wasm';

export type Excelize = Awaited<ReturnType<typeof init>>;

let library: Promise<Excelize> | undefined;

/** Takes a second, and forty megabytes; once for all workbooks. */
export function loadExcelize(): Promise<Excelize> {
  library ??= load();
  return library;
}

/**
 * The library's runtime sets timers at any time, for its own housekeeping: they must not hold the process, nor count as
 * left open by whoever calculated last. So its script gets a `setTimeout` of its own, and the way to import Node's modules
 * that it otherwise makes itself by `Function`.
 */
async function load(): Promise<Excelize> {
  const folder = import.meta.resolve('excelize-wasm');
  const script = fileURLToPath(new URL('main.cjs', folder));
  const run = compileFunction(await readFile(script, 'utf8'), ['exports', 'setTimeout', 'Function'], {
    filename: script,
  });
  // What the package declares to export.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const exports = {} as { init: typeof init };
  run(
    exports,
    (work: () => void, ms: number) => setTimeout(work, ms).unref(),
    () => (module: string) => import(module),
  );
  return exports.init(fileURLToPath(new URL('excelize.wasm.gz', folder)));
}
