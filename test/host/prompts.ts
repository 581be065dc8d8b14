import * as vscode from 'vscode';
import { isJsonObject } from '../../src/base/json.ts';

type Prompt = 'showWarningMessage' | 'showQuickPick' | 'showInputBox';

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
  const original = Object.getOwnPropertyDescriptor(window, prompt);
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
  Object.defineProperty(window, prompt, { ...original, value: replacement });
  try {
    await work();
  } finally {
    Object.defineProperty(window, prompt, original ?? { value: undefined });
  }
  return asked;
}

/** Of a button or an item of a list. */
function labelOf(choice: unknown): unknown {
  return isJsonObject(choice) ? (choice['label'] ?? choice['title']) : choice;
}
