import { toDisposable } from './disposables.ts';
import type { Disposable } from './disposables.ts';

/** Subscribes to something that happens repeatedly; the same shape as VS Code's. */
export type Event<T> = (listener: (value: T) => unknown) => Disposable;

/** The sending end of an {@link Event}. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly call: (value: T) => unknown }>();
  readonly #onError: (error: unknown) => void;

  /** @param onError told what a listener threw: one bad listener keeps neither the others nor the sender from going on. */
  constructor(onError: (error: unknown) => void = () => {}) {
    this.#onError = onError;
  }

  readonly event: Event<T> = (listener) => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  fire(value: T): void {
    const listeners = [...this.#listeners];
    for (const listener of listeners) {
      try {
        listener.call(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
