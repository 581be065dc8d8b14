import type { Clock } from '../../base/clock.ts';
import { editorText } from '../grid/cellText.ts';
import type { Rows } from '../../graph/workbook/ranges.ts';
import type { GridFile, GridSnapshot } from '../files/readGrid.ts';
import { BrokenSaves } from './brokenSaves.ts';
import { EarlierResults } from './earlierResults.ts';
import { shownAfterSave } from './shownAfterSave.ts';

/** What tells an editor whether a file is the one that it knows. */
export interface FileStamp {
  /** Milliseconds since 1970; moves with every change. */
  readonly mtime: number;
  /** In bytes. */
  readonly size: number;
}

/** A text that an editor got or gave, and the cells that it stood for. */
export interface FileVersion {
  readonly text: string;
  readonly stamp: FileStamp;
  readonly snapshot: GridSnapshot;
}

/** A text that was saved. */
interface SavedText {
  readonly text: string;
  /** What it says. */
  readonly rows: Rows<string>;
  /** What it was compared with. */
  readonly base: GridSnapshot;
}

/**
 * How a text is to be saved. `apart`: cell by cell, against what its editor showed before it was edited. `whole`: over
 * whatever is there now, since that is not known or was refused before; `shown` is what the editor had once.
 */
export type SaveWay =
  | { readonly kind: 'apart'; readonly snapshot: GridSnapshot }
  | { readonly kind: 'whole'; readonly shown?: GridSnapshot };

/**
 * What is known of one file of cells: what it is now, and what its editor shows, which can be older. VS Code asks at a save
 * whether somebody else's changes shall be overwritten when the time is later and the size another than those that it
 * knows (microsoft/vscode, `FileService.validateWriteFile`), and loads a text anew when either differs.
 */
export class FileVersions {
  readonly results = new EarlierResults();
  readonly brokenSaves = new BrokenSaves();
  readonly #clock: Clock;
  #latest: FileVersion | undefined;
  #shown: FileVersion | undefined;
  #stamp: FileStamp;
  #changes = 0;
  #isStale = true;
  #isRefused = false;
  #isLost = false;
  #isStampOld = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#stamp = { mtime: clock.now(), size: 0 };
  }

  /** To be compared with {@link changes} when what was begun then is done. */
  get changes(): number {
    return this.#changes;
  }

  /** What was read last; `undefined` when something changed since. */
  get fresh(): FileVersion | undefined {
    return this.#isStale ? undefined : this.#latest;
  }

  /** What the editor had before its unsaved changes, or else what was read last. */
  get shown(): FileVersion | undefined {
    return this.#shown ?? this.#latest;
  }

  /** Whether an editor without unsaved changes can have a text. */
  knows(text: string): boolean {
    const versions = [this.#shown, this.#latest].filter((version) => version !== undefined);
    return versions.length === 0 || versions.some((version) => isSameText(text, version.text));
  }

  /** Whether an editor, if there is one, shows something older. */
  get isBehind(): boolean {
    return this.#isStale || this.#shown !== this.#latest;
  }

  /** @param isDirty whether an editor has unsaved changes: then it is told of changes by others when they are in the way. */
  stamp(isDirty: boolean): FileStamp {
    if (!isDirty) {
      return this.#stamp;
    }
    if (this.#isRefused) {
      return { ...this.#stamp, size: (this.#shown?.stamp ?? this.#stamp).size + 1 };
    }
    // Unsaved changes of before a reload: nobody knows what they were made to.
    return this.#shown === undefined ? { ...this.#stamp, size: 0 } : this.#shown.stamp;
  }

  way(isDirty: boolean): SaveWay {
    const version = isDirty ? this.#shown : this.shown;
    if (this.#isRefused || this.#isLost || version === undefined) {
      return { kind: 'whole', ...(this.#shown && { shown: this.#shown.snapshot }) };
    }
    return { kind: 'apart', snapshot: version.snapshot };
  }

  /** @param begun the number of {@link changes} when reading began. */
  read({ text, snapshot }: GridFile, begun: number): FileVersion {
    // The time stays: editors ask for it before they read.
    this.#stamp = { ...this.#stamp, size: sizeOf(text) };
    return this.#become({ text, snapshot, stamp: this.#stamp }, begun);
  }

  /**
   * A text was saved, and the cells were read again.
   * @param begun the number of {@link changes} when reading began.
   * @param byEditor whether it was the text of an editor: it takes the stamp that follows for that of this text.
   */
  saved({ text, rows, base }: SavedText, file: GridFile, begun: number, byEditor: boolean): void {
    const isKept = isSameText(text, file.text);
    this.brokenSaves.clear();
    this.#isStampOld = byEditor && !isKept;
    this.#stamp = { mtime: this.#later(), size: sizeOf(this.#isStampOld ? text : file.text) };
    const latest = this.#become({ ...file, stamp: this.#stamp }, begun);
    if (byEditor) {
      const snapshot = isKept ? file.snapshot : shownAfterSave(base, rows, file.snapshot);
      this.#shown = isKept ? latest : { text, snapshot, stamp: this.#stamp };
      this.#settle();
    }
  }

  /** An editor has this text, and no unsaved changes. */
  shows(text: string): void {
    if (this.#latest !== undefined && isSameText(text, this.#latest.text)) {
      this.#shown = this.#latest;
      this.#settle();
    }
  }

  /** An editor has the stamp that followed its save: from now on there is another one if its text was not kept. */
  acknowledged(): void {
    if (this.#isStampOld && this.#latest !== undefined) {
      this.#stamp = { mtime: this.#later(), size: sizeOf(this.#latest.text) };
      this.#latest = { ...this.#latest, stamp: this.#stamp };
    }
    this.#isStampOld = false;
  }

  /** No editor has the file any more. */
  closed(): void {
    this.#shown = undefined;
    this.#settle();
  }

  /** There may be something else in the cells. */
  changed(): void {
    this.#changes++;
    this.#isStale = true;
    this.#stamp = { ...this.#stamp, mtime: this.#later() };
  }

  /** A save was refused because somebody else changed the same: the next one is one over their changes. */
  refused(): void {
    this.changed();
    this.#isRefused = true;
  }

  /** What was saved has been lost: the next save brings all of the text. */
  lost(): void {
    this.changed();
    this.#isLost = true;
  }

  #become(version: FileVersion, begun: number): FileVersion {
    this.results.note(this.#latest?.snapshot, version.snapshot);
    this.#latest = version;
    this.#isStale = this.#changes !== begun;
    return version;
  }

  #settle(): void {
    this.brokenSaves.clear();
    this.#isRefused = false;
    this.#isLost = false;
  }

  #later(): number {
    return Math.max(this.#clock.now(), this.#stamp.mtime + 1);
  }
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

/** Editors have one kind of line end, and keep the byte order mark to themselves. */
export function isSameText(one: string, other: string): boolean {
  return one === other || plain(one) === plain(other);
}

function plain(text: string): string {
  return editorText(text.startsWith('\uFEFF') ? text.slice(1) : text);
}
