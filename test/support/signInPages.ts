import { alertOf, buttonsOf, headingOf, type Shown, SignInBrowser } from './signInBrowser.ts';

/** What the person at the browser does. */
export interface SignInChoices {
  /** User name to sign in with; without one, the first that the page offers. */
  readonly account?: string;
  /** Whether to accept when permissions are asked for. Default: true. */
  readonly accept?: boolean;
  /** For a device code: whether to go on when asked about the application. Default: true. */
  readonly proceed?: boolean;
  /** Certificate of the authority; not needed with `browser`, or when the process trusts it. */
  readonly ca?: string;
  /** A browser that may remember who signed in; without one, a fresh one. */
  readonly browser?: SignInBrowser;
}

/**
 * Clicks through the simulator's sign-in pages.
 * @returns the address on loopback that the browser is sent to at the end, with code or error; it is not opened
 * @throws Error with heading and message of a page on which a person would be stuck
 */
export async function signInByPages(address: string, choices: SignInChoices = {}): Promise<string> {
  const shown = await walk(address, choices);
  if (shown.kind === 'page') {
    throw new Error(`${headingOf(shown.html)} ${alertOf(shown.html)}`.trim());
  }
  return shown.address;
}

/**
 * Enters a device code and clicks through what follows.
 * @returns heading and message of the last page: `You have signed in`, `Sign-in cancelled`, or the complaint
 */
export async function enterDeviceCode(page: string, code: string, choices: SignInChoices = {}): Promise<string> {
  const shown = await walk(page, choices, code);
  if (shown.kind === 'left') {
    throw new Error('the pages of a device code lead nowhere else');
  }
  return `${headingOf(shown.html)} ${alertOf(shown.html)}`.trim();
}

async function walk(address: string, choices: SignInChoices, code?: string): Promise<Shown> {
  const browser = choices.browser ?? new SignInBrowser(choices.ca);
  let shown = await browser.open(address);
  let previous: string | undefined;
  while (shown.kind === 'page') {
    const heading = headingOf(shown.html);
    const filled = heading === previous ? undefined : answerTo(heading, shown.html, choices, code);
    if (filled === undefined) {
      break;
    }
    previous = heading;
    shown = await browser.submit(shown, filled);
  }
  return shown;
}

/** What to fill in or press; undefined where there is nothing to do. */
function answerTo(
  heading: string,
  html: string,
  { account, accept = true, proceed = true }: SignInChoices,
  code: string | undefined,
): Record<string, string> | undefined {
  switch (heading) {
    case 'Pick an account': {
      const offered = buttonsOf(html).filter(({ name }) => name === 'account');
      const wanted = account === undefined ? offered[0] : offered.find(({ value }) => value === account);
      return wanted === undefined ? { other: 'yes' } : { account: wanted.value };
    }
    case 'Sign in':
      return account === undefined ? undefined : { account, next: 'yes' };
    case 'Permissions requested':
      return accept ? { accept: 'yes' } : { cancel: 'yes' };
    case 'Need admin approval':
      return { cancel: 'yes' };
    case 'Enter code':
      return code === undefined ? undefined : { user_code: code };
    case '':
      // The page that posts the answer to the application by itself.
      return {};
    default:
      return heading.startsWith('Are you trying to sign in to ') ? (proceed ? {} : { abort: 'yes' }) : undefined;
  }
}
