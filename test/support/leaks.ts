import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** How many there are of each kind of resource that keeps a process alive, and of open files and sockets. */
export type Resources = ReadonlyMap<string, number>;

/** Longer than the longest limit that tests give a request: a timer of one that has just ended is no leak. */
const settlingMs = 12_000;

/** The first listener of a process opens a spare file handle that stays; it is none of a test's. */
let spareHandle: Promise<void> | undefined;

/** What is open now. Asynchronous, because the test runner sets its timer only when it was given a promise. */
export async function openResources(): Promise<Resources> {
  await (spareHandle ??= listenOnce());
  await wait(0);
  return countResources();
}

async function listenOnce(): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const closed = once(server, 'close');
  server.close();
  await closed;
}

/**
 * Compares what is open with what was before: sockets, timers, file handles. Waits a little, since sockets take a moment
 * to close.
 */
export async function assertNothingLeft(before: Resources): Promise<void> {
  const deadline = performance.now() + settlingMs;
  while (more(before, countResources()).length > 0 && performance.now() < deadline) {
    await wait(10);
  }
  assert.deepEqual(more(before, countResources()), [], 'left open by the test');
}

function more(before: Resources, after: Resources): string[] {
  return [...after]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${count} × ${kind}`);
}

function countResources(): Resources {
  const counts = new Map<string, number>();
  for (const kind of [...process.getActiveResourcesInfo(), ...openFiles()]) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** Open files by name and sockets; empty where the system does not tell. */
function openFiles(): string[] {
  try {
    return readdirSync('/proc/self/fd').flatMap((descriptor) => {
      try {
        const target = readlinkSync(`/proc/self/fd/${descriptor}`);
        return target.startsWith('socket:') ? ['open socket'] : target.startsWith('/') ? [`open ${target}`] : [];
      } catch {
        // The directory itself, which is no longer open.
        return [];
      }
    });
  } catch {
    return [];
  }
}
