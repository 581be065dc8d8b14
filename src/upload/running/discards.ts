import type { UploadPorts } from './ports.ts';

/** Ends uploads that the user has given up: on the server first, then on the list. */
export class Discards {
  readonly #ports: UploadPorts;

  constructor(ports: UploadPorts) {
    this.#ports = ports;
  }

  /** Takes what was given up off the list, unless the service cannot be reached or another window is at it. */
  async end(id: string): Promise<void> {
    const { journal, folders, log, transfers } = this.#ports;
    const lease = await journal.take(id);
    if (!lease) {
      return;
    }
    try {
      const url = await journal.url(id);
      if (url && !(await transfers.discard(url))) {
        return;
      }
      if (journal.get(id)?.record.kind === 'folder') {
        await folders.logs.remove(id);
      }
      await journal.remove(id);
    } catch (error) {
      log.warn(`a given up upload is tried again later: ${String(error)}`);
    } finally {
      await lease.release();
    }
  }

  /** Tries again what could not be ended before. */
  async sweep(signal: AbortSignal): Promise<void> {
    for (const { record, where } of this.#ports.journal.entries) {
      if (record.state.kind === 'discarding' && where === 'nobody' && !signal.aborted) {
        await this.end(record.id);
      }
    }
  }
}
