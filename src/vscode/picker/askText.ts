import * as vscode from 'vscode';

export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** Why a text, which is not empty, is no answer. */
  readonly check: (text: string) => string | undefined;
}

/** Asks for a text, with a button that leads back. `undefined`: no answer. */
export async function askText({ title, prompt, placeholder = '', check }: Question): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  Object.assign(box, { title, prompt, placeholder, ignoreFocusOut: true, buttons: [vscode.QuickInputButtons.Back] });
  try {
    return await new Promise((resolve) => {
      box.onDidChangeValue((text) => {
        box.validationMessage = text === '' ? undefined : check(text);
      });
      box.onDidAccept(() => {
        if (box.value !== '' && check(box.value) === undefined) {
          resolve(box.value);
        }
      });
      box.onDidTriggerButton(() => resolve(undefined));
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    box.dispose();
  }
}
