import type { Locator } from 'playwright-core';
import type { QuickInput } from './quickInput.ts';
import { type Surface, actionTimeout } from './surface.ts';

/** Nobody acts before reading. */
const readingMs = 300;

/** One notification as it is shown at the lower right. */
export class Notification {
  readonly #surface: Surface;
  readonly #shown: Locator;
  /** The message as it was when the notification was found. */
  readonly text: string;

  constructor(surface: Surface, shown: Locator, text: string) {
    this.#surface = surface;
    this.#shown = shown;
    this.text = text;
  }

  /** `undefined` while the progress has no known end, or there is none. */
  async percent(): Promise<number | undefined> {
    const bar = this.#shown.getByRole('progressbar');
    const value = (await bar.count()) === 0 ? null : await bar.getAttribute('aria-valuenow');
    return value === null ? undefined : Number(value);
  }

  async buttons(): Promise<string[]> {
    return this.#shown.locator('.notification-list-item-buttons-container').getByRole('button').allInnerTexts();
  }

  /** Presses a button, which also closes the notification. */
  async press(button: string): Promise<void> {
    await this.#surface.until(`press ${button} in "${this.text}"`, async () => {
      const pressed = await this.#shown.elementHandle({ timeout: actionTimeout });
      await this.#shown.getByRole('button', { name: button, exact: true }).click({ timeout: actionTimeout });
      // Another one that ends below it moves it between the two halves of a click, which is then none.
      return pressed.waitForElementState('hidden', { timeout: 2000 }).then(
        () => true,
        async () => ((await this.#shown.isVisible()) ? undefined : true),
      );
    });
  }
}

/**
 * The notifications at the lower right. VS Code shows the newest three there, and of those that come within 800 ms no
 * more than three ever: what is not shown is to be found behind the bell of the status bar.
 */
export class Notifications {
  readonly #surface: Surface;
  readonly #quickInput: QuickInput;

  constructor(surface: Surface, quickInput: QuickInput) {
    this.#surface = surface;
    this.#quickInput = quickInput;
  }

  /** Waits for a notification whose message matches. Its text then belongs to the moment of the match. */
  async waitFor(message: RegExp, timeout = actionTimeout): Promise<Notification> {
    const find = async (): Promise<Notification | undefined> =>
      (await this.#all()).find(({ text }) => message.test(text));
    let found = await this.#surface.poll(find, timeout);
    if (found === undefined) {
      await this.#quickInput.runCommand('Notifications: Show Notifications');
      found = await this.#surface.until(`wait for the notification ${String(message)}`, find, 1000);
    }
    await this.#surface.page.waitForTimeout(readingMs);
    return found;
  }

  /** Waits until none is there. */
  async waitForNone(): Promise<void> {
    await this.#surface.until('wait for the end of the notifications', async () =>
      (await this.texts()).length === 0 ? true : undefined,
    );
  }

  /** Puts all of them away. */
  async clear(): Promise<void> {
    await this.#quickInput.runCommand('Notifications: Clear All Notifications');
  }

  async texts(): Promise<string[]> {
    return (await this.#all()).map(({ text }) => text);
  }

  async #all(): Promise<Notification[]> {
    // Newest first; at the lower right only those that have come in. They do so at once, since VS Code is told to move
    // nothing, and are "done" with it only when something else in them ends to move. Else those behind the bell.
    const shown = this.#surface.page
      .locator('.notification-toast:is(.notification-fade-in, .notification-fade-in-done)')
      .or(this.#surface.page.locator('.notifications-center .notification-list-item'))
      .filter({ visible: true });
    const texts = await shown.locator('.notification-list-item-message').allInnerTexts();
    return texts.map((text) => {
      // What follows the colon changes while something is under way.
      const one = shown.filter({ hasText: text.split(':')[0] ?? text }).first();
      return new Notification(this.#surface, one, text);
    });
  }
}
