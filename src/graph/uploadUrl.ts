import { UnexpectedAnswerError } from './errors.ts';
import { isLoopback } from './hosts.ts';

/**
 * The address of an upload session. Whoever has it can write the file, so it is kept from every log and message:
 * printing or serialising it gives nothing away, only {@link reveal} does.
 */
export class UploadUrl {
  readonly #url: string;

  /**
   * Takes any https host, since the service uses many; plain http only on this machine.
   * @throws {UnexpectedAnswerError}
   */
  constructor(url: string) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed?.protocol !== 'https:' && !(parsed?.protocol === 'http:' && isLoopback(parsed.hostname))) {
      throw new UnexpectedAnswerError('malformed', 'uploadUrl');
    }
    this.#url = url;
  }

  /** Where it leads: no secret. */
  get host(): string {
    return new URL(this.#url).host;
  }

  /** The secret itself, for sending a request or for a store of secrets. */
  reveal(): string {
    return this.#url;
  }

  toString(): string {
    return '[upload URL]';
  }

  toJSON(): string {
    return '[upload URL]';
  }
}
