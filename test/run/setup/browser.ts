import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { installDebianPackages } from './debian.ts';
import { cache } from './paths.js';
import { SetupError, locked, run, say, showing } from './steps.js';

/** Names the browser program to use instead of the one that is found. */
const overrideVariable = 'ONEDRIVE_TEST_BROWSER';

const programsOnPath = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const placesOnMac = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const placesOnWindows = [
  String.raw`Google\Chrome\Application\chrome.exe`,
  String.raw`Chromium\Application\chrome.exe`,
  String.raw`Microsoft\Edge\Application\msedge.exe`,
];

/**
 * A Chromium-based browser: the one named by ONEDRIVE_TEST_BROWSER, an installed one, Playwright's, or on Debian as
 * root the distribution's package.
 * @returns the program's path
 */
export async function ensureBrowser(): Promise<string> {
  const named = process.env[overrideVariable];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) {
      return named;
    }
    throw new SetupError(`${overrideVariable} names ${named}, which does not exist.`, 'Correct or unset the variable.');
  }
  return findInstalled() ?? (await locked(join(cache, 'browser.lock'), installBrowser));
}

function findInstalled(): string | undefined {
  const own = chromium.executablePath();
  const found = candidates().find((program) => existsSync(program));
  return found ?? (starts(own) ? own : undefined);
}

function candidates(): string[] {
  const { env } = process;
  if (process.platform === 'win32') {
    const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
    return folders.flatMap((folder) =>
      folder === undefined ? [] : placesOnWindows.map((place) => join(folder, place)),
    );
  }
  if (process.platform === 'darwin') {
    const folders = ['/Applications', join(env['HOME'] ?? '/', 'Applications')];
    return folders.flatMap((folder) => placesOnMac.map((place) => join(folder, place)));
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return programsOnPath.flatMap((program) => folders.map((folder) => join(folder, program)));
}

/** On a bare Linux, Playwright's browser is there but lacks system libraries. */
function starts(program: string): boolean {
  if (!existsSync(program)) {
    return false;
  }
  return process.platform !== 'linux' || spawnSync(program, ['--version'], { timeout: 20_000 }).status === 0;
}

async function installBrowser(): Promise<string> {
  const attempts: string[] = [];
  for (const install of [installPlaywrightBrowser, installDebianPackage]) {
    try {
      await install();
    } catch (error) {
      attempts.push(reasonOf(error));
    }
    const found = findInstalled();
    if (found !== undefined) {
      return found;
    }
    if (install === installPlaywrightBrowser) {
      say("  Playwright's browser is not available here.");
    }
  }
  throw new SetupError(
    `No Chrome, Chromium or Edge was found, and none could be installed.\n${attempts.join('\n')}`,
    `Install Google Chrome, Chromium or Microsoft Edge, or name one: ${overrideVariable}=/path/to/browser`,
  );
}

/** The line of a program's output that says what was wrong. */
function reasonOf(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split('\n');
  return lines.find((line) => /^(error|e:)/i.test(line)) ?? lines[0] ?? '';
}

async function installPlaywrightBrowser(): Promise<void> {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  await showing("Installing Playwright's browser", () =>
    run(process.execPath, [cli, 'install', '--no-shell', 'chromium'], { timeoutMs: 5 * 60_000 }),
  );
}

/** Without fonts the screenshots would show boxes. */
function installDebianPackage(): Promise<void> {
  return installDebianPackages('chromium', 'fonts-dejavu-core');
}
