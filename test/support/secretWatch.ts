import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SharedList } from '../../src/upload/journal/ports.ts';
import type { MemoryLog } from './memoryLog.ts';
import { memoryList } from './uploadWindow.ts';

/** Below this a hash of the content is about the content itself. */
const smallestContent = 64;
const sampleBytes = 24;

/** Watches everything that windows write for what must not be there: tokens, upload URLs, contents of files. */
export class SecretWatch {
  /** The list that windows share; what was ever written to it is looked at. */
  readonly list: SharedList;
  readonly #secrets: { readonly what: string; readonly text: string }[] = [
    { what: 'an upload URL', text: 'tempauth' },
    { what: 'an upload URL', text: '/rup/' },
  ];
  readonly #lists: string[] = [];
  readonly #logs: MemoryLog[] = [];
  readonly #storages = new Set<string>();

  constructor(content: Uint8Array) {
    const list = memoryList();
    this.list = {
      read: () => list.read(),
      write: (records) => {
        this.#lists.push(JSON.stringify(records));
        return list.write(records);
      },
    };
    if (content.length >= smallestContent) {
      this.#addContent(Buffer.from(content));
    }
  }

  /** @param token an access token in use. */
  add(token: string): void {
    this.#secrets.push({ what: 'an access token', text: token });
  }

  /** Looks at what a window logs and keeps from now on. */
  watch(log: MemoryLog, storage: string): void {
    this.#logs.push(log);
    this.#storages.add(storage);
  }

  /** @throws when a secret lies where it must not. Upload URLs have a folder of their own. */
  async check(): Promise<void> {
    for (const log of this.#logs) {
      this.#checkText('the log', log.text);
    }
    for (const list of this.#lists.splice(0)) {
      this.#checkText('the shared list', list);
    }
    for (const storage of this.#storages) {
      for (const file of await filesOf(storage)) {
        this.#checkText(basename(file), await textOf(file));
      }
    }
  }

  #addContent(content: Buffer): void {
    for (const start of [0, content.length >> 1, content.length - sampleBytes - 2]) {
      // Base64 of the same bytes differs with their place in a group of three.
      for (const shift of [0, 1, 2]) {
        const sample = content.subarray(start + shift, start + shift + sampleBytes);
        for (const encoding of ['latin1', 'hex', 'base64'] as const) {
          this.#secrets.push({ what: 'content', text: sample.toString(encoding) });
        }
      }
    }
  }

  #checkText(where: string, text: string): void {
    for (const { what, text: secret } of this.#secrets) {
      assert.equal(text.includes(secret), false, `${where} has ${what}`);
    }
  }
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && basename(entry.parentPath) !== 'urls')
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Empty when it is gone meanwhile. */
function textOf(file: string): Promise<string> {
  return readFile(file, 'latin1').catch(() => '');
}
