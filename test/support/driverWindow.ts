import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ensureBrowser } from '../run/setup/browser.ts';
import { out, root } from '../run/setup/paths.js';
import { chromiumFlags } from './browser.ts';
import { type Program, startProgram } from './processes.ts';
import type { VscodeServer } from './vscodeServer.ts';

/**
 * How long the browser may take for its start, milliseconds. Generous: both processors are busy with other tests.
 */
const startLimit = 60_000;

/**
 * What VS Code's test driver expects to find in its page: one function that takes log lines, which are also in VS
 * Code's own logs, and one that takes the exit code. A binding of the DevTools protocol takes one text.
 */
const driverFunctions = `
  globalThis.codeAutomationLog = () => {};
  globalThis.codeAutomationExit = (code) => globalThis.reportExit(String(code));
`;

interface Message {
  /** Of the call that it answers; events have none. */
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly payload?: string };
  readonly result?: { readonly errorText?: string };
  readonly error?: { readonly message: string };
}

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

/**
 * Opens a window on the server that loads the extension and lets its extension host run something of the tests.
 * Resolves with VS Code's exit code.
 * @param entry a module with a function `run`. @param timeLimit milliseconds
 */
export async function runInExtensionHost(server: VscodeServer, entry: string, timeLimit: number): Promise<number> {
  const workspace = join(server.folder, 'workspace');
  await mkdir(workspace);
  const remote = (path: string): string => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(entry)],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  return visitTestDriver(`http://${server.authority}/?${query.toString()}`, server.folder, timeLimit);
}

/**
 * Opens VS Code in a browser that nobody looks into, and waits until its test driver reports the exit code.
 *
 * Not by Playwright: that is told of every frame between VS Code and its server, and at tests that are nothing but such
 * frames a good part of both processors went into telling it. The few calls that are left are those of the DevTools
 * protocol: https://chromedevtools.github.io/devtools-protocol/
 * @param folder of the browser's profile
 * @param timeLimit for the whole visit, milliseconds
 */
async function visitTestDriver(address: string, folder: string, timeLimit: number): Promise<number> {
  const logFile = join(out, 'logs', 'host.browser.log');
  const browser = startProgram(await ensureBrowser(), flags(folder), { env: process.env, logFile });
  try {
    return await visit(browser, address, timeLimit);
  } finally {
    await browser.kill();
  }
}

function flags(folder: string): string[] {
  return [
    ...chromiumFlags(),
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${join(folder, 'browser')}`,
    '--window-size=1280,800',
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-dev-shm-usage',
    '--password-store=basic',
    'about:blank',
  ];
}

async function visit(browser: Program, address: string, timeLimit: number): Promise<number> {
  const [, port = ''] = await browser.waitForOutput(/DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/, startLimit);
  const tools = new WebSocket(await addressOfPage(port));
  const exit = Promise.withResolvers<number>();
  const fail = (problem: string): void => exit.reject(new Error(problem));
  const timer = setTimeout(() => fail('The tests did not end in time.'), timeLimit);
  const answers = new Map<number, () => void>();
  tools.addEventListener('error', () => fail('The browser cannot be reached.'));
  tools.addEventListener('close', () => fail('The browser has ended.'));
  tools.addEventListener('message', ({ data }) => {
    const { id = 0, method, params, result, error }: Message = JSON.parse(String(data));
    const problem = error?.message ?? result?.errorText;
    if (problem !== undefined) {
      fail(`The browser refused call ${id}: ${problem}`);
    }
    answers.get(id)?.();
    if (method === 'Runtime.bindingCalled' && params?.name === 'reportExit') {
      exit.resolve(Number(params.payload));
    }
  });
  const calls: readonly [method: string, params: object][] = [
    ['Runtime.enable', {}],
    ['Runtime.addBinding', { name: 'reportExit' }],
    ['Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] }],
    ['Emulation.setFocusEmulationEnabled', { enabled: true }],
    // Without it the script below is taken and not run.
    ['Page.enable', {}],
    ['Page.addScriptToEvaluateOnNewDocument', { source: driverFunctions }],
    ['Page.navigate', { url: address }],
  ];
  try {
    await Promise.race([once(tools, 'open'), exit.promise]);
    for (const [index, [method, params]] of calls.entries()) {
      // One after the other: several processes of the browser answer, and navigating overtakes what the page has to do.
      const { promise: answered, resolve } = Promise.withResolvers<void>();
      answers.set(index + 1, resolve);
      tools.send(JSON.stringify({ id: index + 1, method, params }));
      await Promise.race([answered, exit.promise]);
    }
    return await exit.promise;
  } finally {
    clearTimeout(timer);
    tools.close();
  }
}

/** The browser lists its pages at once or a moment after it listens. */
async function addressOfPage(port: string): Promise<string> {
  const deadline = performance.now() + startLimit;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`, { signal: AbortSignal.timeout(startLimit) });
    const targets: readonly Target[] = JSON.parse(await response.text());
    const page = targets.find(({ type }) => type === 'page');
    if (page !== undefined) {
      return page.webSocketDebuggerUrl;
    }
    if (performance.now() > deadline) {
      throw new Error('The browser has no page.');
    }
    await wait(50);
  }
}
