import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** One row of the view. */
export interface ViewRow {
  readonly label: string;
  readonly description: string;
  /** The sentence for screen readers. */
  readonly spoken: string;
}

/** What is used of an element in the page. */
interface RowElement {
  querySelector(selector: string): { readonly textContent: string } | null;
  getAttribute(name: string): string | null;
}

/** One of the lists in the side bar of OneDrive: uploads, or open workbooks. */
export class SideBarView {
  readonly #surface: Surface;
  readonly #name: string;

  /** @param name its title */
  constructor(surface: Surface, name: string) {
    this.#surface = surface;
    this.#name = name;
  }

  get #pane(): Locator {
    const { page } = this.#surface;
    return page.locator('.pane').filter({ has: page.getByRole('button', { name: `${this.#name} Section` }) });
  }

  get #tree(): Locator {
    return this.#pane.getByRole('tree');
  }

  get #welcome(): Locator {
    return this.#pane.locator('.welcome-view-content').filter({ visible: true });
  }

  /** @param label what it shows, or what it says to screen readers */
  #row(label: string | RegExp): Locator {
    return typeof label === 'object'
      ? this.#tree.getByRole('treeitem', { name: label })
      : this.#tree.getByRole('treeitem').filter({ has: this.#surface.page.getByText(label, { exact: true }) });
  }

  async show(): Promise<void> {
    await this.#surface.perform('show the side bar of OneDrive', async () => {
      const tab = this.#surface.page.getByRole('tab', { name: /^OneDrive/ });
      if ((await tab.getAttribute('aria-selected', { timeout: actionTimeout })) !== 'true') {
        await tab.click();
      }
    });
  }

  /** All rows as they are at one moment. */
  async rows(): Promise<ViewRow[]> {
    // Evaluated in the page in one go: rows come and go while an upload runs.
    return this.#tree.getByRole('treeitem').evaluateAll((rows: readonly RowElement[]) =>
      rows.map((row) => ({
        label: row.querySelector('.label-name')?.textContent.trim() ?? '',
        description: row.querySelector('.label-description')?.textContent.trim() ?? '',
        spoken: row.getAttribute('aria-label') ?? '',
      })),
    );
  }

  /** Waits until the row's description matches. */
  async waitForRow(label: string, description: RegExp, timeout = actionTimeout): Promise<ViewRow> {
    return this.#surface.until(
      `wait for ${label} with ${String(description)} in ${this.#name}`,
      async () => (await this.rows()).find((row) => row.label === label && description.test(row.description)),
      timeout,
    );
  }

  /** Waits until no row is left. */
  async waitForEmpty(timeout = actionTimeout): Promise<void> {
    await this.#surface.until(
      `wait for nothing in ${this.#name}`,
      async () => ((await this.rows()).length === 0 ? true : undefined),
      timeout,
    );
  }

  /** Waits until all uploads that are listed have ended in success. */
  async waitForNothingPending(timeout = actionTimeout): Promise<void> {
    await this.#surface.until(
      `wait for nothing pending in ${this.#name}`,
      async () =>
        (await this.rows()).every(({ description }) => description.startsWith('uploaded')) ? true : undefined,
      timeout,
    );
  }

  /** Presses a button in the row, which appears under the mouse. */
  async press(label: string | RegExp, action: string): Promise<void> {
    await this.#surface.perform(`press ${action} on ${String(label)}`, async () => {
      const row = this.#row(label);
      await row.hover({ timeout: actionTimeout });
      await row.getByRole('button', { name: action }).click({ timeout: actionTimeout });
    });
  }

  /** Waits until the icon of the view says no more than this. */
  async waitForIcon(words: string): Promise<void> {
    await this.#surface.perform(`wait for the icon "${words}"`, () =>
      this.#surface.page.getByRole('tab', { name: words, exact: true }).waitFor({ timeout: actionTimeout }),
    );
  }

  /** The text that appears when the mouse rests on a row, and that has its label in it. */
  async tooltip(label: string): Promise<string> {
    const { page } = this.#surface;
    // That of what was clicked before may still be there.
    const hover = page.locator('.monaco-hover').filter({ visible: true, hasText: label }).last();
    return this.#surface.until(`read the tooltip of ${label}`, async () => {
      // A row that is drawn anew under the mouse forgets that it is there.
      await page.mouse.move(0, 0);
      await this.#row(label).locator('.label-name').hover({ timeout: actionTimeout });
      const shown = await hover.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
      return shown ? hover.innerText() : undefined;
    });
  }

  /** Clicks a row below others, which are opened for it. @param path labels from the top */
  async open(path: readonly string[]): Promise<void> {
    await this.#surface.until(`open ${path.join(' › ')} in ${this.#name}`, async () => {
      const shown = await this.#tree.getByRole('treeitem').evaluateAll(placesOf);
      const last = lastAlong(path, shown);
      if (last === undefined) {
        return undefined;
      }
      const row = this.#tree.getByRole('treeitem').nth(last.index);
      if (last.level === path.length) {
        await row.click({ timeout: actionTimeout });
        return true;
      }
      if (!last.isExpanded) {
        await row.locator('.monaco-tl-twistie').click({ timeout: actionTimeout });
      }
      return undefined;
    });
  }

  /** Opens the menu of a row and chooses an entry. */
  async choose(label: string, entry: string): Promise<void> {
    const { page } = this.#surface;
    await this.#surface.perform(`choose ${entry} of ${label}`, async () => {
      await this.#row(label).first().click({ button: 'right', timeout: actionTimeout });
      const item = page.getByRole('menuitem', { name: entry, exact: true });
      await item.waitFor({ timeout: actionTimeout });
      await this.#surface.chooseInMenu(item);
    });
  }

  /** Opens the menu of a row with the keyboard alone and chooses an entry. */
  async chooseByKeyboard(label: string, entry: string): Promise<void> {
    const { page } = this.#surface;
    await this.#surface.perform(`choose ${entry} of ${label} by keyboard`, async () => {
      const row = this.#tree.locator('.monaco-list-row.focused').filter({ hasText: label });
      for (let moves = 0; !(await row.isVisible()); moves += 1) {
        assert.ok(moves < 200, `${label} cannot be reached`);
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Shift+F10');
      const item = page.locator('.monaco-menu .action-item.focused').filter({ hasText: entry });
      await page.getByRole('menuitem', { name: entry, exact: true }).waitFor({ timeout: actionTimeout });
      for (let moves = 0; !(await item.isVisible()); moves += 1) {
        assert.ok(moves < 20, `${entry} cannot be reached`);
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Enter');
      await item.waitFor({ state: 'hidden', timeout: actionTimeout });
    });
  }

  /** Waits until the view, without rows, says what matches. */
  async waitForWelcome(text: RegExp): Promise<void> {
    await this.#surface.until(`wait for ${String(text)} in ${this.#name}`, async () =>
      text.test((await this.#welcome.allInnerTexts()).join('\n')) ? true : undefined,
    );
  }

  /** Follows a link or presses a button of what the view says without rows. */
  async followWelcome(title: string): Promise<void> {
    await this.#surface.perform(`follow ${title} in ${this.#name}`, () =>
      this.#welcome.getByRole('button', { name: title, exact: true }).click({ timeout: actionTimeout }),
    );
  }
}

/** A row and where it is in the tree. */
interface PlacedRow {
  readonly index: number;
  readonly label: string;
  /** Counted from 1. */
  readonly level: number;
  readonly isExpanded: boolean;
}

/** Evaluated in the page. */
function placesOf(rows: readonly RowElement[]): PlacedRow[] {
  return rows.map((row, index) => ({
    index,
    label: row.querySelector('.label-name')?.textContent.trim() ?? '',
    level: Number(row.getAttribute('aria-level')),
    isExpanded: row.getAttribute('aria-expanded') === 'true',
  }));
}

/** The last row along a path that is shown. */
function lastAlong(path: readonly string[], shown: readonly PlacedRow[]): PlacedRow | undefined {
  let matched = 0;
  let last: PlacedRow | undefined;
  for (const row of shown) {
    matched = Math.min(matched, row.level - 1);
    if (matched === row.level - 1 && row.label === path[matched]) {
      matched = row.level;
      last = matched > (last?.level ?? 0) ? row : last;
    }
  }
  return last;
}
