import { actions, button, form, page } from './layout.ts';

/** Posts `logout`, or nothing to stay. */
export function signOutPage(address: string, secret: string): string {
  return page(
    'Do you want to sign out?',
    form(address, actions('<button type="submit">Stay signed in</button>', button('Sign out', 'logout', 'main')), {
      xsrf: secret,
    }),
  );
}
