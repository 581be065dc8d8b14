import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { ensureBrowser } from '../run/setup/browser.ts';

/** No first-run pages, no traffic of its own. */
const quietFlags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For every start of the browser. */
export function chromiumFlags(): string[] {
  // Chromium does not start as root with its sandbox.
  return [...quietFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
}

export interface BrowserOptions {
  /** The browser's profile is kept in a folder below this one. */
  readonly folder: string;
  readonly headless?: boolean;
  /**
   * Lets VS Code keep secrets from one start to the next, as on the desktop and in code-server: pages of a plain server
   * ask for half of the key to them at an address that it does not serve.
   */
  readonly keepsSecrets?: boolean | undefined;
  /** Address of the sign-in pages, the only ones of this machine that VS Code opens by https. */
  readonly signInPages?: string | undefined;
}

/** Starts a browser with a profile of its own, so that what VS Code stores outlives a reload. */
export async function startBrowser(options: BrowserOptions): Promise<BrowserContext> {
  const { folder, headless = true, keepsSecrets, signInPages } = options;
  const profile = join(folder, 'browser');
  await mkdir(profile, { recursive: true });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureBrowser(),
    headless,
    args: chromiumFlags(),
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    // Nobody but the extension host knows who signed the certificate of the sign-in pages.
    ignoreHTTPSErrors: true,
  });
  // VS Code in a browser opens pages of this machine by way of its server, which only code-server's own passes on.
  await context.route(/^http:\/\/[^/]+\/proxy\/\d+\//, (route) => {
    const [, port = '', rest = ''] = /\/proxy\/(\d+)(\/.*)$/.exec(route.request().url()) ?? [];
    const scheme = signInPages !== undefined && new URL(signInPages).port === port ? 'https' : 'http';
    return route.fulfill({ status: 302, headers: { location: `${scheme}://localhost:${port}${rest}` } });
  });
  if (keepsSecrets === true) {
    await context.route('**/mint-key', (route) =>
      route.fulfill({ contentType: 'application/octet-stream', body: Buffer.alloc(32, 'half of a key') }),
    );
  }
  context.setDefaultTimeout(15_000);
  return context;
}
