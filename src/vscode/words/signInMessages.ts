import { l10n } from 'vscode';
import type { SignInError, SignInProblem } from '../../auth/errors.ts';
import type { Permission, SignInMethod } from '../../auth/model.ts';
import type { SignInReason } from '../../graph/tokens.ts';
import { describeMissingFeature } from './cloudMessages.ts';
import type { Words } from './words.ts';

/** Why nothing can be sent to Graph before somebody signs in. */
export function describeSignInReason(reason: SignInReason): Words {
  switch (reason) {
    case 'signedOut':
      return { reason: l10n.t('You are not signed in to OneDrive.'), next: l10n.t('Sign in first.') };
    case 'expired':
      return {
        reason: l10n.t('The access token has ended.'),
        next: l10n.t('Sign in again with a new access token.'),
      };
    case 'rejected':
      return {
        reason: l10n.t('OneDrive does not accept your sign-in.'),
        next: l10n.t('Sign in again; where you paste an access token, with a new one.'),
      };
    case 'ended':
      return { reason: l10n.t('Your sign-in to OneDrive has ended.'), next: l10n.t('Sign in again.') };
  }
}

/** What happened in a sign-in, who can mend it, and how. */
export function describeSignInProblem(error: SignInError): Words {
  const { reason, next } = wordsOf[error.problem]();
  const traces = [
    ...(error.aadsts === undefined ? [] : [`AADSTS${error.aadsts}`]),
    ...(error.correlationId === undefined ? [] : [l10n.t('correlation id {0}', error.correlationId)]),
  ];
  return { reason, next: traces.length === 0 ? next : `${next} (${traces.join(', ')})` };
}

