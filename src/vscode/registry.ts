import * as vscode from 'vscode';
import type { Logger } from '../base/log.ts';
import { isAbort } from '../base/abort.ts';
import type { CommandId } from '../contributions.ts';
import { describeError } from './messages.ts';
import { showFailure } from './notify.ts';

/** A command was called by code with arguments that it cannot use: the caller gets it, not the user. */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError';
}

/** Registers commands. Every handler is awaited; what it throws is logged and shown, never lost. */
export class CommandRegistry implements vscode.Disposable {
  readonly #log: Logger;
  readonly #registrations: vscode.Disposable[] = [];

  constructor(log: Logger) {
    this.#log = log;
  }

  register(id: CommandId, handler: (...args: readonly unknown[]) => unknown): void {
    this.#registrations.push(
      vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
        try {
          return await handler(...args);
        } catch (error) {
          if (error instanceof ArgumentError) {
            throw error;
          }
          if (isAbort(error)) {
            return undefined;
          }
          const described = describeError(error);
          this.#log.error(`${id}: ${described.logText}`);
          void showFailure(described.message);
          return undefined;
        }
      }),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registrations).dispose();
  }
}
