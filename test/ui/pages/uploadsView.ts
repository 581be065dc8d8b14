import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** One row of the view. */
export interface UploadRow {
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

/** The list of uploads in the side bar. */
export class UploadsView {
  readonly #surface: Surface;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  get #tree(): Locator {
    return this.#surface.page.getByRole('tree', { name: /^Uploads/ });
  }

  #row(label: string): Locator {
    return this.#tree.getByRole('treeitem').filter({ has: this.#surface.page.getByText(label, { exact: true }) });
  }

  async show(): Promise<void> {
    await this.#surface.perform('show the Uploads view', async () => {
      const tab = this.#surface.page.getByRole('tab', { name: /^OneDrive/ });
      if ((await tab.getAttribute('aria-selected', { timeout: actionTimeout })) !== 'true') {
        await tab.click();
      }
    });
  }

  /** All rows as they are at one moment. */
  async rows(): Promise<UploadRow[]> {
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
  async waitForRow(label: string, description: RegExp, timeout = actionTimeout): Promise<UploadRow> {
    return this.#surface.until(
      `wait for ${label} with ${String(description)} in the Uploads view`,
      async () => (await this.rows()).find((row) => row.label === label && description.test(row.description)),
      timeout,
    );
  }

  /** Waits until no row is left. */
  async waitForEmpty(timeout = actionTimeout): Promise<void> {
    await this.#surface.until(
      'wait for an empty Uploads view',
      async () => ((await this.rows()).length === 0 ? true : undefined),
      timeout,
    );
  }

  /** Presses a button in the row, which appears under the mouse. */
  async press(label: string, action: string): Promise<void> {
    await this.#surface.perform(`press ${action} on ${label}`, async () => {
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

  /** The text that appears when the mouse rests on a row. */
  async tooltip(label: string): Promise<string> {
    const { page } = this.#surface;
    const hover = page.locator('.monaco-hover').filter({ visible: true }).last();
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
    const welcome = this.#surface.page.locator('.welcome-view-content').filter({ visible: true });
    await this.#surface.until(`wait for ${String(text)} in the Uploads view`, async () =>
      text.test((await welcome.allInnerTexts()).join('\n')) ? true : undefined,
    );
  }

  /** Follows a link or presses a button of what the view says without rows. */
  async followWelcome(title: string): Promise<void> {
    const welcome = this.#surface.page.locator('.welcome-view-content').filter({ visible: true });
    await this.#surface.perform(`follow ${title} in the Uploads view`, () =>
      welcome.getByRole('button', { name: title, exact: true }).click({ timeout: actionTimeout }),
    );
  }
}
