import type { Locator } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** The box at the top: palette, pick lists and input boxes. */
export class QuickInput {
  readonly #surface: Surface;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  get #widget(): Locator {
    return this.#surface.page.locator('.quick-input-widget').filter({ visible: true });
  }

  get #input(): Locator {
    return this.#widget.locator('.quick-input-box input');
  }

  #option(label: string): Locator {
    return this.#widget
      .getByRole('option')
      .filter({ has: this.#surface.page.locator('.label-name').getByText(label, { exact: true }) })
      .first();
  }

  /** Waits until the box shows a title, placeholder or prompt that matches. */
  async waitFor(words: RegExp, timeout = actionTimeout): Promise<void> {
    await this.#surface.until(
      `wait for the input ${String(words)}`,
      async () => {
        if (!(await this.#widget.isVisible())) {
          return undefined;
        }
        const placeholder = (await this.#input.getAttribute('placeholder')) ?? '';
        return words.test(`${await this.#widget.innerText()}\n${placeholder}`) ? true : undefined;
      },
      timeout,
    );
  }

  async isVisible(): Promise<boolean> {
    return this.#widget.isVisible();
  }

  /** Whether what is typed is hidden. */
  async isPassword(): Promise<boolean> {
    return (await this.#input.getAttribute('type')) === 'password';
  }

  /** The labels of the list as far as it is shown. */
  async items(): Promise<string[]> {
    const options = await this.#widget.getByRole('option').all();
    // The first row is the label, the second the detail.
    const labels = options.map((option) => option.locator('.label-name').first().innerText());
    return (await Promise.all(labels)).map((label) => label.trim());
  }

  /** Chooses the item whose label is exactly `label`, waiting until it is there. */
  async pick(label: string): Promise<void> {
    await this.#surface.perform(`choose "${label}" in the list`, () =>
      this.#option(label).click({ timeout: actionTimeout }),
    );
  }

  /** The same with an item of a list that may come anew under the mouse, which then takes no click: until it is gone. */
  async pickUntilGone(label: string): Promise<void> {
    const option = this.#option(label);
    await this.#surface.perform(`wait for "${label}" in the list`, () => option.waitFor({ timeout: actionTimeout }));
    await this.#surface.until(`choose "${label}" in the list`, async () => {
      if (await option.isVisible()) {
        await option.click({ timeout: 2000 }).catch(() => {});
      }
      return option.waitFor({ state: 'hidden', timeout: 2000 }).then(
        () => true,
        () => undefined,
      );
    });
  }

  /** Ticks items of a list that takes several, and goes on. */
  async tick(labels: readonly string[]): Promise<void> {
    await this.#surface.perform(`choose ${labels.join(', ')} in the list`, async () => {
      for (const label of labels) {
        await this.#widget
          .getByRole('checkbox', { name: label, exact: true })
          .first()
          .click({ timeout: actionTimeout });
      }
      await this.#widget.getByRole('button', { name: 'OK', exact: true }).click({ timeout: actionTimeout });
    });
  }

  /** Presses the Back button. */
  async back(): Promise<void> {
    await this.#surface.perform('go back', () =>
      this.#widget.getByRole('button', { name: /^Back/ }).click({ timeout: actionTimeout }),
    );
  }

  /** Types a text and accepts it. What is typed can be secret and is in no message. */
  async enter(text: string): Promise<void> {
    await this.#surface.perform('type into the input', async () => {
      await this.#input.fill(text, { timeout: actionTimeout });
      await this.#input.press('Enter', { timeout: actionTimeout });
    });
  }

  /** Runs a command from the palette by its full title. */
  async runCommand(title: string): Promise<void> {
    const { page } = this.#surface;
    const option = this.#widget.getByRole('option').filter({ hasText: title }).first();
    await this.#surface.until(`run the command ${title}`, async () => {
      await page.keyboard.press('F1');
      // A menu that is about to close takes the key; the list follows the typing; VS Code may not know the extension's
      // commands yet.
      const typed = this.#input.fill(`>${title}`, { timeout: 5000 });
      const found = await typed
        .then(() => option.waitFor({ timeout: 1500 }))
        .then(
          () => true,
          () => false,
        );
      if (!found) {
        await page.keyboard.press('Escape');
        return undefined;
      }
      await option.click({ timeout: actionTimeout });
      return true;
    });
  }
}
