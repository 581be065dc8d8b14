import * as vscode from 'vscode';
import type { Logger } from '../base/log.ts';

/** The log channel "OneDrive Sessions": levels are the user's choice, nothing opens it unasked. */
export class LogChannel implements Logger, vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('OneDrive Sessions', { log: true });

  trace(message: string): void {
    this.#channel.trace(message);
  }
  debug(message: string): void {
    this.#channel.debug(message);
  }
  info(message: string): void {
    this.#channel.info(message);
  }
  warn(message: string): void {
    this.#channel.warn(message);
  }
  error(message: string): void {
    this.#channel.error(message);
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
