import type { Locator } from 'playwright-core';
import { type Surface, actionTimeout } from './surface.ts';

/** The editor in front, and the tabs above it. */
export class Editor {
  readonly #surface: Surface;

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  #tab(title: string): Locator {
    return this.#surface.page.locator('.tab').filter({ has: this.#surface.page.getByText(title, { exact: true }) });
  }

  get #lines(): Locator {
    return this.#surface.page.locator('.editor-group-container.active .view-line');
  }

  /** Waits until a file is in front and its text matches. @returns the text as far as it is shown */
  async waitFor(title: string, text = /(?:)/u): Promise<string> {
    return this.#surface.until(`wait for ${String(text)} in ${title}`, async () => {
      const isInFront = await this.#tab(title).and(this.#surface.page.locator('.tab.active')).first().isVisible();
      const shown = isInFront ? await this.#text() : '';
      return isInFront && text.test(shown) ? shown : undefined;
    });
  }

  /** Puts another text in the place of a line of a file that is in front. @param line counted from 1 */
  async replaceLine(title: string, line: number, text: string): Promise<void> {
    const { page } = this.#surface;
    await this.#surface.perform(`replace line ${line}`, async () => {
      await this.#lines.first().click({ timeout: actionTimeout });
      await page.keyboard.press('ControlOrMeta+Home');
      for (let down = 1; down < line; down += 1) {
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+End');
      await page.keyboard.insertText(text);
    });
    await this.#waitUntil(title, 'unsaved');
  }

  /** Saves what was typed, and waits until it is. */
  async save(title: string): Promise<void> {
    await this.#surface.page.keyboard.press('ControlOrMeta+s');
    await this.#waitUntil(title, 'saved');
  }

  /** Waits until a picture is shown. @returns its size in pixels */
  async waitForPicture(): Promise<{ readonly width: number; readonly height: number }> {
    return this.#surface.until('wait for the picture', async () => {
      for (const frame of this.#surface.page.frames()) {
        const image = frame.locator('img').first();
        const size = await image
          .evaluate(({ naturalWidth: width, naturalHeight: height }: Picture) => ({ width, height }), undefined, {
            timeout: 500,
          })
          .catch(() => undefined);
        if (size !== undefined && size.width > 0) {
          return size;
        }
      }
      return undefined;
    });
  }

  /** Waits until each of the texts is in one of the editors that can be seen: the sides of a comparison. */
  async waitForSides(texts: readonly RegExp[]): Promise<void> {
    await this.#surface.until(`wait for ${texts.join(' and ')}`, async () => {
      const lines = this.#surface.page.locator('.monaco-editor .view-lines').filter({ visible: true });
      const sides = (await lines.allInnerTexts()).map((side) => side.replaceAll('\u00A0', ' '));
      return texts.every((text) => sides.some((side) => text.test(side))) ? true : undefined;
    });
  }

  async #waitUntil(title: string, state: 'saved' | 'unsaved'): Promise<void> {
    const unsaved = this.#tab(title).and(this.#surface.page.locator('.tab.dirty')).first();
    await this.#surface.until(`wait until ${title} is ${state}`, async () =>
      (await unsaved.isVisible()) === (state === 'unsaved') ? true : undefined,
    );
  }

  async #text(): Promise<string> {
    // The lines are not in their order, and each space is one that does not break.
    const lines = await this.#lines.evaluateAll((rows: readonly Line[]) =>
      rows
        .map((row) => ({ top: Number.parseFloat(row.style.top), text: row.textContent }))
        .toSorted((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return lines.join('\n').replaceAll('\u00A0', ' ');
  }
}

/** What is used of elements in the page. */
interface Line {
  readonly style: { readonly top: string };
  readonly textContent: string;
}

interface Picture {
  readonly naturalWidth: number;
  readonly naturalHeight: number;
}
