import { actions, button, escape, form, page } from './layout.ts';

/** Posts `user_code`. */
export function codePage(address: string, secret: string, complaint: string | undefined): string {
  const field = `<label for="code">Code</label>
<input id="code" name="user_code" type="text" autocomplete="off" autofocus>`;
  return page(
    'Enter code',
    `<p>Enter the code displayed on your app or device.</p>
${complaint === undefined ? '' : `<p role="alert">${escape(complaint)}</p>\n`}${form(
      address,
      `${field}\n${actions('<button type="submit" class="main">Next</button>')}`,
      { xsrf: secret },
    )}`,
  );
}

/** Posts `abort` for Cancel. */
export function confirmPage(address: string, secret: string, about: { code: string; appName: string }): string {
  return page(
    `Are you trying to sign in to ${about.appName}?`,
    `<p>Only continue if you downloaded the app from a store or website that you trust.</p>
<p>Code: <code>${escape(about.code)}</code></p>
${form(address, actions(button('Cancel', 'abort'), '<button type="submit" class="main">Continue</button>'), {
  xsrf: secret,
  user_code: about.code,
  confirm: 'yes',
})}`,
  );
}
