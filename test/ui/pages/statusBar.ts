import type { Locator } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** The entry of the uploads at the lower edge of the window. */
export class StatusBar {
  readonly #surface: Surface;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  get #item(): Locator {
    return this.#surface.page.locator('.statusbar-item[id*="onedrive"]');
  }

  async waitFor(text: RegExp): Promise<void> {
    await this.#surface.until(`wait for ${String(text)} in the status bar`, async () =>
      (await this.#item.count()) > 0 && text.test((await this.#item.innerText()).trim()) ? true : undefined,
    );
  }

  async waitForNone(): Promise<void> {
    await this.#surface.perform('wait for the end of the entry in the status bar', () =>
      this.#item.waitFor({ state: 'hidden', timeout: actionTimeout }),
    );
  }
}
