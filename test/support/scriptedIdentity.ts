import type { IdentityClient, IssuedToken } from '../../src/auth/ports.ts';

type Silent = Parameters<IdentityClient['silent']>[1];
type Answer = (request: Silent, signal: AbortSignal) => IssuedToken | Promise<IssuedToken>;

/** A client of the identity platform whose silent answers are a script, and which notes what it was asked. */
export class ScriptedIdentity implements IdentityClient {
  readonly silents: Silent[] = [];
  readonly #answers: Answer[] = [];
  #running = 0;
  /** Silent calls that ran at the same time, at most. */
  mostAtOnce = 0;

  /** Whether each silent call asked for a renewal. */
  get renewals(): (boolean | undefined)[] {
    return this.silents.map(({ renew }) => renew);
  }

  add(...answers: Answer[]): void {
    this.#answers.push(...answers);
  }

  async silent(_accountId: string, request: Silent, signal: AbortSignal): Promise<IssuedToken> {
    this.silents.push(request);
    this.#running++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#running);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      const answer = this.#answers.shift();
      if (answer === undefined) {
        throw new Error('silent: not in the script');
      }
      return await answer(request, signal);
    } finally {
      this.#running--;
    }
  }

  pageAddress(): Promise<string> {
    return Promise.reject(new Error('pageAddress: not in the script'));
  }

  redeem(): Promise<IssuedToken> {
    return Promise.reject(new Error('redeem: not in the script'));
  }

  deviceCode(): Promise<IssuedToken> {
    return Promise.reject(new Error('deviceCode: not in the script'));
  }

  forget(): Promise<void> {
    return Promise.reject(new Error('forget: not in the script'));
  }
}
