import { permissionWords } from '../scopes.ts';
import { actions, button, escape, form, page } from './layout.ts';

export interface ShownAccount {
  readonly upn: string;
  readonly displayName: string;
}

/** Posts `account` (a user name) or `other`. */
export function accountPage(address: string, appName: string, accounts: readonly ShownAccount[]): string {
  const rows = accounts.map(
    ({ upn, displayName }) =>
      `<button type="submit" name="account" value="${escape(upn)}" class="row">${escape(displayName)} <small>${escape(upn)}</small></button>`,
  );
  const other = '<button type="submit" name="other" value="yes" class="row">Use another account</button>';
  return page(
    'Pick an account',
    `<p>to continue to ${escape(appName)}</p>\n${form(address, [...rows, other].join('\n'))}`,
  );
}

/** Posts `account` or `back`. */
export function otherAccountPage(address: string, appName: string, wrong: string | undefined): string {
  const field = `<label for="account">Email</label>
<input id="account" name="account" type="text" autocomplete="username" value="${escape(wrong ?? '')}" autofocus>`;
  const complaint = wrong === undefined ? '' : '<p role="alert">Enter a valid email address.</p>\n';
  return page(
    'Sign in',
    `<p>to continue to ${escape(appName)}</p>\n${complaint}${form(address, `${field}\n${actions(button('Back', 'back'), button('Next', 'next', 'main'))}`)}`,
  );
}

/** Posts `accept` or `cancel`. */
export function consentPage(
  address: string,
  about: { appName: string; upn: string; permissions: readonly string[] },
): string {
  const always = '<li>Maintain access to data you have given it access to</li>';
  return permissionsPage(address, about.upn, about.appName, [...permissionRows(about.permissions), always]);
}

/** Posts `cancel`. */
export function adminNeededPage(address: string, appName: string, permissions: readonly string[]): string {
  return page(
    'Need admin approval',
    `<p><strong>${escape(appName)}</strong> needs permission to access resources in your organization that only an
admin can grant. Please ask an admin to grant permission to this app before you can use it.</p>
<p><code>${escape(permissions.join(' '))}</code></p>
<p><small>AADSTS90094</small></p>
${form(address, button('Return to the application without granting consent', 'cancel'))}`,
  );
}

/** Posts `accept` or `cancel`: consent of an administrator for everybody. */
export function adminConsentPage(address: string, appName: string, permissions: readonly string[]): string {
  return permissionsPage(address, 'Review for your organization', appName, permissionRows(permissions));
}

function permissionRows(permissions: readonly string[]): string[] {
  return permissions.map((name) => `<li>${escape(permissionWords(name))} <code>${escape(name)}</code></li>`);
}

function permissionsPage(address: string, about: string, appName: string, rows: readonly string[]): string {
  return page(
    'Permissions requested',
    `<p>${escape(about)}</p>
<p><strong>${escape(appName)}</strong> would like to:</p>
<ul>
${rows.join('\n')}
</ul>
${form(address, actions(button('Cancel', 'cancel'), button('Accept', 'accept', 'main')))}`,
  );
}

/** The end of a way that does not lead back to the application. */
export function messagePage(heading: string, text: string): string {
  return page(heading, `<p>${escape(text)}</p>`);
}
