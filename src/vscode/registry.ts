import { isAbort } from '../base/abort.ts';
import type { Logger } from '../base/log.ts';
import type { CommandId } from '../contributions.ts';
import { describeError } from './words/messages.ts';
import { showProblem } from './notify.ts';

/** A command was called by code with arguments that it cannot use: the caller gets it, not the user. */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError';
}

/** A key binding hands over its `args` as one argument, however many they are. */
function spread(args: readonly unknown[]): readonly unknown[] {
  const [first, ...others] = args;
  return Array.isArray(first) && others.length === 0 ? (first as unknown[]) : args;
}

export type CommandHandler = (...args: readonly unknown[]) => unknown;

/** What each command does. Every handler is awaited; what it throws is logged and shown, never lost. */
export class CommandRegistry {
  readonly #log: Logger;
  readonly #handlers = new Map<CommandId, CommandHandler>();

  constructor(log: Logger) {
    this.#log = log;
  }

  register(id: CommandId, handler: CommandHandler): void {
    this.#handlers.set(id, handler);
  }

  /** @throws {ArgumentError} */
  async run(id: CommandId, args: readonly unknown[]): Promise<unknown> {
    try {
      return await this.#handlers.get(id)?.(...spread(args));
    } catch (error) {
      if (error instanceof ArgumentError) {
        throw error;
      }
      if (!isAbort(error)) {
        this.#log.error(`${id}: ${describeError(error).logText}`);
        void showProblem(error);
      }
      return undefined;
    }
  }
}
