/** Something that must be released; the same shape as VS Code's. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and releases them together, last one first. */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Takes ownership. What is added after the end is released at once. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) {
      item.dispose();
    } else {
      this.#items.add(item);
    }
    return item;
  }

  /** Releases everything, also when one of them throws. @throws {AggregateError} of what they threw. */
  dispose(): void {
    if (this.#disposed) {
      return;
    }
    this.#disposed = true;
    const failures: unknown[] = [];
    for (const item of [...this.#items].toReversed()) {
      try {
        item.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#items.clear();
    if (failures.length > 0) {
      throw new AggregateError(failures, 'some resources could not be released');
    }
  }
}

/** A disposable that runs `release` once. */
export function toDisposable(release: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (!done) {
        done = true;
        release();
      }
    },
  };
}
