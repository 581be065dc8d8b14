// The main job on real VS Code and the local simulator:  npm run demo [-- --open]
//   --open   leaves everything running for a person, until Ctrl+C
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type Simulator, startSimulator } from '../sim/index.ts';
import { cloudSettings } from '../support/cloudSettings.ts';
import { compareWithOneDrive } from '../support/compare.ts';
import { demoFiles, largeFileSize, writeDemoFiles } from '../support/demoFiles.ts';
import { type VscodeServer, startVscodeServer } from '../support/vscodeServer.ts';
import { VscodeWindow, addressOf } from '../ui/pages/vscodeWindow.ts';
import { changeCell, openWorkbook, tryOut } from './demoWorkbook.ts';
import { packageInBackground } from './package.ts';
import { ensureBrowser } from './setup/browser.ts';
import { out, root } from './setup/paths.js';
import { SetupError, elapsed, say } from './setup/steps.js';
import { ensureVscode, vscodeVersion } from './setup/vscode.ts';

const mebibyte = 1 << 20;
const files = [demoFiles.text, demoFiles.large, demoFiles.workbook];
const pictures = join(out, 'demo');
/** Slow enough that the notification can be read, bytes per second. */
const bandwidth = 16 * mebibyte;

/** Runs one step and prints a line with its time. */
async function step<T>(title: string | ((result: T) => string), work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  say(`${elapsed(start).padStart(7)}  ${typeof title === 'string' ? title : title(result)}`);
  return result;
}

/** What has to be ended, last first. */
const running: (() => Promise<unknown>)[] = [];

/** Through the pages in the browser, which lead back to VS Code. */
async function signIn(window: VscodeWindow, account: string): Promise<void> {
  const { notifications, surface } = window;
  await window.signIn(account, (pages) => pages.screenshot('sign-in', pictures));
  await surface.screenshot('signed-in', pictures);
  await notifications.clear();
}

/** Right click, Upload to OneDrive, a new folder in the picker, the notification to its end. */
async function uploadLargeFile(window: VscodeWindow): Promise<void> {
  const { explorer, folderPicker, notifications, surface, uploads } = window;
  const entry = await explorer.openMenu([demoFiles.large], 'Upload to OneDrive');
  await surface.screenshot('explorer-menu', pictures);
  await surface.chooseInMenu(entry);
  await folderPicker.createFolder('Reports');
  await folderPicker.uploadHere();
  const progress = await notifications.waitFor(/^Uploading measurements\.bin to \/Reports: .*MB\/s/);
  say(`         “${progress.text}”`);
  await surface.screenshot('running-notification', pictures);
  await uploads.show();
  await uploads.waitForRow(demoFiles.large, /%/);
  await surface.screenshot('uploads-view', pictures);
  const done = await notifications.waitFor(/^measurements\.bin was uploaded to \/Reports/, 60_000);
  say(`         “${done.text}”`);
  await uploads.waitForRow(demoFiles.large, /^uploaded · /);
  await surface.screenshot('finished-notification', pictures);
  await explorer.show();
  await notifications.clear();
}

async function uploadToSameFolder({ explorer, notifications }: VscodeWindow, name: string): Promise<void> {
  await explorer.choose([name], 'Upload to OneDrive');
  await notifications.waitFor(new RegExp(`^${name} was uploaded to /Reports`), 30_000);
}

async function uploadAllAtOnce(window: VscodeWindow): Promise<void> {
  await window.explorer.choose(files, 'Upload to OneDrive Folder...');
  await window.folderPicker.createFolder('Archive');
  await window.folderPicker.uploadHere();
  await window.quickInput.waitFor(/Files that are already in the folder/);
  await window.quickInput.pick('Replace');
  await window.quickInput.waitFor(/Options of this upload/);
  await window.quickInput.tick([]);
  const done = await window.notifications.waitFor(/^3 files were uploaded to \/Archive/, 60_000);
  say(`         “${done.text}”`);
}

async function compareAll(simulator: Simulator, workspace: string): Promise<string> {
  const lines = [];
  for (const folder of ['/Reports', '/Archive']) {
    for (const name of files) {
      lines.push(await compareWithOneDrive(simulator, join(workspace, name), `${folder}/${name}`));
    }
  }
  return lines.map((line) => `         ${line}`).join('\n');
}

