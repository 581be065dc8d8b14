import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { Debounce } from '../../base/debounce.ts';
import type { Words } from '../words/words.ts';
import { askText } from './askText.ts';
import type { Question } from './askText.ts';
import { separator } from './screen.ts';
import type { Row, Screen } from './screen.ts';

/** A pause in typing after which the service is asked. */
const typingMs = 300;

/** Leads the user through lists until something is chosen. `undefined`: closed without a choice. */
export async function pick<T>(start: Screen<T>, clock: Clock): Promise<T | undefined> {
  const picker = new Picker(start, clock);
  try {
    return await picker.run();
  } finally {
    picker.dispose();
  }
}

/** A screen on the way here, with what was typed in it. */
interface Level<T> {
  readonly screen: Screen<T>;
  text: string;
}

class Picker<T> implements vscode.Disposable {
  readonly #pick = vscode.window.createQuickPick<Row<T>>();
  readonly #searching: Debounce;
  /** From the start to what is shown. */
  #trail: readonly Level<T>[] = [];
  #level: Level<T>;
  #rows: readonly Row<T>[] = [];
  #nextLink: string | undefined;
  /** What went wrong last, and the row that does it again. */
  #problem: Row<T> | undefined;
  #loading = new AbortController();
  #following = new AbortController();
  /** While a text is asked for, the hidden list is not a closed one. */
  #asking = false;
  #end: (chosen: T | undefined) => void = () => {};

  constructor(start: Screen<T>, clock: Clock) {
    this.#level = { screen: start, text: '' };
    this.#searching = new Debounce(clock, typingMs, () => void this.#load(undefined));
    this.#pick.ignoreFocusOut = true;
    this.#pick.matchOnDescription = true;
  }

  run(): Promise<T | undefined> {
    return new Promise((resolve) => {
      this.#end = resolve;
      this.#pick.onDidAccept(() => {
        const [row] = this.#pick.selectedItems;
        if (row !== undefined) {
          void this.#follow(row);
        }
      });
      this.#pick.onDidChangeValue((text) => this.#type(text));
      this.#pick.onDidTriggerButton(() => void this.#enter(this.#trail.slice(0, -1)));
      this.#pick.onDidHide(() => {
        if (!this.#asking) {
          resolve(undefined);
        }
      });
      this.#pick.show();
      void this.#enter([this.#level]);
    });
  }

  dispose(): void {
    this.#loading.abort();
    this.#following.abort();
    this.#searching.dispose();
    this.#pick.dispose();
  }

  /** Shows the last screen of a trail. */
  async #enter(trail: readonly Level<T>[]): Promise<void> {
    this.#following.abort();
    this.#searching.cancel();
    this.#trail = trail;
    this.#level = trail.at(-1) ?? this.#level;
    this.#rows = [];
    this.#pick.title = this.#level.screen.title;
    this.#pick.value = this.#level.text;
    this.#pick.buttons = trail.length > 1 ? [vscode.QuickInputButtons.Back] : [];
    await this.#load(
      undefined,
      this.#level.screen.rows.find(({ run }) => run !== undefined),
    );
  }

  #type(text: string): void {
    const { screen } = this.#level;
    if (screen.searches && text.trim() !== this.#level.text) {
      this.#level.text = text.trim();
      this.#loading.abort();
      this.#pick.busy = true;
      this.#searching.request();
    }
  }

  /** Loads the list of the screen, or its next page. @param focus row to go to meanwhile. */
  async #load(nextLink: string | undefined, focus?: Row<T>): Promise<void> {
    this.#loading.abort();
    const loading = (this.#loading = new AbortController());
    const { screen, text } = this.#level;
    const before = nextLink === undefined ? 0 : this.#rows.length;
    this.#problem = undefined;
    this.#nextLink = nextLink;
    this.#pick.busy = screen.list !== undefined;
    this.#show(focus);
    try {
      const page = await screen.list?.(text, nextLink, loading.signal);
      if (loading.signal.aborted) {
        return;
      }
      this.#rows = [...this.#rows.slice(0, before), ...(page?.rows ?? [])];
      this.#nextLink = page?.nextLink;
    } catch (error) {
      if (loading.signal.aborted || isAbort(error)) {
        return;
      }
      this.#problem = tryAgain(screen.explain(error), { run: () => Promise.resolve('more') });
    }
    this.#pick.busy = false;
    this.#show(nextLink === undefined ? undefined : this.#rows[before]);
  }

  async #follow({ run, explain = this.#level.screen.explain }: Row<T>): Promise<void> {
    if (run === undefined) {
      return;
    }
    this.#following.abort();
    const { signal } = (this.#following = new AbortController());
    this.#pick.busy = true;
    try {
      const step = await run({ signal, ask: (question) => this.#ask(question) });
      if (signal.aborted) {
        return;
      }
      if (step === 'more') {
        await this.#load(this.#nextLink);
      } else if (step === 'stay') {
        this.#pick.busy = false;
      } else if ('choose' in step) {
        this.#end(step.choose);
      } else if ('instead' in step) {
        await this.#enter([...this.#trail.slice(0, -1), { screen: step.instead, text: '' }]);
      } else {
        await this.#enter([...this.#trail, { screen: step.open, text: '' }]);
      }
    } catch (error) {
      if (signal.aborted || isAbort(error)) {
        return;
      }
      this.#problem = tryAgain(explain(error), { run, explain });
      this.#pick.busy = false;
      this.#show();
    }
  }

  async #ask(question: Question): Promise<string | undefined> {
    this.#asking = true;
    const answer = await askText(question);
    this.#pick.show();
    // A list that was hidden comes back without its rows.
    this.#show();
    this.#asking = false;
    return answer;
  }

  /** Brings the list up to date. @param focus row to go to; else the one that has the focus keeps it. */
  #show(focus?: Row<T>): void {
    const { screen, text } = this.#level;
    const isEmpty = this.#rows.length === 0 && !this.#pick.busy && this.#problem === undefined;
    const isBare = isEmpty && screen.rows.length === 0;
    this.#pick.placeholder = isEmpty && !isBare ? screen.emptyHint(text) : screen.hint;

    const rows: Row<T>[] = [...(this.#problem === undefined ? [] : [this.#problem]), ...screen.rows];
    if (screen.heading !== undefined) {
      rows.push(separator(screen.heading));
    }
    rows.push(...this.#rows);
    if (this.#nextLink !== undefined) {
      const label = `$(ellipsis) ${screen.moreLabel}`;
      rows.push({ label, alwaysShow: true, run: () => Promise.resolve('more') });
    }
    if (isBare) {
      rows.push({ label: `$(info) ${screen.emptyHint(text)}`, alwaysShow: true });
    }

    const active = this.#pick.activeItems[0];
    this.#pick.items = rows;
    const again = focus ?? rows.find((row) => row.run !== undefined && row.label === active?.label);
    if (again) {
      this.#pick.activeItems = [again];
    }
  }
}

function tryAgain<T>({ reason, next }: Words, again: Pick<Row<T>, 'run' | 'explain'>): Row<T> {
  const label = `$(error) ${vscode.l10n.t('Try Again')}`;
  return { ...again, label, description: reason, detail: next, alwaysShow: true };
}
