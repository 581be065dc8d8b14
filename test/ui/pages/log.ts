import type { Locator } from 'playwright-core';
import type { QuickInput } from './quickInput.ts';
import type { Surface } from './surface.ts';

/** The extension's log in the panel. */
export class Log {
  readonly #surface: Surface;
  readonly #quickInput: QuickInput;

  constructor(surface: Surface, quickInput: QuickInput) {
    this.#surface = surface;
    this.#quickInput = quickInput;
  }

  get #panel(): Locator {
    return this.#surface.page.locator('.part.panel');
  }

  async show(): Promise<void> {
    await this.#quickInput.runCommand('OneDrive: Show Log');
    // The log is there with what the command loads.
    await this.#surface.perform('wait for the log', () => this.#panel.waitFor());
  }

  /** Closes the panel. */
  async hide(): Promise<void> {
    await this.#quickInput.runCommand('View: Toggle Panel Visibility');
    await this.#surface.perform('wait for the end of the panel', () => this.#panel.waitFor({ state: 'hidden' }));
  }

  async setLevel(level: 'Trace' | 'Info'): Promise<void> {
    await this.#quickInput.runCommand('Developer: Set Log Level...');
    await this.#quickInput.pick('OneDrive Sessions');
    await this.#quickInput.pick(level);
  }

  /** Waits until the panel shows a text that matches. */
  async waitFor(text: RegExp): Promise<void> {
    await this.#surface.until(`wait for ${String(text)} in the log`, async () => {
      const lines = await this.#panel.locator('.view-line').allInnerTexts();
      // The editor shows each space as one that does not break.
      return text.test(lines.join('\n').replaceAll('\u00A0', ' ')) ? true : undefined;
    });
  }
}
