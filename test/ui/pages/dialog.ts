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

  /** What it says and asks. */
  async text(): Promise<string> {
    return this.#box.innerText();
  }

  async press(button: string): Promise<void> {
    await this.#surface.perform(`press ${button} in the question`, async () => {
      const wanted = this.#box.getByRole('button', { name: button, exact: true });
      await wanted.click({ timeout: actionTimeout });
      // Another question may follow at once.
      await wanted.waitFor({ state: 'hidden', timeout: actionTimeout });
    });
  }
}
