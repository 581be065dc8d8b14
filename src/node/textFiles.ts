import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { TextStore } from '../upload/journal/ports.ts';
import { codeOf, DurableFiles, ensureFolder } from './durableFiles.ts';
import type { FolderParts } from './recordFiles.ts';

/** Texts that only the owner may read, each in a file of its own. A key is a name of a file. */
export class TextFolder implements TextStore {
  readonly #folder: string;
  readonly #files: DurableFiles;

  private constructor(folder: string, files: DurableFiles) {
    this.#folder = folder;
    this.#files = files;
  }

  static async open(folder: string, { clock, random }: Pick<FolderParts, 'clock' | 'random'>): Promise<TextFolder> {
    await ensureFolder(folder);
    const files = new DurableFiles(folder, clock, random);
    await files.sweep();
    return new TextFolder(folder, files);
  }

  async get(key: string): Promise<string | undefined> {
    try {
      return await fs.readFile(path.join(this.#folder, key), 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  async store(key: string, text: string): Promise<void> {
    await this.#files.write(key, text, true);
  }

  async delete(key: string): Promise<void> {
    await this.#files.remove(key);
  }

  async keys(): Promise<readonly string[]> {
    return this.#files.names();
  }
}
