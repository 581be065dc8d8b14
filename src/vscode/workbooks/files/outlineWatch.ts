import type { Outline } from '../../../workbook/contents/outline.ts';
import type { WorkbookContents } from '../../../workbook/contents/workbookContents.ts';
import { workbookPathText } from '../../../workbook/paths.ts';
import { gridPaths } from './folders.ts';

/** Finds out which files came and went when the sheets, tables and names of a workbook are others than before. */
export class OutlineWatch {
  readonly #folder: string;
  readonly #contents: WorkbookContents;
  #paths: ReadonlySet<string> | undefined;

  constructor(folder: string, contents: WorkbookContents) {
    this.#folder = folder;
    this.#contents = contents;
  }

  /** @returns nothing when nobody has asked yet what is in the workbook. Rejects as loading does. */
  async look(
    signal: AbortSignal,
  ): Promise<{ readonly created: readonly string[]; readonly deleted: readonly string[] }> {
    const { known } = this.#contents;
    this.#paths ??= known && this.#pathsOf(known);
    if (this.#paths === undefined) {
      return { created: [], deleted: [] };
    }
    const now = this.#pathsOf(await this.#contents.load(signal));
    const before = this.#paths;
    this.#paths = now;
    return {
      created: [...now].filter((path) => !before.has(path)),
      deleted: [...before].filter((path) => !now.has(path)),
    };
  }

  #pathsOf(outline: Outline): ReadonlySet<string> {
    return new Set(gridPaths(this.#folder, outline).map(workbookPathText));
  }
}
