import * as vscode from 'vscode';
import { SignInError } from '../../auth/errors.ts';
import type { SignInProblem } from '../../auth/errors.ts';
import type { Registration, SignInMethod } from '../../auth/model.ts';
import { commandIds, settingKeys } from '../../contributions.ts';
import { CloudError } from '../../graph/clouds.ts';
import { TransportError } from '../../graph/transport.ts';
import { describeError } from '../words/messages.ts';
import { titleOfMethod } from '../words/signInMessages.ts';

export interface HelpOptions<Method extends SignInMethod> {
  /** Another way that could work. */
  readonly next: Method | undefined;
  /** Whether a pasted token would do. */
  readonly canPaste: boolean;
  /** App registration that was asked. @throws when there is none. */
  readonly registration: () => Registration;
}

/** Problems after which the same way may lead to the end. */
const againHelps: ReadonlySet<SignInProblem> = new Set([
  'timedOut',
  'interactionRequired',
  'consentRequired',
  'declined',
  'passwordProblem',
  'mfaRequired',
  'accountNotInTenant',
  'wrongAccountType',
  'otherAccount',
  'userNotAssigned',
  'answerNotOurs',
  'throttled',
  'serviceProblem',
  'unexpected',
]);

/** Settings that are likely to be wrong. */
const settingOf: Partial<Record<SignInProblem, string>> = {
  unknownApp: settingKeys.clientId,
  appNotPreauthorized: settingKeys.clientId,
  accountNotInTenant: settingKeys.tenant,
  wrongAccountType: settingKeys.tenant,
  appNotMultiTenant: settingKeys.tenant,
  tenantUnknown: settingKeys.tenant,
  tenantInvalid: settingKeys.tenant,
  accountTypeNotInCloud: settingKeys.tenant,
};

/** A button: leads on, or does something that helps before the next try. */
interface Answer<Method extends SignInMethod> {
  readonly title: string;
  readonly to?: Method | 'again' | 'token';
  readonly act?: () => PromiseLike<unknown>;
}

/** Says why a sign-in did not work, with buttons for what can be done about it. @returns how to go on, if at all. */
export async function offerHelp<Method extends SignInMethod>(
  error: unknown,
  { next, canPaste, registration }: HelpOptions<Method>,
): Promise<Method | 'again' | 'token' | undefined> {
  const problem = error instanceof SignInError ? error.problem : undefined;
  if (problem === 'cancelled') {
    return undefined;
  }
  const { t } = vscode.l10n;
  const answers: Answer<Method>[] = [];
  const leads = (title: string, to: Method | 'again' | 'token'): void => {
    answers.push({ title, to });
  };
  const does = (title: string, act: () => PromiseLike<unknown>): void => {
    answers.push({ title, act });
  };
  if (problem === 'clientIdMissing') {
    does(t('Set Up...'), openWalkthrough);
  }
  if (problem === 'adminConsentRequired') {
    does(t('Copy Link for Administrator'), () => vscode.env.clipboard.writeText(consentLink(registration())));
  }
  const setting = error instanceof CloudError ? settingKeys.cloud : problem && settingOf[problem];
  if (setting !== undefined) {
    does(t('Open Settings'), () => vscode.commands.executeCommand('workbench.action.openSettings', setting));
  }
  if (next !== undefined) {
    leads(titleOfMethod(next), next);
  }
  if (error instanceof TransportError || (problem !== undefined && againHelps.has(problem))) {
    leads(t('Try Again'), 'again');
  }
  if (canPaste) {
    leads(titleOfMethod('token'), 'token');
  }
  does(t('Show Log'), () => vscode.commands.executeCommand(commandIds.showLog));
  const titles = answers.map(({ title }) => title);
  const chosen = await vscode.window.showErrorMessage(describeError(error).message, ...titles);
  const answer = answers.find(({ title }) => title === chosen);
  await answer?.act?.();
  return answer?.to;
}

/** Source: learn.microsoft.com/entra/identity-platform/v2-admin-consent. It knows no `common`. */
function consentLink({ authority, clientId }: Registration): string {
  const organisation = authority.replace(/\/common$/u, '/organizations');
  return `${organisation}/adminconsent?client_id=${encodeURIComponent(clientId)}`;
}

function openWalkthrough(): PromiseLike<unknown> {
  return vscode.commands.executeCommand(
    'workbench.action.openWalkthrough',
    'onedrive-sessions.onedrive-sessions#start',
    false,
  );
}
