import type { Locator } from 'playwright-core';
import type { Surface } from './surface.ts';

/** The files of the workspace. */
export class Explorer {
  readonly #surface: Surface;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  row(name: string): Locator {
    return this.#surface.page
      .getByRole('tree', { name: 'Files Explorer' })
      .getByRole('treeitem', { name, exact: true });
  }

  async show(): Promise<void> {
    await this.#surface.perform('show the explorer', async () => {
      const tab = this.#surface.page.getByRole('tab', { name: /^Explorer/ });
      if ((await tab.getAttribute('aria-selected')) !== 'true') {
        await tab.click();
      }
    });
  }

  /** Clicks one or several files, which also opens the first. */
  async select(names: readonly string[]): Promise<void> {
    const [first = '', ...others] = names;
    await this.#surface.perform(`select ${first} in the explorer`, () => this.row(first).click());
    if (others.length > 0) {
      await this.#surface.until(`select ${names.join(', ')} in the explorer`, () => this.#selectAll(names));
    }
  }

  /** The explorer selects what an editor shows some time after it was opened: this one alone. */
  async #selectAll(names: readonly string[]): Promise<true | undefined> {
    let areSelected = true;
    for (const name of names) {
      if ((await this.row(name).getAttribute('aria-selected')) !== 'true') {
        areSelected = false;
        await this.row(name).click({ modifiers: ['ControlOrMeta'] });
      }
    }
    return areSelected || undefined;
  }

  /**
   * Opens the context menu of a file, or of several that are selected first. The menu does not change while it is open, so it is
   * opened again until VS Code knows the extension whose entry is asked for.
   */
  async openMenu(names: readonly string[], entry: string): Promise<Locator> {
    const { page } = this.#surface;
    if (names.length > 1) {
      await this.select(names);
    }
    const item = page.getByRole('menuitem', { name: entry, exact: true });
    return this.#surface.until(`open the menu of ${names.join(', ')} with ${entry}`, async () => {
      await this.row(names.at(-1) ?? '').click({ button: 'right' });
      await page.getByRole('menu').last().waitFor();
      if (await item.isVisible()) {
        return item;
      }
      await page.keyboard.press('Escape');
      await page.waitForTimeout(300);
      return undefined;
    });
  }

  /** Right-clicks the files and chooses an entry. */
  async choose(names: readonly string[], entry: string): Promise<void> {
    await this.#surface.chooseInMenu(await this.openMenu(names, entry));
  }
}