/** The sentences are made when they are needed: VS Code's language is known then. */
const wordsOf: Readonly<Record<SignInProblem, () => Words>> = {
  cancelled: () => ({ reason: l10n.t('The sign-in was cancelled.'), next: l10n.t('Try again.') }),
  timedOut: () => ({ reason: l10n.t('Nobody finished the sign-in in time.'), next: l10n.t('Try again.') }),
  interactionRequired: () => ({
    reason: l10n.t('Your organisation asks you to sign in again.'),
    next: l10n.t('Sign in again.'),
  }),
  consentRequired: () => ({
    reason: l10n.t('The permission that is needed has not been given.'),
    next: l10n.t('Sign in again and accept it on the page.'),
  }),
  declined: () => ({
    reason: l10n.t('The permission was refused on the sign-in page.'),
    next: l10n.t('Try again and accept it: it cannot be done without.'),
  }),
  passwordProblem: () => ({
    reason: l10n.t('The password has expired or was changed.'),
    next: l10n.t('Sign in again; the page lets you set a new password.'),
  }),
  mfaRequired: () => ({
    reason: l10n.t('Your organisation asks for a second proof that it is you.'),
    next: l10n.t('Sign in again and confirm it on the page.'),
  }),
  accountNotInTenant: () => ({
    reason: l10n.t('This account does not belong to the organisation that the app signs in to.'),
    next: l10n.t('Sign in with another account, or correct the setting onedrive.auth.tenant.'),
  }),
  wrongAccountType: () => ({
    reason: l10n.t('The app registration does not admit this type of account.'),
    next: l10n.t('Sign in with another account, or correct the setting onedrive.auth.tenant.'),
  }),
  otherAccount: () => ({
    reason: l10n.t('You have signed in with another account.'),
    next: l10n.t('Sign in with the account that was asked for, or add the other one with OneDrive: Sign In.'),
  }),
  adminConsentRequired: () => ({
    reason: l10n.t('Only an administrator of your organisation can give this permission.'),
    next: l10n.t('Send your administrator the link to give it, then sign in again.'),
  }),
  blockedByPolicy: () => ({
    reason: l10n.t('A rule of your organisation does not admit this sign-in.'),
    next: l10n.t('Ask your administrator which devices, networks or apps the rule admits.'),
  }),
  deviceCodeBlocked: () => ({
    reason: l10n.t('Your organisation does not admit sign-in with a code.'),
    next: l10n.t('Sign in another way.'),
  }),
  userDisabled: () => ({ reason: l10n.t('This account is disabled.'), next: l10n.t('Ask your administrator.') }),
  userNotAssigned: () => ({
    reason: l10n.t('Your organisation has not assigned this account to the app.'),
    next: l10n.t('Ask your administrator to assign it, or sign in with another account.'),
  }),
  clientIdMissing: () => ({
    reason: l10n.t('To sign in, OneDrive Sessions needs the client id of an app registration in Microsoft Entra.'),
    next: l10n.t('Set it up once, or try with an access token.'),
  }),
  unknownApp: () => ({
    reason: l10n.t('There is no app with the client id of the settings.'),
    next: l10n.t('Correct onedrive.auth.clientId, or onedrive.auth.tenant if the app belongs to one organisation.'),
  }),
  redirectMismatch: () => ({
    reason: l10n.t('The app registration lacks the redirect address http://localhost.'),
    next: l10n.t('Who registered the app has to add it under Authentication, Mobile and desktop applications.'),
  }),
  publicClientOff: () => ({
    reason: l10n.t('The app registration does not admit public clients.'),
    next: l10n.t('Who registered the app has to switch on "Allow public client flows" under Authentication.'),
  }),
  appNotPreauthorized: () => ({
    reason: l10n.t('This app may not ask for access to OneDrive.'),
    next: l10n.t('Set onedrive.auth.clientId to an app registration of your own.'),
  }),
  appMisconfigured: () => ({
    reason: l10n.t('The app registration lacks the permissions of Microsoft Graph.'),
    next: l10n.t('Who registered the app has to add Files.ReadWrite under API permissions.'),
  }),
  appNotMultiTenant: () => ({
    reason: l10n.t('The app registration is for one organisation only.'),
    next: l10n.t('Set onedrive.auth.tenant to the id or domain of that organisation.'),
  }),
  tenantUnknown: () => ({
    reason: l10n.t('There is no organisation of the name in the settings.'),
    next: l10n.t('Correct onedrive.auth.tenant, or the cloud in onedrive.cloud.'),
  }),
  tenantInvalid: () => ({
    reason: l10n.t('The setting onedrive.auth.tenant is neither a type of account nor an id or domain.'),
    next: l10n.t('Correct it in the settings.'),
  }),
  accountTypeNotInCloud: () => describeMissingFeature('personalAccounts'),
  portTaken: () => ({
    reason: l10n.t('This computer does not let the sign-in listen for the browser to come back.'),
    next: l10n.t('Sign in another way.'),
  }),
  browserNotOpened: () => ({
    reason: l10n.t('The browser could not be opened.'),
    next: l10n.t('Sign in another way.'),
  }),
  answerNotOurs: () => ({
    reason: l10n.t('The browser came back with an answer to another sign-in.'),
    next: l10n.t('Close older sign-in pages and try again.'),
  }),
  throttled: () => ({
    reason: l10n.t('There were too many sign-ins in a short time.'),
    next: l10n.t('Wait a minute and try again.'),
  }),
  serviceProblem: () => ({
    reason: l10n.t('The sign-in service has a problem of its own.'),
    next: l10n.t('Try again later.'),
  }),
  unexpected: () => ({
    reason: l10n.t('The sign-in service refused, and it is not known why.'),
    next: l10n.t('The log has the id of the request for your administrator.'),
  }),
};

/** A way to sign in, as a button. */
export function titleOfMethod(method: SignInMethod): string {
  const { t } = l10n;
  switch (method) {
    case 'browser':
      return t('Sign In with Browser');
    case 'deviceCode':
      return t('Sign In with Code');
    case 'vscode':
      return t('Use Account of VS Code');
    case 'token':
      return t('Use an Access Token');
  }
}

/** What is to be reached with permissions that have not been given yet. */
export type Purpose = 'sites' | 'groups' | 'shared';

/** What is asked for, and what for. */
export function describePurpose(purpose: Purpose, missing: readonly Permission[]): string {
  const { t } = l10n;
  const names = missing.join(', ');
  switch (purpose) {
    case 'sites':
      return t('To find SharePoint sites and upload to them: {0}', names);
    case 'groups':
      return t('To find your groups and upload to them: {0}', names);
    case 'shared':
      return t('To upload to places that are not your own OneDrive: {0}', names);
  }
}
