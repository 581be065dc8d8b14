import type { Locator } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** VS Code's own menu of accounts, at the lower end of the icons at the left. */
export class AccountsMenu {
  readonly #surface: Surface;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  get #menus(): Locator {
    return this.#surface.page.locator('.monaco-menu').filter({ visible: true });
  }

  /** Opens the menu when it has an entry that matches. It does not change while it is open. */
  async open(entry: RegExp): Promise<void> {
    await this.#surface.until(`open the Accounts menu with ${String(entry)}`, async () => {
      await this.#surface.page.getByRole('button', { name: /^Accounts/ }).click({ timeout: actionTimeout });
      await this.#menus.first().waitFor({ timeout: actionTimeout });
      if ((await this.entries()).some((text) => entry.test(text))) {
        return true;
      }
      await this.close();
      return undefined;
    });
  }

  async close(): Promise<void> {
    await this.#surface.perform('close the Accounts menu', async () => {
      for (let left = await this.#menus.count(); left > 0; left = await this.#menus.count()) {
        await this.#surface.page.keyboard.press('Escape');
        await this.#surface.page.waitForTimeout(50);
      }
    });
  }

  /** Entries of all menus that are open. */
  async entries(): Promise<string[]> {
    return (await this.#menus.getByRole('menuitem').allInnerTexts()).map((text) => text.trim());
  }

  /** Opens the menu and chooses an entry, one of its submenu with a second name. */
  async choose(...names: readonly [RegExp, ...RegExp[]]): Promise<void> {
    await this.open(names[0]);
    const last = names.length - 1;
    for (const [index, name] of names.entries()) {
      await this.#surface.perform(`choose ${String(name)} in the Accounts menu`, async () => {
        const item = this.#menus.nth(index).getByRole('menuitem', { name });
        // An entry with a submenu shows it while the mouse is there.
        await item.hover({ timeout: actionTimeout });
        if (index === last) {
          await this.#surface.chooseInMenu(item);
        }
      });
    }
  }
}
