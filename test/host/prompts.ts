import * as vscode from 'vscode';

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
  const replacement = async (
    first: unknown,
    second?: { readonly title?: string },
    ...buttons: readonly (string | vscode.MessageItem)[]
  ): Promise<unknown> => {
    asked.push(typeof first === 'string' ? first : (second?.title ?? ''));
    const choices: unknown = await first;
    return Array.isArray(choices)
      ? choices.find(({ label }: vscode.QuickPickItem) => label === answer)
      : (buttons.find((button) => typeof button === 'object' && button.title === answer) ?? answer);
  };
  Object.defineProperty(window, prompt, { ...original, value: replacement });
  try {
    await work();
  } finally {
    Object.defineProperty(window, prompt, original ?? { value: undefined });
  }
  return asked;
}
