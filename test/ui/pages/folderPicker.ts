import type { QuickInput } from './quickInput.ts';

/** The list in which the destination in OneDrive is chosen. */
export class FolderPicker {
  readonly #quickInput: QuickInput;

  constructor(quickInput: QuickInput) {
    this.#quickInput = quickInput;
  }

  /** Waits until the picker shows a folder. @param folder "OneDrive" for the top, else its path */
  async waitFor(folder: string): Promise<void> {
    await this.#quickInput.waitFor(new RegExp(`Upload to ${folder}$`, 'm'));
  }

  /** Opens a folder of the one that is shown. */
  async open(name: string): Promise<void> {
    await this.#quickInput.pick(name);
  }

  /** Makes a folder in the top folder and opens it. */
  async createFolder(name: string): Promise<void> {
    await this.waitFor('OneDrive');
    await this.#quickInput.pick('New Folder...');
    await this.#quickInput.waitFor(/New folder in/);
    await this.#quickInput.enter(name);
    await this.waitFor(`/${name}`);
  }

  /** Uploads to the folder that is shown. */
  async uploadHere(): Promise<void> {
    await this.#quickInput.pickUntilGone('Upload Here');
  }
}
