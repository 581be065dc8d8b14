import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { WorkQueue } from '../../base/queue.ts';
import type { AllContents } from '../../workbook/contents/allContents.ts';
import type { OpenWorkbooks } from '../../workbook/session/openWorkbooks.ts';

/** What everything about open workbooks works with. */
export interface WorkbookParts {
  readonly workbooks: OpenWorkbooks;
  /** What is in them. */
  readonly contents: AllContents;
  readonly clock: Clock;
  readonly log: Logger;
  /** One question at a time: VS Code closes an open one when the next appears. */
  readonly prompts: WorkQueue;
  /** Resolves when the workbooks of before a reload are on the list again. */
  readonly restored: () => Promise<void>;
}
