import type { Clock } from '../base/clock.ts';
import type { GraphClient } from '../graph/client.ts';
import type { DriveItem } from '../graph/driveItem.ts';
import { getItem } from '../graph/drives.ts';
import type { WorkbookRef } from '../graph/workbook/session.ts';

/**
 * What was there before can be served for a while: about 20 seconds after a session was closed
 * (microsoftgraph/microsoft-graph-docs-contrib#9315).
 */
const longestMs = 30_000;
const firstPauseMs = 1000;
const longestPauseMs = 5000;

/** The content of a file, by its cTag: `is` after an upload, `isNot` after a session that changed it. */
export type ExpectedContent = { readonly is: string } | { readonly isNot: string };

/**
 * Waits until the service knows the content of a workbook that was uploaded, or closed, just now; not for long, since some
 * uploads are rewritten by the service and some sessions change nothing.
 * @returns the item as it is in the end, and whether its content is the expected one.
 * @throws {GraphError} 404 when it is gone, and what the client throws.
 */
export async function awaitContent(
  client: GraphClient,
  { driveId, itemId }: WorkbookRef,
  expected: ExpectedContent,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ readonly item: DriveItem; readonly settled: boolean }> {
  const end = clock.monotonic() + longestMs;
  for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
    const item = await getItem(client, driveId, itemId, signal);
    // Without a cTag there is nothing to wait for.
    const settled =
      item.cTag === undefined || ('is' in expected ? item.cTag === expected.is : item.cTag !== expected.isNot);
    const left = end - clock.monotonic();
    if (settled || left <= 0) {
      return { item, settled };
    }
    await clock.delay(Math.min(pause, left), signal);
  }
}
