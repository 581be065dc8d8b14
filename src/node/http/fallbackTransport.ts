import type { Logger } from '../../base/log.ts';
import { TransportError } from '../../graph/transport.ts';
import type { HttpRequest, HttpResponse, Transport, TransportFailure } from '../../graph/transport.ts';
import type { DetourMemory } from './detourMemory.ts';

export interface FallbackParts {
  readonly direct: Transport;
  readonly detour: Transport;
  readonly memory: DetourMemory;
  readonly log: Logger;
}

/** Failures of a detour that did lead to the host: the service may have done what was asked. */
const afterConnection: ReadonlySet<TransportFailure> = new Set(['connectionLost', 'answerTimeout', 'answerTooLarge']);

/**
 * Sends directly, and by a detour where no connection can be made directly. Nothing is sent twice: the other way is
 * tried only when it is certain that nothing left the machine on the first.
 */
export class FallbackTransport implements Transport {
  readonly #parts: FallbackParts;

  constructor(parts: FallbackParts) {
    this.#parts = parts;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { direct, detour, memory } = this.#parts;
    const { origin } = new URL(request.url);
    const known = memory.has(origin);
    if (known) {
      try {
        return await detour.send(request, signal);
      } catch (error) {
        if (!isUnsent(error, signal)) {
          throw error;
        }
      }
    }
    try {
      const answer = await direct.send(request, signal);
      memory.forget(origin);
      return answer;
    } catch (error) {
      if (known || !isUnsent(error, signal) || !memory.mayHelp(origin)) {
        throw error;
      }
      return this.#around(request, error, signal);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#parts.direct.close(), this.#parts.detour.close()]);
  }

  /** @throws `first`, why the direct way failed, when the detour does not lead to the host either. */
  async #around(request: HttpRequest, first: TransportError, signal: AbortSignal): Promise<HttpResponse> {
    const { detour, memory, log } = this.#parts;
    const { origin, host } = new URL(request.url);
    let answer: HttpResponse;
    try {
      answer = await detour.send(request, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof TransportError) || afterConnection.has(error.failure)) {
        throw error;
      }
      memory.block(origin);
      log.debug(`${host}: no connection (${first.message}), nor by VS Code's own way (${error.message})`);
      throw first;
    }
    if (memory.learn(origin)) {
      log.info(`${host} is reached by VS Code's own way from now on (${first.message})`);
    }
    return answer;
  }
}

function isUnsent(error: unknown, signal: AbortSignal): error is TransportError {
  return error instanceof TransportError && error.unsent && !signal.aborted;
}
