import type { Page } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** The simulator's sign-in pages in the browser; test/sim/README.md lists their names. */
export class SignInPages {
  readonly #surface: Surface;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  get #page(): Page {
    return this.#surface.page;
  }

  /** Waits until a page with this heading is there. */
  async waitFor(heading: string | RegExp): Promise<void> {
    await this.#surface.perform(`wait for the page "${String(heading)}"`, () =>
      this.#page.getByRole('heading', { name: heading }).waitFor({ timeout: actionTimeout }),
    );
  }

  /** @param account user name */
  async pickAccount(account: string): Promise<void> {
    await this.waitFor('Pick an account');
    await this.press(new RegExp(account));
  }

  async accept(): Promise<void> {
    await this.waitFor('Permissions requested');
    await this.press('Accept');
  }

  /**
   * Picks the account, gives permission, and waits until the browser is back.
   * @param whenAsked called when the page asks for permission
   */
  async signIn(account: string, whenAsked?: (pages: SignInPages) => Promise<unknown>): Promise<void> {
    await this.pickAccount(account);
    await this.waitFor('Permissions requested');
    await whenAsked?.(this);
    await this.accept();
    await this.waitForReturn();
    await this.close();
  }

  /** Signs in as somebody who may be offered alone already, and who has given permission before. */
  async finishAs(account: string): Promise<void> {
    const choice = this.#page.getByRole('button', { name: new RegExp(account) });
    const done = this.#page.waitForURL(/^http:\/\/localhost:\d+\//, { timeout: actionTimeout });
    await this.#surface.perform('finish the sign-in', () =>
      Promise.race([done, choice.click({ timeout: actionTimeout }).then(() => done)]),
    );
  }

  async press(button: string | RegExp): Promise<void> {
    await this.#surface.perform(`press ${String(button)} on the sign-in page`, () =>
      this.#page.getByRole('button', { name: button, exact: true }).click({ timeout: actionTimeout }),
    );
  }

  /** What the page asks permission for. */
  async permissions(): Promise<string[]> {
    await this.waitFor('Permissions requested');
    return this.#page.getByRole('listitem').allInnerTexts();
  }

  /** Types a code and goes on. */
  async enterCode(code: string): Promise<void> {
    await this.waitFor('Enter code');
    await this.#surface.perform('type the code', () => this.#page.getByLabel('Code').fill(code));
    await this.press('Next');
  }

  /** Waits until the browser has come back to the extension. @returns what that page says */
  async waitForReturn(): Promise<string> {
    return this.#surface.perform('wait for the way back', async () => {
      await this.#page.waitForURL(/^http:\/\/localhost:\d+\/\?/, { timeout: actionTimeout });
      return this.#page.locator('body').innerText();
    });
  }

  /** Waits until the browser shows that nobody is at the address that the pages lead back to. */
  async waitForNobody(): Promise<void> {
    await this.#surface.perform('wait for the browser to find nobody', () =>
      this.#page.waitForURL(/^chrome-error:/, { timeout: actionTimeout }),
    );
  }

  async screenshot(title: string, folder?: string): Promise<void> {
    await this.#surface.screenshot(title, folder);
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}
