import type { Locator } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** One row of the view. */
export interface UploadRow {
  readonly label: string;
  readonly description: string;
  /** The sentence for screen readers. */
  readonly spoken: string;
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

  async rows(): Promise<UploadRow[]> {
    const rows = await this.#tree.getByRole('treeitem').all();
    return Promise.all(
      rows.map(async (row) => ({
        label: (await row.locator('.label-name').first().innerText()).trim(),
        description: (await row.locator('.label-description').allInnerTexts()).join(' ').trim(),
        spoken: (await row.getAttribute('aria-label')) ?? '',
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

  /** What the view says when it has no rows. */
  async welcome(): Promise<string> {
    return this.#surface.perform('read the welcome text', () =>
      this.#surface.page.locator('.welcome-view-content').first().innerText({ timeout: actionTimeout }),
    );
  }
}
