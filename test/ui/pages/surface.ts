import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Locator, type Page, errors } from 'playwright-core';
import { out } from '../../run/setup/paths.js';

/** How long one action may take, milliseconds. Bounded, so that a failure names the action and not the whole test. */
export const actionTimeout = 15_000;

/** Each look costs the window some work: looking more often slowed down what it waits for. */
const pollMs = 200;

/** The window that the page objects share: where they look, and how an action fails. */
export class Surface {
  readonly page: Page;
  readonly #name: string;

  /** @param name of the run, for its pictures in out/ui */
  constructor(page: Page, name: string) {
    this.page = page;
    this.#name = name;
  }

  /**
   * Does one action. When something that it waits for does not appear, the error says which action it was and what
   * the window showed instead, and a picture is left.
   */
  async perform<T>(what: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) {
        throw error;
      }
      const file = await this.screenshot(`failed ${what}`);
      throw new Error(
        `${what}: not possible within the time.\nShown instead:\n${await this.shown()}\nPicture: ${file}`,
        {
          cause: error,
        },
      );
    }
  }

  /** Polls until `probe` gives a value. */
  async until<T>(what: string, probe: () => Promise<T | undefined>, timeout = actionTimeout): Promise<T> {
    return this.perform(what, async () => {
      const value = await this.poll(probe, timeout);
      if (value === undefined) {
        throw new errors.TimeoutError(`${what}: nothing within ${timeout} ms`);
      }
      return value;
    });
  }

  /** Polls until `probe` gives a value; `undefined` when it gives none in time. */
  async poll<T>(probe: () => Promise<T | undefined>, timeout: number): Promise<T | undefined> {
    const end = performance.now() + timeout;
    for (;;) {
      const value = await probe();
      if (value !== undefined || performance.now() > end) {
        return value;
      }
      await this.page.waitForTimeout(pollMs);
    }
  }

  /**
   * Chooses an entry of the open menu, which closes it. A menu takes no click in its first moments, so that the click
   * that opens it does not choose from it: until it is closed.
   */
  async chooseInMenu(entry: Locator): Promise<void> {
    let isClicked = false;
    await this.until('choose from the menu', async () => {
      if (isClicked && !(await entry.isVisible())) {
        return true;
      }
      await entry.click({ timeout: 2000 }).then(
        () => (isClicked = true),
        () => {
          // It may close between the look and the click.
        },
      );
      return undefined;
    });
  }

  /** @returns the picture's path */
  async screenshot(title: string, folder = join(out, 'ui')): Promise<string> {
    await mkdir(folder, { recursive: true });
    const name = [this.#name, title].filter((part) => part !== '').join(' ');
    const path = join(folder, `${name.replaceAll(/[^\w]+/g, '-').toLowerCase()}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** What the window shows to a screen reader in its changing parts. */
  async shown(): Promise<string> {
    const parts: [string, Locator][] = [
      [
        'notifications',
        this.page.locator('.notifications-center, .notifications-toasts').filter({ visible: true }).first(),
      ],
      ['dialog', this.page.locator('.monaco-dialog-box')],
      ['quick input', this.page.locator('.quick-input-widget')],
      ['menu', this.page.locator('.monaco-menu').first()],
      ['side bar', this.page.locator('.part.sidebar')],
    ];
    const texts = [];
    for (const [title, locator] of parts) {
      if (await locator.isVisible()) {
        texts.push(`${title}:\n${await locator.ariaSnapshot()}`);
      }
    }
    return texts.join('\n');
  }
}