function checkConduct(simulator: Simulator): void {
  const { violations, openSessions } = simulator;
  if (violations.length > 0 || openSessions.length > 0) {
    throw new Error(`Violations: ${JSON.stringify(violations)}; sessions left open: ${openSessions.length}`);
  }
}

async function waitForPerson(server: VscodeServer, workspace: string, simulator: Simulator): Promise<void> {
  // VS Code in a browser opens pages of this machine by way of its server, which does not pass this one on.
  await server.changeSettings({ 'onedrive.auth.method': 'deviceCode' });
  say(`\nVS Code:  ${addressOf(server, workspace)}`);
  say('Sign in:  run "OneDrive: Sign In", choose Copy Code, type the code on this page and pick an account there:');
  say(`          ${simulator.authority.url}/devicelogin  (nobody but this VS Code knows its certificate)`);
  say(`Accounts: ${simulator.authority.accounts.join(', ')}`);
  say(`Token:    ${simulator.issueToken({ expiresInSeconds: 24 * 3600 })}`);
  say('Ctrl+C ends everything.');
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

async function demo(open: boolean): Promise<void> {
  await step(`VS Code ${vscodeVersion} is there`, ensureVscode);
  await step((program) => `Browser: ${program}`, ensureBrowser);
  const vsix = await step((path) => `Built and packaged ${basename(path)}`, packageInBackground);
  const simulator = await step('Started the simulator of Microsoft Graph and of the sign-in service', async () =>
    startSimulator({ authority: true, shaping: { bytesPerSecond: bandwidth } }),
  );
  running.push(() => simulator.close());
  say(`         Sign-in service: ${simulator.authority.url}`);
  const { ca: trusted, url: signInPages } = simulator.authority;
  // In a browser VS Code would save by itself.
  const settings = { ...cloudSettings(simulator), 'onedrive.auth.method': 'browser', 'files.autoSave': 'off' };
  const server = await step('Started VS Code and installed the extension', () =>
    startVscodeServer({ name: 'demo', vsix, settings, trusted }),
  );
  running.push(() => server.stop());
  const workspace = join(server.folder, 'workspace');
  await step('Wrote the files', () => writeDemoFiles(workspace));
  const window = await step('Opened the folder', () => VscodeWindow.open({ server, workspace, name: '', signInPages }));
  const closeWindow = (): Promise<void> => window.close();
  running.push(closeWindow);
  await step('Signed in by clicking through the pages of the service', () => signIn(window, simulator.defaultAccount));
  await step(`Uploaded ${demoFiles.large}, ${largeFileSize / mebibyte} MiB`, () => uploadLargeFile(window));
  await step(`Uploaded ${demoFiles.text}`, () => uploadToSameFolder(window, demoFiles.text));
  await step(`Uploaded ${demoFiles.workbook}`, () => uploadToSameFolder(window, demoFiles.workbook));
  await step('Uploaded all three at once', () => uploadAllAtOnce(window));
  await step(
    (lines) => `Compared size, SHA-256 and quickXorHash on both sides:\n${lines}`,
    () => compareAll(simulator, workspace),
  );
  const workbook = { window, simulator, file: demoFiles.workbook, stored: `/Archive/${demoFiles.workbook}`, pictures };
  await step(`Opened a session of ${demoFiles.workbook}`, () => openWorkbook(workbook));
  await step(
    (what) => `Changed a cell: ${what}`,
    () => changeCell(workbook),
  );
  await step(
    (what) => `Tried out other numbers in a scratch copy, compared, closed it: ${what}`,
    () => tryOut(workbook),
  );
  checkConduct(simulator);
  if (open) {
    await window.close();
    await waitForPerson(server, workspace, simulator);
  }
}

const { values } = parseArgs({ options: { open: { type: 'boolean', default: false } } });
const start = performance.now();
try {
  await demo(values.open);
  say(`\nDone in ${elapsed(start)}. Pictures: ${relative(root, pictures)}`);
} catch (error) {
  say(
    `\nFAILED after ${elapsed(start)}: ${error instanceof Error && !(error instanceof SetupError) ? error.stack : String(error)}`,
  );
  process.exitCode = 1;
} finally {
  for (const end of running.toReversed()) {
    await end();
  }
}
