import type { UploadRecord } from '../journal/record.ts';
import type { UploadPorts } from './ports.ts';
import { filesOfFolder } from './rows.ts';

/** How long the service keeps an upload session that does not say it (OneDrive/onedrive-api-docs#1273: a week). */
const longestLifeMs = 8 * 24 * 3600 * 1000;

/** Ends uploads that the user has given up: on the server first, then on the list. */
export class Discards {
  readonly #ports: UploadPorts;

  constructor(ports: UploadPorts) {
    this.#ports = ports;
  }

  /** Takes what was given up off the list, unless the service cannot be reached or another window is at it. */
  async end(id: string): Promise<void> {
    const { journal, log } = this.#ports;
    try {
      const lease = await journal.take(id);
      try {
        if (lease) {
          await this.#endHeld(id);
        }
      } finally {
        await lease?.release();
      }
    } catch (error) {
      log.warn(`a given up upload is tried again later: ${String(error)}`);
    }
  }

  /** Tries again what could not be ended before. */
  async sweep(signal: AbortSignal): Promise<void> {
    for (const { record, where } of this.#ports.journal.entries) {
      if (record.state.kind === 'discarding' && where === 'nobody' && !signal.aborted) {
        await this.end(record.id);
      }
    }
    try {
      await this.#endStrays();
    } catch (error) {
      this.#ports.log.warn(`upload sessions without a record are ended later: ${String(error)}`);
    }
  }

  /** Nobody could go on with a session of which only the URL is left, and it may hold a name on the server. */
  async #endStrays(): Promise<void> {
    const { journal, transfers } = this.#ports;
    for (const id of await journal.strayUrls()) {
      const url = await journal.url(id);
      if (!url || (await transfers.discard(url))) {
        await journal.removeUrl(id);
      }
    }
  }

  async #endHeld(id: string): Promise<void> {
    const { journal, folders, transfers } = this.#ports;
    const record = journal.get(id)?.record;
    const url = await journal.url(id);
    if (url && !(await transfers.discard(url)) && !this.#isForgotten(record)) {
      return;
    }
    if (record?.kind === 'folder') {
      await this.#endFilesOf(id);
      await folders.logs.remove(id);
    }
    await journal.remove(id);
  }

  /** Nobody would find the files of a folder upload any more whose end a crash has interrupted. */
  async #endFilesOf(folder: string): Promise<void> {
    const { journal } = this.#ports;
    for (const { record, where } of filesOfFolder(journal.entries, folder)) {
      if (where === 'nobody') {
        await journal.save({ ...record, state: { kind: 'discarding' } });
        await this.end(record.id);
      }
    }
  }

  /** A service that can never be reached again must not keep a row for ever. */
  #isForgotten(record: UploadRecord | undefined): boolean {
    const expires = record?.session?.expires ?? (record?.updatedAt ?? 0) + longestLifeMs;
    return expires < this.#ports.clock.now();
  }
}
