import type { WorkbookChannel } from '../../graph/workbook/channel.ts';
import { WorkbookContents } from './workbookContents.ts';

/** What is in each of the open workbooks, the same for everybody who asks. */
export class AllContents {
  readonly #contents = new WeakMap<WorkbookChannel, WorkbookContents>();

  of(workbook: WorkbookChannel): WorkbookContents {
    const contents = this.#contents.get(workbook) ?? new WorkbookContents(workbook);
    this.#contents.set(workbook, contents);
    return contents;
  }
}
