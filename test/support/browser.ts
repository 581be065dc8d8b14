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

export interface BrowserOptions {
  /** The browser's profile is kept in a folder below this one. */
  readonly folder: string;
  readonly headless?: boolean;
}

/** Starts a browser with a profile of its own, so that what VS Code stores outlives a reload. */
export async function startBrowser({ folder, headless = true }: BrowserOptions): Promise<BrowserContext> {
  const profile = join(folder, 'browser');
  await mkdir(profile, { recursive: true });
  const isRoot = process.getuid?.() === 0;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureBrowser(),
    headless,
    // Chromium does not start as root with its sandbox.
    args: [...quietFlags, ...(isRoot ? ['--no-sandbox'] : [])],
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(15_000);
  return context;
}
