import type { Logger } from '../../src/base/log.ts';

/** Keeps what was logged, one line each with its level. */
export class MemoryLog implements Logger {
  readonly lines: string[] = [];
  readonly #most: number;

  /** @param most lines that are kept at least: the newest ones. */
  constructor(most = Infinity) {
    this.#most = most;
  }

  trace(message: string): void {
    this.#add(`trace ${message}`);
  }

  debug(message: string): void {
    this.#add(`debug ${message}`);
  }

  info(message: string): void {
    this.#add(`info ${message}`);
  }

  warn(message: string): void {
    this.#add(`warn ${message}`);
  }

  error(message: string): void {
    this.#add(`error ${message}`);
  }

  get text(): string {
    return this.lines.join('\n');
  }

  #add(line: string): void {
    this.lines.push(line);
    if (this.lines.length > 2 * this.#most) {
      this.lines.splice(0, this.lines.length - this.#most);
    }
  }
}
