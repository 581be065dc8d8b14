import * as vscode from 'vscode';
import { isJsonObject } from '../../src/base/json.ts';

type Prompt = 'showErrorMessage' | 'showInformationMessage' | 'showInputBox' | 'showQuickPick' | 'showWarningMessage';

/**
 * Answers the questions of one kind while something is done: nobody is there to answer, and VS Code itself refuses modal
 * ones under test.
 * @param answer the label of what is chosen, or the text; `undefined` closes the question.
 * @returns what was asked: messages, or titles.
 */
export async function answering(
  prompt: Prompt,
  answer: string | undefined,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const { window } = vscode;
  const asked: string[] = [];
  const replacement = async (first: unknown, ...others: readonly unknown[]): Promise<unknown> => {
    const [options] = [first, ...others].filter((each) => isJsonObject(each));
    asked.push(typeof first === 'string' ? first : String(options?.['title']));
    if (prompt === 'showInputBox') {
      return answer;
    }
    const choices: unknown = prompt === 'showQuickPick' ? await first : others;
    return Array.isArray(choices) ? choices.find((each) => labelOf(each) === answer) : undefined;
  };
  const replaced = replacing(window, prompt, replacement);
  try {
    await work();
  } finally {
    replaced.restore();
  }
  return asked;
}

/** Puts a function of VS Code out of service, which this extension host's extensions then call instead. */
export function replacing<T extends object>(
  owner: T,
  name: keyof T & string,
  replacement: (...args: never[]) => unknown,
): { restore(): void } {
  const original = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { ...original, value: replacement });
  return { restore: () => Object.defineProperty(owner, name, original ?? { value: undefined }) };
}

/** Of a button or an item of a list. */
function labelOf(choice: unknown): unknown {
  return isJsonObject(choice) ? (choice['label'] ?? choice['title']) : choice;
}
