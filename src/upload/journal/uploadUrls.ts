import { orAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { withTimeLimit } from '../../base/deadline.ts';
import type { Logger } from '../../base/log.ts';
import { redact } from '../../base/log.ts';
import { UploadUrl } from '../../graph/uploadUrl.ts';
import { isRecordId } from './parseRecord.ts';
import type { TextStore, UploadUrlStore } from './ports.ts';
import type { SecretProbe } from './secretProbe.ts';

export interface UploadUrlParts {
  /** Kept by the system, or by nobody, when a window is reloaded. Shared by all machines that a person works on. */
  readonly secrets: TextStore;
  /** Owner-only files of this machine; the key is an id. */
  readonly files: TextStore;
  readonly probe: SecretProbe;
  readonly machineId: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A keyring that asks the user something nobody sees must not hold an upload for ever. */
const secretsMs = 10_000;

/**
 * Upload URLs where they are safest among the places that keep them: with the system's secrets where these survive the
 * reload of a window, else in owner-only files, and in both until that is known.
 */
export class UploadUrls implements UploadUrlStore {
  readonly #parts: UploadUrlParts;
  readonly #prefix: string;
  /** Both until it is known what survives. */
  #useSecrets = true;
  #useFiles = true;
  #ready: Promise<void> | undefined;

  constructor(parts: UploadUrlParts) {
    this.#parts = parts;
    this.#prefix = `onedrive.uploadUrl/${parts.machineId}/`;
  }

  async get(id: string): Promise<UploadUrl | undefined> {
    await this.#prepare();
    const { files } = this.#parts;
    // The place that was written last comes first; the other one may hold what an earlier window left.
    const text = this.#useSecrets
      ? ((await this.#secret(id)) ?? (await files.get(id)))
      : ((await files.get(id)) ?? (await this.#secret(id)));
    return text === undefined ? undefined : urlOf(text);
  }

  async save(id: string, url: UploadUrl): Promise<void> {
    await this.#prepare();
    const { files } = this.#parts;
    const text = url.reveal();
    const kept = this.#useSecrets && (await this.#storeSecret(id, text));
    if (this.#useFiles || !kept) {
      await files.store(id, text);
    } else {
      await files.delete(id);
    }
    if (!kept) {
      await this.#deleteSecret(id);
    }
  }

  async remove(id: string): Promise<void> {
    await this.#prepare();
    await this.#parts.files.delete(id);
    await this.#deleteSecret(id);
  }

  async ids(): Promise<readonly string[]> {
    await this.#prepare();
    const keys = (await this.#tried((secrets) => secrets.keys()))?.value ?? [];
    const ids = keys.filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(this.#prefix.length));
    return [...new Set([...ids, ...(await this.#parts.files.keys())])].filter((id) => isRecordId(id));
  }

  #prepare(): Promise<void> {
    this.#ready ??= this.#choosePlaces();
    return this.#ready;
  }

  async #choosePlaces(): Promise<void> {
    const { probe, files, log } = this.#parts;
    const answer = await this.#tried((secrets) => probe.survives(secrets));
    this.#useSecrets = answer !== undefined && answer.value !== false;
    this.#useFiles = answer?.value !== true;
    log.debug(`upload URLs: secrets ${String(this.#useSecrets)}, files ${String(this.#useFiles)}`);
    if (this.#useFiles) {
      return;
    }
    for (const id of await files.keys()) {
      const text = await files.get(id);
      if (text !== undefined && (await this.#storeSecret(id, text))) {
        await files.delete(id);
      }
    }
  }

  async #secret(id: string): Promise<string | undefined> {
    return (await this.#tried((secrets) => secrets.get(this.#prefix + id)))?.value;
  }

  async #storeSecret(id: string, text: string): Promise<boolean> {
    return (await this.#tried((secrets) => secrets.store(this.#prefix + id, text))) !== undefined;
  }

  async #deleteSecret(id: string): Promise<void> {
    await this.#tried((secrets) => secrets.delete(this.#prefix + id));
  }

  /** @returns `undefined` when the system's secrets cannot be used. */
  async #tried<T>(use: (secrets: TextStore) => PromiseLike<T>): Promise<{ readonly value: T } | undefined> {
    const { secrets, clock, log } = this.#parts;
    try {
      const work = Promise.resolve(use(secrets));
      return { value: await withTimeLimit(clock, secretsMs, (signal) => orAborted(work, signal)) };
    } catch (error) {
      log.debug(`secrets are not available: ${redact(String(error))}`);
      return undefined;
    }
  }
}

function urlOf(text: string): UploadUrl | undefined {
  try {
    return new UploadUrl(text);
  } catch {
    return undefined;
  }
}
