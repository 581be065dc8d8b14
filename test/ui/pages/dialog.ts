import type { Locator } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** A question that has to be answered before anything else can be done. */
export class Dialog {
  readonly #surface: Surface;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  get #box(): Locator {
    return this.#surface.page.locator('.monaco-dialog-box');
  }

  async waitFor(words: RegExp): Promise<void> {
    await this.#surface.until(`wait for the question ${String(words)}`, async () =>
      (await this.#box.isVisible()) && words.test(await this.#box.innerText()) ? true : undefined,
    );
  }

  async press(button: string): Promise<void> {
    await this.#surface.perform(`press ${button} in the question`, async () => {
      await this.#box.getByRole('button', { name: button, exact: true }).click({ timeout: actionTimeout });
      await this.#box.waitFor({ state: 'hidden', timeout: actionTimeout });
    });
  }
}
